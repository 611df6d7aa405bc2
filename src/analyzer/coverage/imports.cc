// Where imports lead, and why some lead nowhere.

#include "coverage/sections.h"
#include "coverage/tallies.h"
#include "workspace/of_node.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace lockstep::coverage {
namespace {

using findings::Place;
using workspace::Resolution;

constexpr Sort kNoSuchFile{.id = "no-such-file",
                           .one = "relative import of a file that is not there",
                           .many = "relative imports of files that are not there",
                           .is_gap = true,
                           .advice =
                               "If the files are generated, generate them before the scan; if git ignores them, "
                               "--no-ignore reads them."};
constexpr Sort kOutside{.id = "outside-root",
                        .one = "import that leads out of the program",
                        .many = "imports that lead out of the program",
                        .is_gap = true,
                        .advice = "Choose a --root that holds both ends."};
constexpr Sort kAlias{.id = "alias",
                      .one = "alias that no tsconfig maps to a file",
                      .many = "aliases that no tsconfig maps to a file",
                      .is_gap = true,
                      .advice =
                          "lockstep reads `paths` and `baseUrl` of every tsconfig on the way up; aliases of "
                          "bundlers have to be repeated there."};
constexpr Sort kPackageImports{.id = "package-imports",
                               .one = "# import that no package.json maps to a file",
                               .many = "# imports that no package.json maps to a file",
                               .is_gap = true};
constexpr Sort kSubpath{.id = "package-subpath",
                        .one = "import of a file that a package of this program does not have",
                        .many = "imports of files that packages of this program do not have",
                        .is_gap = true,
                        .advice = "Mostly they are generated: generate them before the scan."};
constexpr Sort kUndeclared{.id = "undeclared",
                           .one = "import of a package that no package.json lists",
                           .many = "imports of packages that no package.json lists",
                           .is_gap = true,
                           .advice = "Taken for libraries; if they are aliases, map them in a tsconfig's `paths`."};
constexpr Sort kVirtual{.id = "virtual",
                        .one = "module that a bundler or runtime makes up",
                        .many = "modules that a bundler or runtime makes up"};
constexpr Sort kAsset{.id = "asset",
                      .one = "style, image or other file that is no source",
                      .many = "styles, images and other files that are no source"};

/// `virtual:pwa`, `bun:test`, `~icons/x`, `$app/stores`: no registry would take such a name.
bool is_made_up(std::string_view package) {
  return package.find(':') != std::string_view::npos || package.find_first_of("~$#") == 0 || package.starts_with("@/");
}

const Sort& sort_of(Resolution::Cause cause) {
  switch (cause) {
    case Resolution::Cause::OutsideRoot:
      return kOutside;
    case Resolution::Cause::TsconfigPaths:
      return kAlias;
    case Resolution::Cause::PackageImports:
      return kPackageImports;
    case Resolution::Cause::PackageSubpath:
      return kSubpath;
    case Resolution::Cause::NamesNothing:
    case Resolution::Cause::NoSuchFile:
      break;
  }
  return kNoSuchFile;
}

/// What a missing file would have been, if it is plain that it would have been no source.
bool is_asset_name(std::string_view specifier) {
  const std::size_t dot = specifier.rfind('.');
  if (dot == std::string_view::npos) return false;
  constexpr std::string_view kEndings[] = {".css", ".scss", ".sass", ".less",  ".styl", ".svg",  ".png",
                                           ".jpg", ".jpeg", ".gif",  ".webp",  ".ico",  ".json", ".html",
                                           ".md",  ".mdx",  ".txt",  ".wasm",  ".yml",  ".yaml", ".node",
                                           ".mp3", ".mp4",  ".woff", ".woff2", ".ttf"};
  return std::find(std::begin(kEndings), std::end(kEndings), specifier.substr(dot)) != std::end(kEndings);
}

class Imports {
 public:
  Imports(const program::Program& program, std::size_t examples) : space_(program.workspace()), tallies_(examples) {
    for (const program::File& file : program.files()) {
      if (!file.is_reported) continue;
      for (const facts::Import& import : file.facts.imports) add(file, import);
    }
  }

  findings::CoverageSection section() {
    findings::CoverageSection section{.id = "imports", .title = "Imports", .text = {}, .tallies = {}};
    section.total = total_;
    section.tallies = tallies_.take();
    std::size_t lost = 0;
    for (const findings::Tally& tally : section.tallies) lost += tally.is_gap ? tally.count : 0;
    section.understood = total_ - lost;
    section.text = counted(total_, "import", "imports") + ": " + counted(files_, "leads", "lead") +
                   " to a file of the program, " + counted(libraries_, "to a library", "to libraries");
    if (lost > 0) section.text += ", " + counted(lost, "nowhere for certain", "nowhere for certain");
    return section;
  }

 private:
  void add(const program::File& file, const facts::Import& import) {
    ++total_;
    const std::string_view specifier = file.facts.text(import.specifier);
    const Place place{.path = file.path, .span = import.specifier_span};
    const std::string shown = "'" + std::string(specifier) + "'";
    const Resolution found = space_.resolve(file.id, specifier);
    switch (found.kind) {
      case Resolution::Kind::File:
        ++files_;
        return;
      case Resolution::Kind::Asset:
        return tallies_.add(kAsset, place, shown);
      case Resolution::Kind::Unresolved:
        return tallies_.add(is_asset_name(specifier) ? kAsset : sort_of(found.cause), place, shown);
      case Resolution::Kind::External:
        break;
    }
    if (is_made_up(found.package)) return tallies_.add(kVirtual, place, shown);
    ++libraries_;
    if (!is_listed(file, found.package)) tallies_.add(kUndeclared, place, shown);
  }

  /// Whether a package.json on the way up lists the package, or its types, or the platform has it.
  bool is_listed(const program::File& file, std::string_view name) const {
    if (workspace::is_of_node(name)) return true;
    std::string types = "@types/" + std::string(name.substr(name.starts_with('@') ? 1 : 0));
    if (const std::size_t slash = types.find('/', 7); slash != std::string::npos) types.replace(slash, 1, "__");
    for (const workspace::Package& package : space_.packages()) {
      const bool is_above = package.directory.empty() || file.path.starts_with(package.directory + "/");
      if (!is_above) continue;
      if (package.name == name || !package.range_of(name).empty() || !package.range_of(types).empty()) return true;
    }
    return false;
  }

  const workspace::Workspace& space_;
  Tallies tallies_;
  std::size_t total_ = 0;
  std::size_t files_ = 0;
  std::size_t libraries_ = 0;
};

}  // namespace

findings::CoverageSection imports_section(const program::Program& program, std::size_t examples) {
  return Imports(program, examples).section();
}

}  // namespace lockstep::coverage
