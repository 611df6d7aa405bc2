#include "workspace/file_index.h"

#include "workspace/paths.h"

#include <algorithm>
#include <array>

namespace lockstep::workspace {
namespace {

// The order in which TypeScript tries extensions, which puts what people write before what is made of it.
constexpr std::array<std::string_view, 11> kOrder{".ts",    ".tsx", ".mts", ".cts", ".d.ts", ".d.mts",
                                                  ".d.cts", ".js",  ".jsx", ".mjs", ".cjs"};
constexpr std::uint32_t kAll = (1U << kOrder.size()) - 1;
constexpr std::uint32_t kDeclarations = 0b111'0000;

constexpr std::uint32_t rank(std::string_view extension) {
  for (std::uint32_t i = 0; i < kOrder.size(); ++i) {
    if (kOrder[i] == extension) return i;
  }
  return static_cast<std::uint32_t>(kOrder.size());
}

constexpr std::uint32_t bits(std::initializer_list<std::string_view> extensions) {
  std::uint32_t set = 0;
  for (const std::string_view extension : extensions) set |= 1U << rank(extension);
  return set;
}

/// What may stand on disk for an extension in an import: an import names what will have been built.
std::uint32_t sources_of(std::string_view extension) {
  if (extension == ".js") return bits({".ts", ".tsx", ".d.ts", ".js", ".jsx"});
  if (extension == ".jsx") return bits({".tsx", ".ts", ".d.ts", ".jsx"});
  if (extension == ".mjs") return bits({".mts", ".d.mts", ".mjs"});
  if (extension == ".cjs") return bits({".cts", ".d.cts", ".cjs"});
  return 1U << rank(extension);
}

}  // namespace

FileIndex::FileIndex(std::span<const SourceFile> files, std::span<const ListedFile> others,
                     std::span<const std::pair<std::string, std::string>> links)
    : files_(files) {
  struct Stem {
    std::string_view text;
    Named named;
  };
  std::vector<Stem> stems;
  stems.reserve(files.size());
  paths_.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string_view path = files[i].path;
    const std::string_view extension = source_extension(path);
    paths_.emplace(path, FileId{i});
    stems.push_back(
        {path.substr(0, path.size() - extension.size()), {static_cast<std::uint8_t>(rank(extension)), FileId{i}}});
  }
  std::sort(stems.begin(), stems.end(), [](const Stem& a, const Stem& b) {
    return std::pair(a.text, a.named.rank) < std::pair(b.text, b.named.rank);
  });
  named_.reserve(stems.size());
  stems_.reserve(stems.size());
  for (std::size_t i = 0; i < stems.size(); ++i) {
    named_.push_back(stems[i].named);
    Range& range = stems_.try_emplace(stems[i].text, Range{static_cast<std::uint32_t>(i), 0}).first->second;
    range.end = static_cast<std::uint32_t>(i + 1);
  }
  others_.reserve(others.size());
  for (const ListedFile& file : others) others_.insert(file.path);
  for (const auto& [path, target] : links) links_.emplace(path, target);
}

std::optional<FileId> FileIndex::find(std::string_view path) const {
  const auto found = paths_.find(path);
  return found != paths_.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<FileId> FileIndex::best(std::string_view stem, std::uint32_t ranks) const {
  const auto found = stems_.find(stem);
  if (found == stems_.end()) return std::nullopt;
  for (std::uint32_t i = found->second.begin; i < found->second.end; ++i) {
    if ((ranks >> named_[i].rank & 1U) != 0) return named_[i].file;
  }
  return std::nullopt;
}

std::optional<FileId> FileIndex::probe(std::string_view path, Want want) const {
  const std::uint32_t wanted = want == Want::Code ? kAll & ~kDeclarations : kAll;
  if (const std::string_view extension = source_extension(path); !extension.empty()) {
    const std::string_view stem = path.substr(0, path.size() - extension.size());
    if (const auto file = best(stem, sources_of(extension) & wanted)) return file;
  }
  // The ending may belong to the name: `./user.service`, and `./chart.js` for chart.js.ts.
  return best(path, wanted);
}

std::optional<FileId> FileIndex::probe_module(std::string_view path, Want want) const {
  if (!path.empty()) {
    if (const auto file = probe(path, want)) return file;
  }
  return probe(join(path, "index"), want);
}

std::optional<std::string> FileIndex::without_links(std::string_view path) const {
  if (links_.empty()) return std::nullopt;
  for (std::string_view head = path; !head.empty(); head = folder_of(head)) {
    const auto link = links_.find(head);
    // Targets are real paths, so no second link can lie on the way to one.
    if (link != links_.end()) return join(link->second, path.substr(std::min(head.size() + 1, path.size())));
  }
  return std::nullopt;
}

}  // namespace lockstep::workspace
