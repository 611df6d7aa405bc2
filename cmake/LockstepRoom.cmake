# lockstep_room(NAME FOLDER dir [SEES rooms…] [USES libraries…] [HIDES headers…]) makes a room of the house: a static
# library whose only include root is a folder of the build tree that holds one link, the room's own name. An
# `#include "facts/file_facts.h"` therefore finds its file only in rooms that see `facts`; a forbidden one is a compile
# error, not a review comment.
#
# SEES is passed on to whoever sees this room, USES is not. A header that names something of USES is the room's own affair
# and listed under HIDES: no other room can include it. Sources named *_test.cc become the room's own test program, which
# links nothing but this room and what it sees: a call through a forbidden door does not link either.

option(LOCKSTEP_TESTS "Build the tests" ON)
set(LOCKSTEP_BATCH 0 CACHE STRING "How many sources of a room may be compiled as one; 0: each by itself")

if(LOCKSTEP_TESTS)
  enable_testing()
  include(GoogleTest)
  find_package(GTest REQUIRED)
endif()

# Each case of a program of GoogleTest is a test of its own, NAME.Suite.Case. Under a sanitizer the program is one test:
# a thousand processes would take ten times as long as what they do. Further arguments are labels.
function(lockstep_gtest PROGRAM NAME)
  if(LOCKSTEP_SANITIZE)
    add_test(NAME ${NAME} COMMAND ${PROGRAM})
    set_tests_properties(${NAME} PROPERTIES TIMEOUT 1800 LABELS "${ARGN}")
  else()
    gtest_discover_tests(${PROGRAM} TEST_PREFIX "${NAME}." DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${ARGN}")
  endif()
endfunction()

function(lockstep_room NAME)
  cmake_parse_arguments(PARSE_ARGV 1 ROOM "" "FOLDER" "SEES;USES;HIDES")
  set(folder "${CMAKE_SOURCE_DIR}/${ROOM_FOLDER}")
  set(door "${CMAKE_BINARY_DIR}/rooms/${NAME}")
  file(MAKE_DIRECTORY "${door}")
  file(CREATE_LINK "${folder}" "${door}/${NAME}" SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cc")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${folder}/*.h")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  if(sources)
    add_library(${NAME} STATIC ${sources})
    set_property(GLOBAL APPEND PROPERTY LOCKSTEP_ROOMS "${ROOM_FOLDER}")
    set(scope PUBLIC)
    target_link_libraries(${NAME} PRIVATE lockstep_settings)
    target_link_libraries(${NAME} PRIVATE ${ROOM_USES})
  else()
    add_library(${NAME} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${NAME} ${scope} "${door}")
  target_link_libraries(${NAME} ${scope} ${ROOM_SEES})

  # `all_verify_interface_header_sets` compiles each header alone with what SEES gives and nothing of USES: it must
  # include what it uses, and it cannot leak a library into the rooms that see this one.
  foreach(header IN LISTS ROOM_HIDES)
    list(REMOVE_ITEM headers "${folder}/${header}")
  endforeach()
  if(headers)
    list(TRANSFORM headers REPLACE "^${folder}/" "${door}/${NAME}/")
    target_sources(${NAME} ${scope} FILE_SET HEADERS BASE_DIRS "${door}" FILES ${headers})
    set_target_properties(${NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()

  # For tests/house: what this room's own sources may include.
  if(sources)
    file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/rooms/${NAME}.roots"
      CONTENT "$<JOIN:$<TARGET_PROPERTY:${NAME},INCLUDE_DIRECTORIES>,\n>\n")
  endif()
  file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/rooms/${NAME}.headers" CONTENT "$<JOIN:${headers},\n>\n")

  if(LOCKSTEP_TESTS AND tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE ${NAME} lockstep_settings GTest::gtest_main GTest::gmock)
    if(LOCKSTEP_SANITIZE)
      # Takes half the time to compile; what is tested is optimised all the same.
      target_compile_options(${NAME}_test PRIVATE -O0)
    endif()
    lockstep_gtest(${NAME}_test ${NAME})
  endif()
endfunction()

# lockstep_batches(FOLDERS…) has the sources of these rooms compiled several at a time: what the headers cost is paid once
# a batch, which is most of the time of a build. batches.py says who may share one, anew whenever a source changes.
function(lockstep_batches)
  find_program(LOCKSTEP_PYTHON python3 HINTS /usr/bin NO_DEFAULT_PATH)
  find_program(LOCKSTEP_PYTHON python3)
  if(NOT LOCKSTEP_BATCH OR NOT LOCKSTEP_PYTHON)
    return()
  endif()
  set(lister "${CMAKE_SOURCE_DIR}/cmake/batches.py")
  list(TRANSFORM ARGN PREPEND "${CMAKE_SOURCE_DIR}/" OUTPUT_VARIABLE folders)
  execute_process(COMMAND "${LOCKSTEP_PYTHON}" "${lister}" ${LOCKSTEP_BATCH} ${folders}
    OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^(.*) ([^ ]+)$" line "${line}")
    set_source_files_properties("${CMAKE_MATCH_1}" PROPERTIES UNITY_GROUP "${CMAKE_MATCH_2}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_MATCH_1}")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${lister}")
  foreach(folder IN LISTS folders)
    cmake_path(GET folder FILENAME room)
    set_target_properties(${room} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endforeach()
endfunction()
