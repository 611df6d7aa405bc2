// lockstep_soundness: with no arguments its tests; with --programs N [--seed S] a long run that prints what is missed,
// why, and how many of the findings no order of events bears out; with --show S one program, what can happen, what is
// said.

#include "campaign.h"
#include "compare.h"
#include "generate.h"
#include "print.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace lockstep::soundness {
namespace {

int usage() {
  std::cerr
      << "usage: lockstep_soundness [--programs N] [--seed S] [--requests 2|3] | --show SEED | GoogleTest's options\n";
  return 2;
}

int show(std::uint64_t seed, const Limits& limits) {
  const Program program = generate(seed);
  const Printed printed = print(program);
  for (const auto& [path, text] : printed.files) {
    if (path != "src/doors.ts" && path != "src/visit.ts") std::cout << "// " << path << '\n' << text << '\n';
  }
  const Truth truth = explore(program, limits);
  for (const Loss& loss : truth.losses) std::cout << shown(loss, printed) << '\n';
  for (const Deadlock& deadlock : truth.deadlocks) std::cout << shown(deadlock, printed) << '\n';
  std::cout << truth.states << " states" << (truth.is_cut ? ", cut\n" : "\n");
  const TemporaryFolder folder;
  const Comparison result = compare(program, folder.path(), limits);
  for (const Miss& miss : result.misses)
    std::cout << "missed" << (miss.shape.empty() ? "" : " [" + miss.shape + "]") << "  " << miss.text << '\n';
  for (const FalseAlarm& alarm : result.false_alarms) std::cout << "unconfirmed  " << alarm.text << '\n';
  if (result.undecided != 0) std::cout << result.undecided << " undecided\n";
  return 0;
}

int run(const std::map<std::string_view, std::uint64_t>& given) {
  const auto number = [&](std::string_view name, std::uint64_t fallback) {
    const auto found = given.find(name);
    return found == given.end() ? fallback : found->second;
  };
  Limits limits;
  limits.requests = static_cast<std::size_t>(number("--requests", 2));
  if (limits.requests < 1 || limits.requests > 3) return usage();
  if (given.contains("--show")) return show(number("--show", 0), limits);
  const Campaign campaign = run_campaign(number("--seed", 1), number("--programs", 300), limits);
  std::cout << campaign.text();
  return campaign.unexplained == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lockstep::soundness

int main(int count, char** words) {
  std::map<std::string_view, std::uint64_t> given;
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = words[i];
    if (name.starts_with("--gtest")) {
      given.clear();
      break;
    }
    if (i + 1 == count) return lockstep::soundness::usage();
    const std::string_view value = words[i + 1];
    std::uint64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (read.ec != std::errc{} || read.ptr != value.data() + value.size()) return lockstep::soundness::usage();
    given[name] = number;
  }
  if (!given.empty()) return lockstep::soundness::run(given);
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
