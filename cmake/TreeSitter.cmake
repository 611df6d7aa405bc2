# tree-sitter's core and the two TypeScript grammars, compiled from the npm packages that
# third_party/package-lock.json pins.
# `./dev` downloads them; nothing of them is kept in the repository.

set(LOCKSTEP_NODE_MODULES "${CMAKE_SOURCE_DIR}/third_party/node_modules" CACHE PATH "Where npm put the tree-sitter packages")
set(core "${LOCKSTEP_NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib")
set(grammars "${LOCKSTEP_NODE_MODULES}/tree-sitter-typescript")

if(NOT EXISTS "${core}/src/lib.c" OR NOT EXISTS "${grammars}/tsx/src/parser.c")
  message(FATAL_ERROR
    "The tree-sitter sources are missing under ${LOCKSTEP_NODE_MODULES}.\n"
    "Run ./dev build, which downloads them, or: cd third_party && npm ci --ignore-scripts")
endif()

add_library(tree_sitter STATIC
  "${core}/src/lib.c"
  "${grammars}/typescript/src/parser.c" "${grammars}/typescript/src/scanner.c"
  "${grammars}/tsx/src/parser.c" "${grammars}/tsx/src/scanner.c")
# The core's private headers are visible too: `syntax` walks subtrees directly, which a public cursor does at a fifth
# of the speed (ARCHITECTURE.md, "Why the syntax room knows tree-sitter's insides").
target_include_directories(tree_sitter SYSTEM
  PUBLIC "${core}/include" "${core}/src"
  PRIVATE "${grammars}/tsx/src")  # tree_sitter/parser.h, the same for both grammars
target_compile_options(tree_sitter PRIVATE -w -fvisibility=default)
target_compile_definitions(tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  # The tables of a parser gain nothing from -O0, and every debug run would pay for it.
  target_compile_options(tree_sitter PRIVATE -O2)
endif()
