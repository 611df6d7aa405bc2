#include "base/glob.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace lockstep {
namespace {

// Twenty pairs of braces make a million globs. Nobody who means it writes more than this, so the rest are taken
// literally.
constexpr std::size_t kMaxAlternatives = 1000;

struct Braces {
  std::size_t open = std::string_view::npos;
  std::size_t close = 0;
  std::vector<std::size_t> cuts;  // the commas between the alternatives
};

/// The first pair of braces from `from` on that holds alternatives.
Braces find_braces(std::string_view glob, std::size_t from) {
  std::vector<Braces> open;
  Braces first;
  for (std::size_t at = from; at < glob.size(); ++at) {
    const char c = glob[at];
    if (c == '\\') {
      ++at;
    } else if (c == '{') {
      open.push_back({at, 0, {}});
    } else if (c == ',' && !open.empty()) {
      open.back().cuts.push_back(at);
    } else if (c == '}' && !open.empty()) {
      Braces pair = std::move(open.back());
      open.pop_back();
      pair.close = at;
      if (!pair.cuts.empty() && pair.open < first.open) first = std::move(pair);
      if (open.empty() && first.open != std::string_view::npos) return first;
    }
  }
  return first;
}

bool has_unclosed_brace(std::string_view glob) {
  std::size_t open = 0;
  for (std::size_t at = 0; at < glob.size(); ++at) {
    if (glob[at] == '\\') {
      ++at;
    } else if (glob[at] == '{') {
      ++open;
    } else if (glob[at] == '}' && open > 0) {
      --open;
    }
  }
  return open > 0;
}

std::vector<std::string> expand(std::string_view glob) {
  std::vector<std::string> finished;
  std::vector<std::string> waiting{std::string(glob)};
  while (!waiting.empty()) {
    const std::string text = std::move(waiting.back());
    waiting.pop_back();
    const Braces braces = find_braces(text, 0);
    const bool has_room = finished.size() + waiting.size() + braces.cuts.size() < kMaxAlternatives;
    if (braces.open == std::string_view::npos || !has_room) {
      finished.push_back(text);
      continue;
    }
    std::size_t begin = braces.open + 1;
    for (std::size_t i = 0; i <= braces.cuts.size(); ++i) {
      const std::size_t end = i < braces.cuts.size() ? braces.cuts[i] : braces.close;
      waiting.push_back(text.substr(0, braces.open) + text.substr(begin, end - begin) + text.substr(braces.close + 1));
      begin = end + 1;
    }
  }
  return finished;
}

}  // namespace

Glob::Glob(std::string_view glob) {
  for (const std::string& alternative : expand(glob)) {
    std::string_view pattern = alternative;
    bool is_anchored = false;
    if (pattern.starts_with("./")) {
      pattern.remove_prefix(2);
      is_anchored = true;
    } else if (pattern.starts_with('/')) {
      pattern.remove_prefix(1);
      is_anchored = true;
    }
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    is_anchored = is_anchored || pattern.find('/') != std::string_view::npos;
    alternatives_.emplace_back((is_anchored ? "" : "**/") + std::string(pattern));
  }
}

bool Glob::matches(std::string_view path) const {
  for (const Wildcard& alternative : alternatives_) {
    if (alternative.matches(path)) return true;
  }
  return false;
}

bool Glob::covers(std::string_view path) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (matches(path.substr(0, slash))) return true;
  }
  return matches(path);
}

bool Glob::is_broken() const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [](const Wildcard& each) { return each.is_broken(); });
}

GlobFault fault_of_glob(std::string_view glob) {
  constexpr std::string_view kEverything = "** matches every file";
  if (glob.empty()) return {"an empty glob matches nothing", kEverything};
  std::string_view rest = glob.substr(glob.starts_with("./") ? 2 : glob.starts_with('/') ? 1 : 0);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest == ".") return {"this glob matches nothing", kEverything};
  if (has_unclosed_brace(rest)) {
    return {"a { of this glob has no }", "close it; behind a backslash it is an ordinary character"};
  }
  if (Glob(glob).is_broken()) {
    return {"a [ of this glob has no ] or holds an unknown [:class:], or a backslash stands at its end",
            "close it; behind a backslash it is an ordinary character"};
  }
  for (std::size_t begin = 0; begin <= rest.size();) {
    const std::size_t end = std::min(rest.find('/', begin), rest.size());
    const std::string_view part = rest.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") {
      return {"this glob matches nothing: no path has \"..\", \".\" or an empty part in it",
              "globs count from the root of the program, as in src/**"};
    }
    begin = end + 1;
  }
  return {};
}

bool glob_matches(std::string_view glob, std::string_view path) { return Glob(glob).matches(path); }

}  // namespace lockstep
