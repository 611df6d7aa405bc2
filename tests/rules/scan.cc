#include "scan.h"

#include "adoption/of_program.h"
#include "base/workers.h"
#include "config/config.h"
#include "config/models.h"
#include "facts/extract.h"
#include "findings/locate.h"
#include "program/program.h"
#include "rules/check.h"
#include "syntax/tree.h"
#include "workspace/workspace.h"

#include <cstdlib>
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

facts::FileFacts facts_of(const workspace::Workspace& workspace, FileId file) {
  const workspace::Bytes bytes = workspace.read(file);
  syntax::Parser parser;
  facts::FileFacts facts = facts::extract(parser, workspace[file].path, bytes.text);
  if (bytes.trouble) {
    facts.troubles.push_back({.kind = facts::Trouble::Kind::Unreadable, .message = bytes.trouble->message});
  }
  return facts;
}

}  // namespace

findings::Outcome scan(const std::string& folder, unsigned threads, bool shuffled) {
  workspace::Workspace workspace = workspace::discover(sound(workspace::find_root({folder}, folder)), {});
  const Workers workers(threads);
  std::vector<facts::FileFacts> facts(workspace.files().size());
  workers.for_each(facts.size(), [&](std::size_t index) {
    const FileId file{shuffled ? facts.size() - 1 - index : index};
    facts[file.value] = facts_of(workspace, file);
  });
  static const config::Models kModels = sound(config::shipped_models());  // read once, scanned with often
  const program::Program program = program::link(std::move(workspace), std::move(facts), kModels, workers);
  const config::Config config;
  const rules::Selection all;
  findings::Outcome outcome = rules::check(program, config, all, workers);
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
