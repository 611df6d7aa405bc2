// exists, absent: a function, class, type, file, dependency or script is there, or is not.

#include "rules/require/kinds.h"
#include "rules/require/scene.h"

#include "base/glob.h"
#include "base/nearest.h"
#include "config/globs.h"
#include "json/document.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::rules::require {
namespace {

constexpr std::array<std::string_view, 6> kThings{"function", "type", "file", "dependency", "script", "package"};

struct Thing {
  std::string what;
  std::vector<std::string> names;
  std::string in;  ///< a package or glob; empty: anywhere
  bool is_wanted = true;
};

std::string manifest_of(const workspace::Package& package) {
  return (package.directory.empty() ? "" : package.directory + "/") + "package.json";
}

std::vector<Place> in_manifests(const Program& program, const Thing& thing, const std::string& name) {
  std::vector<Place> found;
  for (const auto& package : program.workspace().packages()) {
    if (!thing.in.empty() && package.name != thing.in) continue;
    const std::string path = manifest_of(package);
    if (thing.what == "package") {
      if (package.name == name) found.push_back({.path = path});
      continue;
    }
    const workspace::Bytes bytes = program.workspace().read(path);
    if (bytes.trouble) continue;
    const auto manifest = json::parse(bytes.text, path, json::Repeats::LastWins);
    if (!manifest) continue;
    for (const json::Member& section : manifest->root.members()) {
      const bool is_section = thing.what == "script" ? section.key == "scripts" : section.key.ends_with("ependencies");
      if (!is_section) continue;
      for (const json::Member& entry : section.value.members()) {
        if (entry.key == name) found.push_back({.path = path, .span = entry.key_where});
      }
    }
  }
  return found;
}

bool is_in(const Program& program, const Thing& thing, const File& file) {
  if (thing.in.empty()) return true;
  const auto files = files_of(program, thing.in);
  return std::any_of(files.begin(), files.end(), [&](const File* one) { return one->id == file.id; });
}

std::vector<Place> places_of(const Program& program, const Thing& thing, const std::string& name) {
  std::vector<Place> found;
  if (thing.what == "file") {
    for (const File* file : files_of(program, name)) found.push_back(place_in_file(*file));
    // Also what is no source: an `.env.example`, a page of the docs, a script for the shell.
    const Glob glob(name);
    for (const workspace::ListedFile& file : program.workspace().others()) {
      if (glob.covers(file.path)) found.push_back({.path = file.path});
    }
  } else if (thing.what == "function") {
    for (const Node& function : functions_named(program, name)) {
      if (is_in(program, thing, function.file()))
        found.push_back(place_of(function.file(), program::name_span(function)));
    }
  } else if (thing.what == "type") {
    for (const Node& type : declarations(program, name, "")) {
      if (!type.is(Kind::Declarator) && is_in(program, thing, type.file()))
        found.push_back(place_of(type.file(), program::name_span(type)));
    }
  } else {
    found = in_manifests(program, thing, name);
  }
  return found;
}

/// A package of a misspelt name has nothing in it, so that anything is absent there.
std::vector<std::string> gaps_of(const Program& program, const Thing& thing) {
  if (thing.in.empty() || thing.what == "package" || thing.what == "file") return {};
  const bool is_of_manifest = thing.what == "dependency" || thing.what == "script";
  if (!is_of_manifest) return empty_scopes(program, {thing.in});
  if (program.workspace().find_package(thing.in)) return {};
  return {"there is no package `" + thing.in + "`"};
}

Answer judged(const Thing& thing, const Program& program) {
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  std::string names;
  std::string found;  // the first that is there
  for (const std::string& name : thing.names) {
    names += (names.empty() ? "" : " or ") + name;
    for (Place& place : places_of(program, thing, name)) {
      if (thing.is_wanted) {
        if (found.empty()) found = name;
        evidence.push_back({std::move(place), name + " is here"});
      } else {
        violations.push_back({.where = std::move(place),
                              .message = "the " + thing.what + " " + name + " should be gone",
                              .subject = thing.what + " " + name});
      }
    }
  }
  const std::string in = thing.in.empty() ? std::string() : " in " + thing.in;
  if (thing.is_wanted) {
    if (!evidence.empty()) return holds("there is " + found, std::move(evidence));
    Violation missing{.where = place_in_package(program, thing.in),
                      .message = "there is no " + thing.what + " " + names + in,
                      .subject = thing.what + " " + names};
    return violated({std::move(missing)});
  }
  if (!violations.empty()) return violated(std::move(violations));
  return holds("there is no " + thing.what + " " + names + in);
}

Answer ask(const Thing& thing, const Scene& scene) {
  Answer answer = judged(thing, scene.program());
  answer.gaps = gaps_of(scene.program(), thing);
  return answer;
}

Demand read_thing(json::Reader& reader, bool is_wanted) {
  const Thing thing{.what = std::string(reader.string("what")),
                    .names = read_names(reader, "name"),
                    .in = read_optional_place(reader, "in"),
                    .is_wanted = is_wanted};
  if (thing.what == "file") config::check_globs(reader, "name");
  if (reader.has("what") && std::find(kThings.begin(), kThings.end(), thing.what) == kThings.end()) {
    std::string hint = did_you_mean(thing.what, kThings);
    if (hint.empty()) {
      for (const std::string_view known : kThings)
        hint += (hint.empty() ? "it is one of: " : ", ") + std::string(known);
    }
    reader.reject(reader.value("what")->where(), "\"what\" does not know \"" + thing.what + "\"", std::move(hint));
  }
  return [thing](const Scene& scene) { return ask(thing, scene); };
}

Demand read_exists(json::Reader& reader) { return read_thing(reader, true); }
Demand read_absent(json::Reader& reader) { return read_thing(reader, false); }

}  // namespace

extern const DemandKind kExists{"exists", read_exists};
extern const DemandKind kAbsent{"absent", read_absent};

}  // namespace lockstep::rules::require
