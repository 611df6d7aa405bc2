#include "findings/acceptance.h"

namespace lockstep::findings {

std::string_view to_string(Accepted::By by) { return by == Accepted::By::Comment ? "comment" : "baseline"; }

std::string_view to_string(Suppression::State state) {
  switch (state) {
    case Suppression::State::Used:
      return "used";
    case Suppression::State::Unused:
      return "unused";
    case Suppression::State::Expired:
      return "expired";
    case Suppression::State::Broken:
      return "broken";
    case Suppression::State::Unchecked:
      return "unchecked";
  }
  return "unchecked";
}

}  // namespace lockstep::findings
