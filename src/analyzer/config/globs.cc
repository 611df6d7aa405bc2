#include "config/globs.h"

#include "base/glob.h"

namespace lockstep::config {

std::vector<std::string> read_globs(json::Reader& reader, std::string_view key) {
  std::vector<std::string> globs;
  for (const std::string_view glob : reader.strings(key)) {
    if (const auto fault = fault_of_glob(glob); !fault.empty()) {
      const json::Value& value = *reader.value(key);
      reader.reject(value.is_string() ? value.where() : value.items()[globs.size()].where(), std::string(fault));
    }
    globs.emplace_back(glob);
  }
  return globs;
}

}  // namespace lockstep::config
