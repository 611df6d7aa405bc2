#include "scan.h"

#include "adoption/of_program.h"
#include "base/workers.h"
#include "config/config.h"
#include "config/models.h"
#include "config/pack.h"
#include "facts/extract.h"
#include "findings/locate.h"
#include "program/program.h"
#include "rules/check.h"
#include "syntax/tree.h"
#include "workspace/workspace.h"

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iostream>
#include <utility>

namespace lockstep::tests {
namespace {

/// Fixtures hold for good.
constexpr const char* kToday = "2026-11-26";

/// Fixtures and what is built in are ours: an error in them is an error of the test.
template <class T>
T sound(Result<T> result) {
  if (!result) {
    std::cerr << result.error().where << ": " << result.error().what << '\n';
    std::abort();
  }
  return *std::move(result);
}

facts::FileFacts facts_of(const workspace::Workspace& workspace, FileId file, const facts::Queries& queries) {
  const workspace::Bytes bytes = workspace.read(file);
  syntax::Parser parser;
  facts::FileFacts facts = facts::extract(parser, workspace[file].path, bytes.text, &queries);
  if (bytes.trouble) {
    facts.troubles.push_back({.kind = facts::Trouble::Kind::Unreadable, .message = bytes.trouble->message});
  }
  return facts;
}

/// The fixture's own configuration; empty without one.
config::Config config_of(const std::string& folder) {
  const std::string file = folder + "/lockstep.jsonc";
  return std::filesystem::exists(file) ? sound(config::load(file, "lockstep.jsonc")) : config::Config{};
}

Result<std::vector<config::Pack>> packs_of(const config::Config& config, const std::string& folder) {
  return config::load_packs(config, folder, false, {});
}

}  // namespace

findings::Outcome scan(const std::string& folder, unsigned threads, bool shuffled) {
  const config::Config config = config_of(folder);
  workspace::Workspace workspace = workspace::discover(sound(workspace::find_root({folder}, folder)), {});
  // What `outcome` says of rules points into the packs, so they stay.
  static std::deque<rules::Packs> packs;
  const rules::Packs& used = packs.emplace_back(sound(rules::Packs::read(sound(packs_of(config, folder)))));
  const Workers workers(threads);
  std::vector<facts::FileFacts> facts(workspace.files().size());
  workers.for_each(facts.size(), [&](std::size_t index) {
    const FileId file{shuffled ? facts.size() - 1 - index : index};
    facts[file.value] = facts_of(workspace, file, used.compiled_queries());
  });
  static const config::Models kModels = sound(config::shipped_models());  // read once, scanned with often
  const program::Program program = program::link(std::move(workspace), std::move(facts), kModels, workers);
  const rules::Selection all;
  findings::Outcome outcome = rules::check(program, config, used, all, workers);
  adoption::suppress(outcome, program, {.config = config, .selection = all, .today = kToday});
  const auto read = [&](std::string_view path) -> std::optional<std::string> {
    workspace::Bytes bytes = program.workspace().read(path);
    if (bytes.trouble) return std::nullopt;
    return std::move(bytes.text);
  };
  findings::locate(outcome, read, workers);
  return outcome;
}

}  // namespace lockstep::tests
