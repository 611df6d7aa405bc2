// Which libraries the program uses, and of which of them lockstep knows what their calls do.

#include "coverage/sections.h"
#include "coverage/tallies.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::coverage {
namespace {

using findings::Place;

constexpr Sort kKnown{.id = "known", .one = "library that a model describes", .many = "libraries that models describe"};
constexpr Sort kUnknown{.id = "unknown",
                        .one = "library that no model describes, so what its calls do is unknown",
                        .many = "libraries that no model describes, so what their calls do is unknown"};

std::string_view package_of(std::string_view imported) {
  std::size_t slash = imported.find('/');
  if (imported.starts_with('@') && slash != std::string_view::npos) slash = imported.find('/', slash + 1);
  return imported.substr(0, slash);
}

/// Library → the files that import it.
std::map<std::string_view, std::size_t> uses_of(const program::Program& program) {
  std::map<std::string_view, std::size_t> uses;
  for (const program::File& file : program.files()) {
    if (!file.is_reported) continue;
    std::set<std::string_view> met;
    for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
      const std::string_view imported = program.imported_package(file, i);
      if (!imported.empty() && imported.find(':') == std::string_view::npos) met.insert(package_of(imported));
    }
    for (const std::string_view package : met) ++uses[package];
  }
  return uses;
}

}  // namespace

findings::CoverageSection libraries_section(const program::Program& program, std::size_t examples) {
  findings::CoverageSection section{.id = "libraries", .title = "Libraries", .text = {}, .tallies = {}};
  std::vector<std::pair<std::size_t, std::string_view>> known;
  std::vector<std::pair<std::size_t, std::string_view>> unknown;
  for (const auto& [package, files] : uses_of(program)) {
    (program.models().describes(package) ? known : unknown).emplace_back(files, package);
  }
  Tallies tallies(examples);
  for (auto* sort : {&known, &unknown}) {
    // The most used first.
    std::stable_sort(sort->begin(), sort->end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [files, package] : *sort) {
      tallies.add(sort == &known ? kKnown : kUnknown, Place{},
                  std::string(package) + " in " + counted(files, "file", "files"));
    }
  }
  section.total = known.size() + unknown.size();
  section.understood = known.size();
  section.tallies = tallies.take();
  section.text = counted(section.total, "library is", "libraries are") + " imported; models describe " +
                 std::to_string(known.size()) + " of them";
  return section;
}

}  // namespace lockstep::coverage
