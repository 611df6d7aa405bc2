// lockstep_bench PATH [THREADS] [ROUNDS]: what a whole scan costs beside the floor, a bare tree-sitter parse of the
// same files with the same core, grammars, reads, allocator, flags and threads, in the same process.
//
// Rounds alternate floor and scan, so that a machine whose speed drifts slows both; medians are compared. Budgets are
// those of ARCHITECTURE.md ("What things may cost") and hold for the time that passes. Beside it stands the processor
// time of all threads, which busy neighbours hardly change: by it two versions are compared. What passes but is not
// spent is a thread that waits for another.

#include "base/huge_pages.h"
#include "base/workers.h"
#include "config/config.h"
#include "config/models.h"
#include "facts/extract.h"
#include "program/program.h"
#include "rules/check.h"
#include "syntax/tree.h"
#include "workspace/workspace.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace lockstep;
using Clock = std::chrono::steady_clock;

/// Seconds: those that passed, and those that all threads together spent.
struct Time {
  double passed = 0;
  double spent = 0;

  friend Time operator+(Time a, Time b) { return {a.passed + b.passed, a.spent + b.spent}; }
};

double spent_so_far() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Stopwatch {
 public:
  Time lap() {
    const Clock::time_point now = Clock::now();
    const double spent = spent_so_far();
    const Time time{std::chrono::duration<double>(now - begin_).count(), spent - spent_};
    begin_ = now;
    spent_ = spent;
    return time;
  }

 private:
  Clock::time_point begin_ = Clock::now();
  double spent_ = spent_so_far();
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

workspace::Workspace discover(const std::string& path, const Workers& workers) {
  const auto root = workspace::find_root({path}, path);
  if (!root) {
    std::fprintf(stderr, "lockstep_bench: %s\n", root.error().what.c_str());
    std::exit(2);
  }
  return workspace::discover(*root, {}, workers);
}

/// One round's times, phase by phase.
struct Round {
  Time floor;
  Time discover;
  Time extract;
  Time link;
  Time check;
};

void parse_only(const workspace::Workspace& space, const Workers& workers) {
  workers.for_each(space.files().size(), [&](std::size_t i) {
    thread_local syntax::Parser parser;
    const workspace::Bytes bytes = space.read(FileId{i});
    (void)parser.parse(syntax::grammar_of(space.files()[i].path), bytes.text);
  });
}

/// A phase beside the floor, over all rounds.
class Ratios {
 public:
  void add(const Time& phase, const Time& floor) {
    passed_.push_back(phase.passed / floor.passed);
    spent_.push_back(phase.spent / floor.spent);
  }
  void print(const char* name, const char* budget = "") const {
    std::printf("%-22s %7.2f %7s %10.2f\n", name, median(passed_), budget, median(spent_));
  }

 private:
  std::vector<double> passed_;
  std::vector<double> spent_;
};

Round run(const std::string& path, const Workers& workers, std::size_t& findings) {
  Round round;
  Stopwatch watch;
  workspace::Workspace space = discover(path, workers);
  round.discover = watch.lap();
  parse_only(space, workers);
  round.floor = watch.lap();

  std::vector<facts::FileFacts> facts(space.files().size());
  workers.for_each(facts.size(), [&](std::size_t i) {
    thread_local syntax::Parser parser;
    const workspace::Bytes bytes = space.read(FileId{i});
    facts[i] = facts::extract(parser, space.files()[i].path, bytes.text);
  });
  round.extract = watch.lap();

  const program::Program program =
      program::link(std::move(space), std::move(facts), *config::shipped_models(), workers);
  round.link = watch.lap();

  findings = rules::check(program, config::Config{}, rules::Packs{}, rules::Selection{}, workers).findings.size();
  round.check = watch.lap();
  return round;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  if (argc < 2 || threads < 1 || rounds < 1) {
    std::fprintf(stderr, "usage: lockstep_bench PATH [THREADS] [ROUNDS]\n");
    return 2;
  }
  use_huge_pages();
  const Workers workers(static_cast<unsigned>(threads));

  const workspace::Workspace space = discover(argv[1], workers);
  double bytes = 0;
  for (const workspace::SourceFile& file : space.files()) bytes += static_cast<double>(file.stamp.size);
  std::printf("%zu files, %.1f MB, %u threads, %d rounds\n", space.files().size(), bytes / 1e6, workers.threads(),
              rounds);

  std::size_t findings = 0;
  (void)run(argv[1], workers, findings);  // fills the page cache and the allocator
  std::vector<double> floor;
  Ratios discovery, extraction, linking, checking, both, total;
  for (int i = 0; i < rounds; ++i) {
    const Round round = run(argv[1], workers, findings);
    floor.push_back(round.floor.passed);
    discovery.add(round.discover, round.floor);
    extraction.add(round.extract, round.floor);
    linking.add(round.link, round.floor);
    checking.add(round.check, round.floor);
    both.add(round.link + round.check, round.floor);
    total.add(round.discover + round.extract + round.link + round.check, round.floor);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("bare parse  %.3f s  (the floor: 1.00)\n", median(floor));
  std::printf("%-22s %7s %7s %10s\n", "phase", "passed", "budget", "processor");
  discovery.print("discover");
  extraction.print("parse and extract", "1.20");
  linking.print("link");
  checking.print("rules");
  both.print("link and rules", "0.10");
  total.print("whole scan", "1.30");
  std::printf("peak memory %ld MB (budget %.0f MB; the floor's trees are in it), %zu findings\n",
              usage.ru_maxrss / 1024, 64 + 3 * bytes / 1e6, findings);
  return 0;
}
