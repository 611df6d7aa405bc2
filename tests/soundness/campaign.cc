#include "campaign.h"

#include "compare.h"
#include "generate.h"
#include "shapes.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace lockstep::soundness {
namespace {

/// Of `part` in `whole`, in percent with one digit.
std::string share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  const std::size_t tenths = (part * 1000 + whole / 2) / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "lockstep-soundness-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Campaign::text() const {
  std::ostringstream out;
  for (const std::string& example : examples) out << example << '\n';
  out << programs << " programs, " << hazardous << " in which something can happen, " << states << " states, " << cut
      << " programs not explored to the end\n";
  out << hazards << " lost updates and deadlocks, " << reported << " reported (" << share(reported, hazards) << "), "
      << by_lock << " of them as a fault of the lock\n";
  for (const auto& [shape, count] : misses) {
    out << "  missed " << count << " (" << share(count, hazards) << ")  "
        << (shape.empty() ? "unexplained" : shape + ": " + std::string(reason_of(shape))) << '\n';
  }
  out << findings << " findings, " << unconfirmed << " that no order of events bears out ("
      << share(unconfirmed, findings) << "), " << undecided << " undecided\n";
  return std::move(out).str();
}

Campaign run_campaign(std::uint64_t first, std::size_t programs, const Limits& limits) {
  constexpr std::size_t kMostExamples = 40;
  Campaign campaign;
  const TemporaryFolder folder;
  for (std::uint64_t seed = first; seed < first + programs; ++seed) {
    const Comparison one = compare(generate(seed), folder.path(), limits);
    ++campaign.programs;
    campaign.hazardous += one.hazards != 0 ? 1 : 0;
    campaign.cut += one.is_cut ? 1 : 0;
    campaign.states += one.states;
    campaign.hazards += one.hazards;
    campaign.reported += one.reported;
    campaign.by_lock += one.by_lock;
    campaign.findings += one.findings;
    const auto example = [&](const std::string& text) {
      if (campaign.examples.size() < kMostExamples)
        campaign.examples.push_back("seed " + std::to_string(seed) + "  " + text);
    };
    for (const Miss& miss : one.misses) {
      ++campaign.misses[miss.shape];
      if (!miss.shape.empty()) continue;
      ++campaign.unexplained;
      example("missed  " + miss.text);
    }
    campaign.undecided += one.undecided;
    campaign.unconfirmed += one.false_alarms.size();
    for (const FalseAlarm& alarm : one.false_alarms) example("unconfirmed  " + alarm.text);
  }
  return campaign;
}

}  // namespace lockstep::soundness
