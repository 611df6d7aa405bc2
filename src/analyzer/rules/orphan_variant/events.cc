#include "rules/orphan_variant/orphans.h"
namespace lockstep::rules::variants {
void find_lonely_events(const Gathered&, std::vector<Finding>&) {}
}
