#pragma once

#include "app/options.h"
#include "config/config.h"
#include "config/models.h"
#include "config/read_text.h"
#include "rules/packs.h"
#include "workspace/root.h"
#include "workspace/store.h"
#include "workspace/workspace.h"

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace lockstep::app {

/// Which program, and what its team said about how to look at it.
struct Terms {
  workspace::Root root;
  config::Config config;
  std::shared_ptr<const rules::Packs> packs;
  config::Models models;
};

/// What is to be understood: the same, and the files of the program.
struct Survey {
  config::Config config;
  std::shared_ptr<const rules::Packs> packs;
  config::Models models;
  workspace::Workspace workspace;
};

Result<workspace::Root> find_root(const Options& options);
/// The file in which a team says it, at the root.
inline constexpr std::string_view kConfigName = "lockstep.jsonc";

/// `overlay` knows the root's lockstep.jsonc, and the files that it names, where those are not the ones in the folder.
Result<Terms> read_terms(const Options& options, workspace::Root root, const config::Overlay& overlay = {});
/// Whether every rule that the command line names exists.
Status check_rule_names(const Options& options, const Terms& terms);
/// Discovers the files, in the folders of the root or wherever else they are kept.
Survey survey(Terms terms, const Options& options, std::unique_ptr<const workspace::Store> store);

/// All of it, for a program in the folders of its root.
Result<Survey> survey(const Options& options);

}  // namespace lockstep::app
