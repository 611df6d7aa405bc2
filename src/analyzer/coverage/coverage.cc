#include "coverage/coverage.h"

#include "coverage/sections.h"

namespace lockstep::coverage {

findings::Coverage examine(const program::Program& program, std::size_t examples) {
  findings::Coverage coverage{.root = std::string(program.workspace().name()), .sections = {}};
  for (const auto section : {files_section, packages_section, imports_section, libraries_section, calls_section}) {
    coverage.sections.push_back(section(program, examples));
  }
  return coverage;
}

}  // namespace lockstep::coverage
