# What people edit without C++ (rule pages, library models, the recommended pack) is built into the binary, so that it
# needs no file beside it. `embedded_data` offers it as `embedded/data.h`: a sorted table of name and bytes.

file(GLOB pages CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/rules/*.md")
file(GLOB models CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/rules/models/*.jsonc")
file(GLOB packs CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/rules/recommended.jsonc")
set(embedded_files ${pages} ${models} ${packs})
list(SORT embedded_files)

set(embed_folder "${CMAKE_BINARY_DIR}/embedded_data")
set(embedded_source "${embed_folder}/data.cc")
add_custom_command(
  OUTPUT "${embedded_source}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${embedded_source}" "-DROOT=${CMAKE_SOURCE_DIR}/rules"
          "-DFILES=${embedded_files}" -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
  DEPENDS ${embedded_files} "${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake"
  COMMENT "Embedding rule pages and models"
  VERBATIM)

file(WRITE "${embed_folder}/include/embedded/data.h.new" [=[
#pragma once

#include <span>
#include <string_view>

/// Files of `rules/` that are built into the binary, sorted by name.
namespace lockstep::embedded {

struct File {
  std::string_view name;  // relative to rules/, e.g. "models/ioredis.jsonc"
  std::string_view text;
};

std::span<const File> files();

}  // namespace lockstep::embedded
]=])
file(COPY_FILE "${embed_folder}/include/embedded/data.h.new" "${embed_folder}/include/embedded/data.h" ONLY_IF_DIFFERENT)

add_library(embedded_data STATIC "${embedded_source}")
target_include_directories(embedded_data PUBLIC "${embed_folder}/include")
