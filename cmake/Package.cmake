# What a release is made of. `lockstep_static` is the same program linked into one file that runs on any Linux of its
# architecture, whatever its C library; `package_files` adds the man page and the completions, which the program tells about
# itself. packaging/build.sh makes archives of all that, here and in CI alike.

if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT LOCKSTEP_SANITIZE)
  add_executable(lockstep_static EXCLUDE_FROM_ALL src/main.cc)
  target_link_libraries(lockstep_static PRIVATE app)
  target_link_options(lockstep_static PRIVATE -static)
  set(released lockstep_static)
else()
  set(released lockstep)
endif()

set(folder "${CMAKE_BINARY_DIR}/package_files")
set(program "${folder}/bin/lockstep")
find_program(LOCKSTEP_PYTHON python3 HINTS /usr/bin NO_DEFAULT_PATH)
find_program(LOCKSTEP_PYTHON python3)

# A binary that holds glibc is passed on with glibc's licence.
set(licences "${CMAKE_SOURCE_DIR}/LICENSE" "${CMAKE_SOURCE_DIR}/THIRD_PARTY_NOTICES.md")
if(EXISTS /usr/share/common-licenses/LGPL-2.1)
  list(APPEND licences /usr/share/common-licenses/LGPL-2.1)
endif()

set(contact "The lockstep authors <lockstep-analyzer@users.noreply.github.com>")
# In the form that Debian's tools read. SOURCE_DATE_EPOCH sets the time, where somebody wants equal bytes.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${folder}/changelog"
"lockstep (${PROJECT_VERSION}) unstable; urgency=medium

  * What is new:
    ${PROJECT_HOMEPAGE_URL}/blob/v${PROJECT_VERSION}/CHANGELOG.md

 -- ${contact}  ${now}
")

add_custom_target(package_files
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}/bin"
  COMMAND "${CMAKE_STRIP}" -o "${program}" "$<TARGET_FILE:${released}>"
  COMMAND "${program}" completions bash > "${folder}/lockstep.bash"
  COMMAND "${program}" completions zsh > "${folder}/_lockstep"
  COMMAND "${program}" completions fish > "${folder}/lockstep.fish"
  COMMAND "${LOCKSTEP_PYTHON}" "${CMAKE_SOURCE_DIR}/packaging/man_page.py" "${program}" > "${folder}/lockstep.1"
  COMMAND gzip -9nkf "${folder}/lockstep.1"
  COMMAND gzip -9nkf "${folder}/changelog"
  COMMAND "${CMAKE_COMMAND}" -E cat ${licences} > "${folder}/copyright"
  DEPENDS ${released}
  COMMENT "Making what the packages hold"
  VERBATIM)

# An archive wants only what it holds, not the tests.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
include(GNUInstallDirs)
install(PROGRAMS "${program}" DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES "${folder}/lockstep.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${folder}/lockstep.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME lockstep)
install(FILES "${folder}/_lockstep" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${folder}/lockstep.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
install(FILES "${folder}/copyright" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES "${folder}/changelog.gz" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES rules/lockstep.schema.json docs/lockstep-report.schema.json DESTINATION "${CMAKE_INSTALL_DATADIR}/lockstep")

string(TOLOWER "${CMAKE_SYSTEM_NAME}" os)
string(REPLACE "x86_64" "x64" architecture "${CMAKE_SYSTEM_PROCESSOR}")
string(REPLACE "aarch64" "arm64" architecture "${architecture}")
set(LOCKSTEP_PLATFORM "${os}-${architecture}")

set(CPACK_PACKAGE_NAME lockstep)
set(CPACK_PACKAGE_VENDOR "The lockstep authors")
set(CPACK_PACKAGE_CONTACT "${contact}")
set(CPACK_PACKAGE_FILE_NAME "lockstep-${PROJECT_VERSION}-${LOCKSTEP_PLATFORM}")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS git)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "${PROJECT_HOMEPAGE_URL}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"lockstep reads a whole TypeScript repository, links its packages together, and
reports the mistakes that live between files: lists of values that drifted
apart, actions of made-up users, variants that only one side knows, and shared
state that is written without its lock.")
include(CPack)
