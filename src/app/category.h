#pragma once

#include "app/options.h"
#include "workspace/root.h"

#include <string>

/// What code scanning knows an analysis by. When a new analysis of a category arrives, every alert of that category
/// that it does not repeat is closed; so a run that looks at a part of the program must never bear the name of the
/// whole.
namespace lockstep::app {

/// The one that was asked for, else one for what is looked at: `lockstep/full`, `lockstep/apps/api` for that folder,
/// `lockstep/part` where options leave something out, `lockstep/changed` for what a change brought.
std::string category_of(const Options& options, const workspace::Root& root);

/// What `--category` takes: words with slashes between them. A slash at the end is SARIF's and dropped.
Result<std::string> check_category(std::string typed);

}  // namespace lockstep::app
