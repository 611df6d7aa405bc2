#include "report/audit.h"

#include "report/audit/pages.h"
#include "report/audit/view.h"
#include "report/printable.h"

#include <nlohmann/json.hpp>

#include <array>
#include <ostream>
#include <string>

namespace lockstep::report {
namespace {

// A page of more would open slowly, and nobody reads thousands of findings.
constexpr std::size_t kLongest = 4'500'000;
constexpr std::array<Room, 4> kRooms = {{{.in_full = 1'000, .in_short = 3'000, .rows = 400, .pictures = 80},
                                         {.in_full = 500, .in_short = 2'000, .rows = 250, .pictures = 40},
                                         {.in_full = 250, .in_short = 1'000, .rows = 120, .pictures = 20},
                                         {.in_full = 50, .in_short = 500, .rows = 50, .pictures = 5}}};

/// For text and for quoted attributes alike.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

void write_audit_html(const findings::Outcome& outcome, std::ostream& out) {
  std::string text;
  for (const Room& room : kRooms) {
    JsonValue view = audit_view(outcome, room);
    view["css"] = page("audit.css");
    view["css_hash"] = policy_hash("audit.css");
    view["js"] = page("audit.js");
    view["js_hash"] = policy_hash("audit.js");
    text = rendered("audit.html", view, escaped);
    if (text.size() <= kLongest) break;
  }
  out << text;
}

}  // namespace lockstep::report
