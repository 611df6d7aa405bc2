#include "report/suppressions_text.h"

#include "report/pen.h"
#include "report/printable.h"
#include "report/summary.h"

#include <algorithm>
#include <ostream>
#include <string>

namespace lockstep::report {
namespace {

using findings::Suppression;
using findings::SuppressionAge;
using State = findings::Suppression::State;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string state_of(const Suppression& suppression, const Pen& pen) {
  switch (suppression.state) {
    case State::Used:
      return "hides " + counted(suppression.findings, "finding", "findings");
    case State::Unused:
      return pen.paint(Ink::Warning, "unused");
    case State::Expired:
      return pen.paint(Ink::Warning, "expired") + ", so it hides nothing";
    case State::Broken:
      return pen.paint(Ink::Error, "broken") + ", so it hides nothing";
    case State::Unchecked:
      return "not checked in this run";
  }
  return {};
}

std::string age_of(const Suppression& suppression) {
  if (!suppression.age) return {};
  const SuppressionAge& age = *suppression.age;
  return ", since " + age.date + " (" + counted(static_cast<std::size_t>(std::max(age.days, 0)), "day", "days") + ", " +
         age.commit + ")";
}

void write_one(const Suppression& suppression, const Pen& pen, std::ostream& out) {
  constexpr unsigned kIndent = 4;
  const std::string indent(kIndent, ' ');
  out << pen.position(suppression.place) << "  " << pen.paint(Ink::Bold, printable(joined(suppression.rules)));
  if (!suppression.rules.empty()) out << "  ";
  out << pen.paint(Ink::Dim, suppression.form);
  if (!suppression.until.empty()) out << "  until " << suppression.until;
  out << '\n' << indent << pen.wrap(printable(suppression.reason), kIndent) << '\n';
  out << indent << state_of(suppression, pen) << printable(age_of(suppression)) << "\n\n";
}

}  // namespace

void write_suppressions_text(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  const auto& all = outcome.suppressions;
  if (all.empty()) {
    out << "There is no suppression in " << printable(outcome.root) << '\n';
    return;
  }
  for (const Suppression& suppression : all) write_one(suppression, pen, out);
  const auto in_state = [&](State state) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Suppression& each) { return each.state == state; }));
  };
  out << counted(all.size(), "suppression", "suppressions");
  std::string separator = ": ";
  for (const auto& [state, word] :
       {std::pair(State::Used, "in use"), std::pair(State::Unused, "unused"), std::pair(State::Expired, "expired"),
        std::pair(State::Broken, "broken"), std::pair(State::Unchecked, "not checked")}) {
    if (const std::size_t count = in_state(state); count > 0) {
      out << separator << count << ' ' << word;
      separator = ", ";
    }
  }
  out << "; " << counted(outcome.count(findings::Accepted::By::Comment), "finding is", "findings are") << " hidden\n";
}

}  // namespace lockstep::report
