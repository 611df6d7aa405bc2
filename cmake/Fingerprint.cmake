# What a cache's entries follow from beside the input: the code that made them. `fingerprint` offers one hash of the
# sources of extraction and one of all of the analyzer, so that nobody needs to remember to raise a number.

file(GLOB_RECURSE extractor_files CONFIGURE_DEPENDS
  "${CMAKE_SOURCE_DIR}/src/analyzer/base/*" "${CMAKE_SOURCE_DIR}/src/analyzer/syntax/*"
  "${CMAKE_SOURCE_DIR}/src/analyzer/facts/*")
file(GLOB_RECURSE analyzer_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*" "${CMAKE_SOURCE_DIR}/rules/*")
list(APPEND extractor_files "${CMAKE_SOURCE_DIR}/third_party/package-lock.json")  # pins the parser and its grammars
list(APPEND analyzer_files "${CMAKE_SOURCE_DIR}/third_party/package-lock.json" "${CMAKE_SOURCE_DIR}/CMakeLists.txt")
foreach(part extractor analyzer)
  list(FILTER ${part}_files EXCLUDE REGEX "_test\\.(cc|h)$")
  list(SORT ${part}_files)
endforeach()

set(fingerprint_folder "${CMAKE_BINARY_DIR}/fingerprint")
set(fingerprint_source "${fingerprint_folder}/fingerprint.cc")
add_custom_command(
  OUTPUT "${fingerprint_source}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${fingerprint_source}" "-DEXTRACTOR=${extractor_files}"
          "-DANALYZER=${analyzer_files}" -P "${CMAKE_SOURCE_DIR}/cmake/FingerprintFiles.cmake"
  DEPENDS ${analyzer_files} "${CMAKE_SOURCE_DIR}/cmake/FingerprintFiles.cmake"
  COMMENT "Taking fingerprints of the sources"
  VERBATIM)

file(WRITE "${fingerprint_folder}/include/fingerprint/fingerprint.h.new" [=[
#pragma once

#include <string_view>

/// Hashes of the sources that this program was built from: when one differs, so may what the program says.
namespace lockstep::fingerprint {

std::string_view extractor();  // of what makes facts of a file
std::string_view analyzer();   // of everything

}  // namespace lockstep::fingerprint
]=])
file(COPY_FILE "${fingerprint_folder}/include/fingerprint/fingerprint.h.new"
  "${fingerprint_folder}/include/fingerprint/fingerprint.h" ONLY_IF_DIFFERENT)

add_library(fingerprint STATIC "${fingerprint_source}")
target_include_directories(fingerprint PUBLIC "${fingerprint_folder}/include")
