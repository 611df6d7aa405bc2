#include "app/category.h"

#include "findings/identity.h"

#include <algorithm>

namespace lockstep::app {
namespace {

constexpr std::size_t kLongest = 100;

bool is_plain(char c) { return c > ' ' && c != 0x7F; }

}  // namespace

std::string category_of(const Options& options, const workspace::Root& root) {
  if (options.category) return *options.category;
  if (options.since || options.staged) return "lockstep/changed";
  const bool is_filtered =
      !options.rules.empty() || !options.skip_rules.empty() || !options.include.empty() || !options.exclude.empty();
  if (is_filtered) return "lockstep/part";
  std::string paths;
  for (const std::string& path : root.reported) {
    if (path.empty()) return "lockstep/full";
    paths += (paths.empty() ? "" : "+") + path;
  }
  if (paths.empty()) return "lockstep/full";
  // A commit hook may name a thousand files.
  const bool is_nice = paths.size() <= kLongest && std::all_of(paths.begin(), paths.end(), is_plain);
  return "lockstep/" + (is_nice ? paths : "paths-" + findings::identity_of("category", "paths", paths));
}

Result<std::string> check_category(std::string typed) {
  if (typed.ends_with('/')) typed.pop_back();
  if (typed.empty() || typed.front() == '/' || typed.back() == '/' ||
      !std::all_of(typed.begin(), typed.end(), is_plain)) {
    return Error{.what = "--category takes a name such as lockstep/api"};
  }
  return typed;
}

}  // namespace lockstep::app
