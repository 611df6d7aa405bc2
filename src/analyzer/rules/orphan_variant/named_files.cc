#include "rules/orphan_variant/named_files.h"

namespace lockstep::rules::variants {

std::span<const FileId> NamedFiles::of(program::Name name) const {
  if (begins_.empty()) index();
  const std::uint32_t begin = begins_[name.value];
  return std::span(files_).subspan(begin, begins_[name.value + 1] - begin);
}

void NamedFiles::index() const {
  begins_.assign(program_.names().size() + 1, 0);
  for (const File& file : program_.files()) {
    for (const program::Name name : file.names) ++begins_[name.value];
  }
  std::uint32_t end = 0;
  for (std::uint32_t& count : begins_) count = end += count;
  files_.resize(end);
  // From the last file to the first, so that each name's begin moves from its end to where it belongs.
  const auto files = program_.files();
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    for (const program::Name name : file->names) files_[--begins_[name.value]] = file->id;
  }
}

}  // namespace lockstep::rules::variants
