#include "report/audit.h"

#include "report/audit/pages.h"
#include "report/audit/view.h"
#include "report/printable.h"

#include <nlohmann/json.hpp>

#include <array>
#include <ostream>

namespace lockstep::report {
namespace {

// GitHub takes comments of 65,536 characters; somebody will write a line above this.
constexpr std::size_t kLongest = 60'000;

// From plenty to the bare minimum; the first that fits is taken.
constexpr std::array<Room, 7> kRooms = {{{.in_full = 60, .in_short = 400, .rows = 30, .pictures = 0},
                                         {.in_full = 40, .in_short = 200, .rows = 20, .pictures = 0},
                                         {.in_full = 25, .in_short = 120, .rows = 12, .pictures = 0},
                                         {.in_full = 15, .in_short = 80, .rows = 8, .pictures = 0},
                                         {.in_full = 8, .in_short = 60, .rows = 6, .pictures = 0},
                                         {.in_full = 3, .in_short = 40, .rows = 4, .pictures = 0},
                                         {.in_full = 0, .in_short = 20, .rows = 2, .pictures = 0}}};

/// Whatever could mean something to Markdown or HTML becomes an entity, which means the same in text, tables and blocks
/// of HTML. An empty comment behind `@` keeps GitHub from calling somebody of that name.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '@') {
      out += "&#64;<!-- -->";
    } else if (std::string_view("\\`*_{}[]<>&|~#$").find(c) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void write_audit_markdown(const findings::Outcome& outcome, std::ostream& out) {
  std::string text;
  for (const Room& room : kRooms) {
    text = rendered("audit.md", audit_view(outcome, room), escaped);
    if (text.size() <= kLongest) break;
  }
  out << text;
}

}  // namespace lockstep::report
