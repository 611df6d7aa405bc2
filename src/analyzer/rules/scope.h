#pragma once

#include "rules/rule.h"

/// Which files a rule about production code looks at.
namespace lockstep::rules {

/// Code that runs in production: no test, story, migration, example, script, configuration, generated or declaration
/// file.
bool is_production(const File& file);

/// The same, with scripts and configuration, for rules that look for any use of a thing at all.
bool is_own_code(const File& file);

}  // namespace lockstep::rules
