# What people edit without C++ (rule pages, library models, packs, the pages of reports) is built into the binary, so that
# it needs no file beside it.
#
# lockstep_embed(NAME FUNCTION function ROOT folder FILES files…) makes the library `embedded_NAME`, which offers the files
# as `embedded/NAME.h`: `embedded::function()`, a table sorted by name.

file(WRITE "${CMAKE_BINARY_DIR}/embedded/include/embedded/file.h.new" [=[
#pragma once

#include <string_view>

namespace lockstep::embedded {

/// A file that is built into the binary.
struct File {
  std::string_view name;  // relative to its group's folder, e.g. "models/ioredis.jsonc"
  std::string_view text;
  std::string_view sha256;  // of the text, in hex
};

}  // namespace lockstep::embedded
]=])
file(COPY_FILE "${CMAKE_BINARY_DIR}/embedded/include/embedded/file.h.new"
  "${CMAKE_BINARY_DIR}/embedded/include/embedded/file.h" ONLY_IF_DIFFERENT)

function(lockstep_embed NAME)
  cmake_parse_arguments(PARSE_ARGV 1 EMBED "" "FUNCTION;ROOT" "FILES")
  list(SORT EMBED_FILES)
  set(folder "${CMAKE_BINARY_DIR}/embedded")
  set(source "${folder}/${NAME}.cc")
  set(header "${folder}/include/embedded/${NAME}.h")
  add_custom_command(
    OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${source}" "-DHEADER=embedded/${NAME}.h" "-DFUNCTION=${EMBED_FUNCTION}"
            "-DROOT=${EMBED_ROOT}" "-DFILES=${EMBED_FILES}" -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
    DEPENDS ${EMBED_FILES} "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
    COMMENT "Embedding ${NAME}"
    VERBATIM)
  file(WRITE "${header}.new" "#pragma once

#include \"embedded/file.h\"

#include <span>

namespace lockstep::embedded {

/// Sorted by name.
std::span<const File> ${EMBED_FUNCTION}();

}  // namespace lockstep::embedded
")
  file(COPY_FILE "${header}.new" "${header}" ONLY_IF_DIFFERENT)
  add_library(embedded_${NAME} STATIC "${source}")
  target_include_directories(embedded_${NAME} PUBLIC "${folder}/include")
endfunction()

# Of `rules/`: pages, models, the recommended pack.
file(GLOB rule_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/rules/*.md" "${CMAKE_SOURCE_DIR}/rules/models/*.jsonc"
  "${CMAKE_SOURCE_DIR}/rules/recommended.jsonc")
lockstep_embed(data FUNCTION files ROOT "${CMAKE_SOURCE_DIR}/rules" FILES ${rule_files})

# Templates, styles and scripts of reports.
file(GLOB page_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/analyzer/report/pages/*")
lockstep_embed(pages FUNCTION pages ROOT "${CMAKE_SOURCE_DIR}/src/analyzer/report/pages" FILES ${page_files})
