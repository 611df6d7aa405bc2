# One set of compiler settings for all of our own code; the tree-sitter sources get none of the warnings.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(LOCKSTEP_WERROR "Warnings are errors (on in CI)" OFF)
set(LOCKSTEP_SANITIZE "" CACHE STRING "Sanitizers to build with: empty, `address,undefined` or `thread`")

if(LOCKSTEP_SANITIZE)
  add_compile_options(-fsanitize=${LOCKSTEP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LOCKSTEP_SANITIZE})
  if(LOCKSTEP_SANITIZE MATCHES "undefined")
    # They look at every access through a pointer, which doubles the time of the build. What follows a null pointer ends
    # the program anyway, with AddressSanitizer's trace.
    add_compile_options(-fno-sanitize=null,alignment)
  endif()
endif()

add_library(lockstep_settings INTERFACE)
target_compile_options(lockstep_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wno-missing-field-initializers
  # g++ 12 sees overlapping copies in `"text" + std::string` that are not there (gcc's bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Right about headers only; in a batch it takes every source for one.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>
  $<$<BOOL:${LOCKSTEP_WERROR}>:-Werror>)
