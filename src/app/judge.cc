#include "app/judge.h"

#include "adoption/of_program.h"
#include "app/answer_key.h"
#include "app/open_cache.h"
#include "app/reading.h"
#include "app/run.h"
#include "app/survey.h"
#include "app/terminal.h"
#include "findings/locate.h"
#include "rules/check.h"

#include <unistd.h>
#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::app {
namespace {

using Contents = std::span<const std::optional<cache::Digest>>;

bool wants_progress(const Options& options) {
  return !options.quiet && look_at_terminal(STDERR_FILENO, options.colour).can_erase;
}

/// Brings the source lines. False when a file is no longer what the program was made of: what is shown then is right
/// for now, but nothing to be kept.
bool locate(findings::Outcome& outcome, const workspace::Workspace& workspace, const cache::Cache* cache,
            Contents contents, const Workers& workers) {
  std::atomic<bool> is_same = true;
  const auto read = reader_of(workspace);
  findings::locate(
      outcome,
      [&](std::string_view path) {
        auto text = read(path);
        const auto file = workspace.find(path);
        if (cache != nullptr && file && (!text || cache->content_of(*text) != contents[file->value])) is_same = false;
        return text;
      },
      workers);
  return is_same;
}

}  // namespace

bool is_whole(const Options& options) {
  return looks_at_all_files(options) && options.rules.empty() && options.skip_rules.empty() && !options.since &&
         !options.staged;
}

Result<program::Program> understand(const Options& options, const Workers& workers, Stopwatch& watch) {
  auto surveyed = survey(options);
  if (!surveyed) return surveyed.error();
  watch.lap("discover");
  auto cache = open_cache(options, surveyed->workspace.root(), watch);
  if (!cache) return cache.error();
  Reading reading(surveyed->workspace, surveyed->packs->compiled_queries(), pointer_to(*cache), workers,
                  wants_progress(options));
  reading.identify();
  auto facts = reading.facts();
  watch.lap("extract");
  reading.keep();
  reading.count(watch);
  close_cache(*cache, watch);
  auto program = program::link(std::move(surveyed->workspace), std::move(facts), std::move(surveyed->models), workers);
  watch.lap("link");
  return program;
}

Judgement judge(Survey survey, cache::Cache* cache, const Options& options, const Workers& workers, Stopwatch& watch) {
  const rules::Selection selection{
      .only = options.rules, .skip = options.skip_rules, .with_inventory = options.verb == Verb::Audit};
  Judgement judged{.config = survey.config, .packs = survey.packs};
  Reading reading(survey.workspace, survey.packs->compiled_queries(), cache, workers, wants_progress(options));
  reading.identify();
  watch.lap("identify");
  const auto key_now = [&] {
    // An audit looks into the program itself.
    const bool may_recall = cache != nullptr && options.verb != Verb::Audit;
    return may_recall ? answer_key(*cache, survey, options, reading.contents()) : std::nullopt;
  };
  const auto early_key = key_now();
  if (auto known = early_key ? cache->find_outcome(*early_key) : std::nullopt) {
    reading.keep();
    judged.outcome = *std::move(known);
    judged.outcome.rules = rules::selected(judged.config, *judged.packs, selection);
    judged.contents = reading.contents();
    judged.unlinked = std::make_unique<const workspace::Workspace>(std::move(survey.workspace));
    watch.lap("recall");
    return judged;
  }
  auto facts = reading.facts();
  watch.lap("extract");
  reading.keep();
  reading.count(watch);
  watch.lap("keep");
  // What a file holds is certain only now: some were read between the two steps.
  const auto key = key_now();
  judged.contents = reading.contents();
  judged.program = std::make_unique<const program::Program>(
      program::link(std::move(survey.workspace), std::move(facts), std::move(survey.models), workers));
  watch.lap("link");
  judged.outcome = rules::check(*judged.program, judged.config, *judged.packs, selection, workers);
  adoption::suppress(judged.outcome, *judged.program,
                     {.config = judged.config,
                      .selection = selection,
                      .is_whole = looks_at_all_files(options),
                      .today = today_of(options)});
  watch.lap("check");
  const bool is_same = locate(judged.outcome, judged.workspace(), cache, judged.contents, workers);
  watch.lap("locate");
  if (key && is_same) cache->keep({cache::Cache::entry_of(*key, judged.outcome)});
  return judged;
}

Result<Judgement> judge(const Options& options, const Workers& workers, Stopwatch& watch) {
  auto surveyed = survey(options);
  if (!surveyed) return surveyed.error();
  watch.lap("discover");
  auto cache = open_cache(options, surveyed->workspace.root(), watch);
  if (!cache) return cache.error();
  auto judged = judge(*std::move(surveyed), pointer_to(*cache), options, workers, watch);
  close_cache(*cache, watch);
  return judged;
}

}  // namespace lockstep::app
