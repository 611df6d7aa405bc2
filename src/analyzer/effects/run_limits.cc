#include "effects/run_limits.h"

#include "base/glob.h"
#include "effects/durations.h"
#include "json/document.h"

#include <string_view>

namespace lockstep::effects {

namespace {

constexpr std::string_view kSettings = "vercel.json";
constexpr std::string_view kLimit = "maxDuration";
constexpr double kSecond = 1000;

}  // namespace

RunLimits::RunLimits(const Program& program) : program_(program) {
  for (const workspace::ListedFile& file : program.workspace().others()) {
    const std::string_view path = file.path;
    if (path == kSettings || (path.ends_with(kSettings) && path[path.size() - kSettings.size() - 1] == '/'))
      read(std::string(path));
  }
}

void RunLimits::read(const std::string& path) {
  const auto settings = json::parse(program_.workspace().read(path).text, path, json::Repeats::LastWins);
  if (!settings) return;
  const json::Value* functions = settings->root.find("functions");
  if (functions == nullptr) return;
  const std::string folder = path.substr(0, path.size() - kSettings.size());
  for (const json::Member& one : functions->members()) {
    const json::Value* limit = one.value.find(kLimit);
    if (limit != nullptr && limit->number()) limits_.emplace_back("/" + folder + one.key, *limit->number() * kSecond);
  }
}

std::optional<double> RunLimits::of(const program::File& file) const {
  for (const Node variable : program::nodes_of(file, Kind::Declarator)) {
    const Node name = variable.child(0);
    if (!name || name.text() != kLimit || variable.enclosing_function()) continue;
    if (const auto seconds = number_of(program_, program::value_of(variable))) return *seconds * kSecond;
  }
  for (const auto& [pattern, limit] : limits_) {
    if (glob_matches(pattern, file.path)) return limit;
  }
  return std::nullopt;
}

bool RunLimits::end_before(const program::File& file, std::optional<double> life) const {
  if (!life) return false;
  const auto limit = of(file);
  return limit && *limit <= *life;
}

}  // namespace lockstep::effects
