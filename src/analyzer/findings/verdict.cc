#include "findings/verdict.h"

namespace lockstep::findings {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::Holds:
      return "holds";
    case Standing::Violated:
      return "violated";
    case Standing::NotApplicable:
      return "not-applicable";
    case Standing::CannotTell:
      return "cannot-tell";
  }
  return "not-applicable";
}

std::string_view to_string(Priority priority) {
  switch (priority) {
    case Priority::MustHave:
      return "must-have";
    case Priority::NiceToHave:
      return "nice-to-have";
    case Priority::Constraint:
      return "constraint";
  }
  return "must-have";
}

}  // namespace lockstep::findings
