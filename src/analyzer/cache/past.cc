#include "cache/past.h"

#include "cache/archive.h"

namespace lockstep::cache {

template <>
constexpr Past::File::Kind last_of<Past::File::Kind>() {
  return Past::File::Kind::Other;
}

template <class Archive, Like<Past::File> T>
void describe(Archive& archive, T& file) {
  auto& [path, object, kind] = file;
  archive(path, object, kind);
}

template <class Archive, Like<Past> T>
void describe(Archive& archive, T& past) {
  auto& [files, sites, sightings] = past;
  archive(files, sites, sightings);
}

std::string encode(const Past& past) {
  std::string bytes;
  Writer out(bytes);
  out(past);
  return bytes;
}

std::optional<Past> decode_past(std::string_view bytes) {
  std::optional<Past> past(std::in_place);
  Reader in(bytes);
  in(*past);
  return in.is_done() ? past : std::nullopt;
}

}  // namespace lockstep::cache
