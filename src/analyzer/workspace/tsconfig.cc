#include "workspace/tsconfig.h"

#include "workspace/paths.h"

#include "json/document.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lockstep::workspace {
namespace {

constexpr std::string_view kConfigDir = "${configDir}";

// People extend two or three levels deep. Without an end, a chain of many files would cost the square of its length.
constexpr std::size_t kMaxBases = 100;

/// One file as it is written.
struct Raw {
  std::string path;
  std::string folder;
  bool is_sound = false;
  std::vector<std::string> extends;
  std::vector<std::string> references;
  std::optional<std::string> base_url;  // as written
  struct Rule {
    std::string pattern;
    std::vector<std::string> targets;
  };
  std::optional<std::vector<Rule>> paths;
};

std::vector<std::string> one_or_many(const json::Value* value) {
  std::vector<std::string> words;
  if (value == nullptr) return words;
  if (const auto word = value->string()) words.emplace_back(*word);
  for (const json::Value& item : value->items()) {
    if (const auto word = item.string()) words.emplace_back(*word);
  }
  return words;
}

class Loader {
 public:
  Loader(std::span<const Package> packages, const ReadText& read, std::vector<Trouble>& troubles)
      : read_(read), troubles_(troubles) {
    for (const Package& package : packages) {
      if (!package.name.empty()) packages_.emplace(package.name, package.directory);
    }
  }

  TsConfig load(const std::string& path);
  /// Files that a configuration refers to, for whose folder nothing else speaks.
  std::vector<std::string> references(const std::string& path);

 private:
  const Raw& raw(const std::string& path);
  void parse(Raw& raw, std::string text);
  std::optional<std::string> find_extended(const Raw& from, const std::string& name);
  void tell_what_is_missing(const Raw& from, const std::string& name);
  std::vector<const Raw*> line_of(const std::string& path);
  void trouble(Trouble::Level level, std::string id, const std::string& path, std::string message);

  const ReadText& read_;
  std::vector<Trouble>& troubles_;
  std::map<std::string, std::string, std::less<>> packages_;  // name to directory
  std::map<std::string, Raw> files_;                          // std::map: references survive
  std::set<std::pair<std::string, std::string>> missing_;     // file, and what it extends
};

void Loader::trouble(Trouble::Level level, std::string id, const std::string& path, std::string message) {
  troubles_.push_back({.level = level, .id = std::move(id), .path = path, .message = std::move(message)});
}

const Raw& Loader::raw(const std::string& path) {
  const auto [place, is_new] = files_.try_emplace(path);
  Raw& raw = place->second;
  if (!is_new) return raw;
  raw.path = path;
  raw.folder = folder_of(path);
  if (auto text = read_(path)) parse(raw, *std::move(text));
  return raw;
}

void Loader::parse(Raw& raw, std::string text) {
  // tsc takes an empty file for {}.
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) text = "{}";
  const auto document = json::parse(std::move(text), raw.path, json::Repeats::LastWins);
  if (!document) {
    const Error& error = document.error();
    trouble(
        Trouble::Level::Warning, "tsconfig-broken", raw.path,
        "this configuration was not used, because of " + error.where.substr(raw.path.size() + 1) + ": " + error.what);
    return;
  }
  raw.is_sound = true;
  const json::Value& root = document->root;
  raw.extends = one_or_many(root.find("extends"));
  if (const json::Value* references = root.find("references")) {
    for (const json::Value& reference : references->items()) {
      if (const auto path = reference.string("path")) raw.references.emplace_back(*path);
    }
  }
  const json::Value* options = root.find("compilerOptions");
  if (options == nullptr) return;
  if (const auto url = options->string("baseUrl")) raw.base_url = *url;
  if (const json::Value* paths = options->find("paths"); paths != nullptr && paths->is_object()) {
    raw.paths.emplace();
    for (const json::Member& member : paths->members()) {
      raw.paths->push_back({.pattern = member.key, .targets = one_or_many(&member.value)});
    }
  }
}

/// The path of a configuration that `extends` names; nothing when it is not in the root, as those of npm packages are.
std::optional<std::string> Loader::find_extended(const Raw& from, const std::string& name) {
  std::optional<std::string> path;
  if (name.starts_with("./") || name.starts_with("../") || name == "." || name == "..") {
    path = follow(from.folder, name);
  } else {
    std::size_t end = name.find('/');
    if (name.starts_with('@') && end != std::string::npos) end = name.find('/', end + 1);
    const auto package = packages_.find(name.substr(0, end));
    if (package == packages_.end()) return std::nullopt;
    path = follow(package->second, end == std::string::npos ? "tsconfig.json" : name.substr(end + 1));
  }
  if (!path) return std::nullopt;
  for (const char* ending : {"", ".json", "/tsconfig.json"}) {
    std::string candidate = *path + ending;
    if (candidate.ends_with(".json") && raw(candidate).is_sound) return candidate;
  }
  return std::nullopt;
}

/// Once for each: many configurations may extend the one that extends what is missing. Nothing is said about what npm
/// installs, and what is there but broken was told where it was read.
void Loader::tell_what_is_missing(const Raw& from, const std::string& name) {
  if (!name.starts_with("./") && !name.starts_with("../")) return;
  const auto path = follow(from.folder, name);
  if (!path || read_(*path) || read_(*path + ".json") || !missing_.emplace(from.path, name).second) return;
  trouble(Trouble::Level::Note, "tsconfig-extends-nothing", from.path,
          "this configuration extends " + name + ", which is not there: the aliases that it may hold are not known");
}

