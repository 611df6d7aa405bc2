#include "config/globs.h"

#include "base/glob.h"

#include <cstddef>

namespace lockstep::config {

std::vector<std::string> read_globs(json::Reader& reader, std::string_view key) {
  check_globs(reader, key);
  const auto globs = reader.strings(key);
  return {globs.begin(), globs.end()};
}

void check_globs(json::Reader& reader, std::string_view key) {
  const auto globs = reader.strings(key);
  for (std::size_t i = 0; i < globs.size(); ++i) {
    const GlobFault fault = fault_of_glob(globs[i]);
    if (!fault) continue;
    const json::Value& value = *reader.value(key);
    reader.reject(value.is_string() ? value.where() : value.items()[i].where(), std::string(fault.what),
                  std::string(fault.hint));
  }
}

}  // namespace lockstep::config
