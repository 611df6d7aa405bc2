// lockstep_bench PATH [THREADS] [ROUNDS]: what a whole scan costs beside the floor, a bare tree-sitter parse of the
// same files with the same core, grammars, reads, allocator, flags and threads, in the same process.
//
// Rounds alternate floor and scan, so that a machine whose speed drifts slows both; medians are compared. The budgets
// are those of ARCHITECTURE.md ("What things may cost").

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

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

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

/// One round's seconds, phase by phase.
struct Round {
  double floor = 0;
  double discover = 0;
  double extract = 0;
  double link = 0;
  double check = 0;
  double scan() const { return discover + extract + link + check; }
};

double parse_only(const workspace::Workspace& space, const Workers& workers) {
  const auto start = Clock::now();
  workers.for_each(space.files().size(), [&](std::size_t i) {
    thread_local syntax::Parser parser;
    const workspace::Bytes bytes = space.read(FileId{i});
    (void)parser.parse(syntax::grammar_of(space.files()[i].path), bytes.text);
  });
  return since(start);
}

Round run(const std::string& path, const Workers& workers, std::size_t& findings) {
  Round round;
  auto start = Clock::now();
  workspace::Workspace space = discover(path, workers);
  round.discover = since(start);
  round.floor = parse_only(space, workers);

  start = Clock::now();
  std::vector<facts::FileFacts> facts(space.files().size());
  workers.for_each(facts.size(), [&](std::size_t i) {
    thread_local syntax::Parser parser;
    const workspace::Bytes bytes = space.read(FileId{i});
    facts[i] = facts::extract(parser, space.files()[i].path, bytes.text);
  });
  round.extract = since(start);

  start = Clock::now();
  const program::Program program =
      program::link(std::move(space), std::move(facts), *config::shipped_models(), workers);
  round.link = since(start);

  start = Clock::now();
  findings = rules::check(program, config::Config{}, rules::Packs{}, rules::Selection{}, workers).findings.size();
  round.check = since(start);
  return round;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: lockstep_bench PATH [THREADS] [ROUNDS]\n");
    return 2;
  }
  const Workers workers(argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 2);
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;

  const workspace::Workspace space = discover(argv[1], workers);
  double bytes = 0;
  for (const workspace::SourceFile& file : space.files()) bytes += static_cast<double>(file.stamp.size);
  std::printf("%zu files, %.1f MB, %u threads, %d rounds\n", space.files().size(), bytes / 1e6, workers.threads(),
              rounds);

  std::size_t findings = 0;
  (void)run(argv[1], workers, findings);  // fills the page cache and the allocator
  std::vector<double> floor, discovery, extraction, linking, checking, total;
  for (int i = 0; i < rounds; ++i) {
    const Round round = run(argv[1], workers, findings);
    floor.push_back(round.floor);
    discovery.push_back(round.discover / round.floor);
    extraction.push_back(round.extract / round.floor);
    linking.push_back(round.link / round.floor);
    checking.push_back(round.check / round.floor);
    total.push_back(round.scan() / round.floor);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("bare parse  %.3f s  (the floor: 1.00)\n", median(floor));
  std::printf("%-22s %6s %7s\n", "phase", "ratio", "budget");
  std::printf("%-22s %6.2f\n", "discover", median(discovery));
  std::printf("%-22s %6.2f %7.2f\n", "parse and extract", median(extraction), 1.20);
  std::printf("%-22s %6.2f\n", "link", median(linking));
  std::printf("%-22s %6.2f\n", "rules", median(checking));
  std::printf("%-22s %6.2f %7.2f\n", "link and rules", median(linking) + median(checking), 0.10);
  std::printf("%-22s %6.2f %7.2f\n", "whole scan", median(total), 1.30);
  std::printf("peak memory %ld MB (budget %.0f MB; the floor's trees are in it), %zu findings\n",
              usage.ru_maxrss / 1024, 64 + 3 * bytes / 1e6, findings);
  return 0;
}
