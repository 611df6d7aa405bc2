#pragma once

#include "rules/rule.h"

#include <vector>

namespace lockstep::rules::migrations {

/// Of findings about migrations of one folder only the newest migration's is kept, and the older ones become its
/// places: what has run everywhere is better left as it is, and what can still be mended is what was written last. The
/// findings are of one kind.
std::vector<Finding> newest_of_each_folder(std::vector<Finding> findings);

}  // namespace lockstep::rules::migrations
