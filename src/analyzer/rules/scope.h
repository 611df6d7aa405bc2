#pragma once

#include "rules/rule.h"

/// Which files a rule about production code looks at.
namespace lockstep::rules {

/// Code that runs in production: no test, story, migration, example, script, configuration, generated or declaration
/// file.
bool is_production(const File& file);

/// The same, with scripts and configuration, for rules that look for any use of a thing at all.
bool is_own_code(const File& file);

/// Whether a file shows how something is used: an example, a demo, a sample.
bool is_sample(const File& file);

/// Whether a file belongs to a package that is published for others to load.
bool is_of_library(const Program& program, const File& file);

/// Whether a file belongs to a library that is the whole repository: what it exports is made and handled by people whom
/// we do not see. Of a package among others we see at least some of its users.
bool is_of_lone_library(const Program& program, const File& file);

/// Whether something of a package that could use what a file declares is not here (a submodule in its folder): then it
/// cannot be said that nobody does.
bool has_unseen_users(const Program& program, const File& file);

/// Whether a file belongs to a package that people outside of the repository may load: published, and compiled for it.
bool has_users_outside(const Program& program, const File& file);

}  // namespace lockstep::rules
