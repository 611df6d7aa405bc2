#include "base/about.h"

namespace lockstep {

std::string_view version() { return LOCKSTEP_VERSION; }
std::string_view home_page() { return LOCKSTEP_HOME_PAGE; }

}  // namespace lockstep