/// A configuration and all that it extends, the one that wins first.
std::vector<const Raw*> Loader::line_of(const std::string& path) {
  struct Visit {
    std::string path;
    std::size_t from;  // index of the one that extends it
  };
  std::vector<const Raw*> line;
  std::vector<std::size_t> extended_by;
  std::set<std::string> seen;
  std::vector<Visit> pending{{path, 0}};
  while (!pending.empty() && line.size() < kMaxBases) {
    const Visit visit = std::move(pending.back());
    pending.pop_back();
    if (!seen.insert(visit.path).second) {
      // Two ways to one base are fine. A way back to where we come from is a ring, which we cut here.
      for (std::size_t i = visit.from; true; i = extended_by[i]) {
        if (line[i]->path == visit.path) {
          trouble(Trouble::Level::Warning, "tsconfig-extends-cycle", visit.path, "this configuration extends itself");
          break;
        }
        if (i == 0) break;
      }
      continue;
    }
    const Raw& config = raw(visit.path);
    line.push_back(&config);
    extended_by.push_back(visit.from);
    // Of several, the last one wins, so it is to come off the stack first.
    for (const std::string& name : config.extends) {
      if (auto base = find_extended(config, name)) {
        pending.push_back({*std::move(base), line.size() - 1});
      } else {
        tell_what_is_missing(config, name);
      }
    }
  }
  return line;
}

TsConfig Loader::load(const std::string& path) {
  TsConfig config{.path = path, .paths = {}, .base_url = {}};
  const std::vector<const Raw*> line = line_of(path);
  const std::string& own_folder = line.front()->folder;
  // ${configDir} is the folder of the configuration at hand, wherever it is written.
  const auto place = [&](std::string_view folder, std::string_view text) -> std::optional<std::string> {
    if (text.starts_with(kConfigDir)) return follow(own_folder, text.substr(kConfigDir.size()));
    if (text.starts_with('/')) return std::nullopt;  // of some machine, not of this program
    return follow(folder, text);
  };
  for (const Raw* raw : line) {
    if (config.base_url || !raw->base_url) continue;
    config.base_url = place(raw->folder, *raw->base_url);
  }
  for (const Raw* raw : line) {
    if (!raw->paths) continue;
    for (const Raw::Rule& written : *raw->paths) {
      const std::size_t star = written.pattern.find('*');
      PathRule rule{.prefix = written.pattern.substr(0, star),
                    .suffix = star == std::string::npos ? "" : written.pattern.substr(star + 1),
                    .has_star = star != std::string::npos,
                    .targets = {}};
      for (const std::string& target : written.targets) {
        const std::string_view folder = config.base_url ? *config.base_url : raw->folder;
        if (auto found = place(folder, target)) rule.targets.push_back(*std::move(found));
      }
      config.paths.push_back(std::move(rule));
    }
    break;
  }
  std::stable_sort(config.paths.begin(), config.paths.end(), [](const PathRule& a, const PathRule& b) {
    if (a.has_star != b.has_star) return b.has_star;
    return a.prefix.size() > b.prefix.size();
  });
  return config;
}

std::vector<std::string> Loader::references(const std::string& path) {
  std::vector<std::string> found;
  const std::string folder(folder_of(path));
  for (const std::string& reference : raw(path).references) {
    // A folder means its tsconfig.json, which speaks for itself.
    if (!reference.ends_with(".json")) continue;
    auto target = follow(folder, reference);
    if (target && name_of(*target) != "tsconfig.json" && raw(*target).is_sound) found.push_back(*std::move(target));
  }
  return found;
}

/// tsconfig.json speaks first, jsconfig.json where there is none.
int rank_of(std::string_view path) {
  const std::string_view name = name_of(path);
  return name == "tsconfig.json" ? 0 : name == "jsconfig.json" ? 1 : 2;
}

}  // namespace

std::optional<std::string_view> PathRule::match(std::string_view specifier) const {
  if (!has_star) return specifier == prefix ? std::optional<std::string_view>("") : std::nullopt;
  if (specifier.size() < prefix.size() + suffix.size()) return std::nullopt;
  if (!specifier.starts_with(prefix) || !specifier.ends_with(suffix)) return std::nullopt;
  return specifier.substr(prefix.size(), specifier.size() - prefix.size() - suffix.size());
}

bool is_tsconfig_name(std::string_view name) {
  return (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json");
}

std::vector<TsConfigFolder> load_tsconfigs(std::span<const std::string> paths, std::span<const Package> packages,
                                           const ReadText& read, std::vector<Trouble>& troubles) {
  std::map<std::string, std::vector<std::string>> folders;
  Loader loader{packages, read, troubles};
  for (const std::string& path : paths) {
    folders[std::string(folder_of(path))].push_back(path);
    for (std::string& reference : loader.references(path)) {
      folders[std::string(folder_of(reference))].push_back(std::move(reference));
    }
  }
  std::vector<TsConfigFolder> loaded;
  for (auto& [folder, names] : folders) {
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
      return std::pair(rank_of(a), std::string_view(a)) < std::pair(rank_of(b), std::string_view(b));
    });
    names.erase(std::unique(names.begin(), names.end()), names.end());
    TsConfigFolder& result = loaded.emplace_back(TsConfigFolder{.folder = folder, .configs = {}});
    for (const std::string& name : names) {
      TsConfig config = loader.load(name);
      if (!config.paths.empty() || config.base_url) result.configs.push_back(std::move(config));
    }
    if (result.configs.empty()) loaded.pop_back();
  }
  return loaded;
}

}  // namespace lockstep::workspace
