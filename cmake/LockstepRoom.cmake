# lockstep_room(NAME FOLDER dir [SEES rooms…] [USES libraries…] [HIDES headers…]) makes a room of the house: a static
# library whose only include root is a folder of the build tree that holds one link, the room's own name. An
# `#include "facts/file_facts.h"` therefore finds its file only in rooms that see `facts`; a forbidden one is a compile
# error, not a review comment.
#
# SEES is passed on to whoever sees this room, USES is not. A header that names something of USES is the room's own affair
# and listed under HIDES: no other room can include it. Sources named *_test.cc become the room's own test program, which
# links nothing but this room and what it sees: a call through a forbidden door does not link either.

option(LOCKSTEP_TESTS "Build the tests" ON)

if(LOCKSTEP_TESTS)
  enable_testing()
  include(GoogleTest)
  find_package(GTest REQUIRED)
endif()

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
    gtest_discover_tests(${NAME}_test TEST_PREFIX "${NAME}." DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()
