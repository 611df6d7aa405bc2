// Which files were read, which only in part, and which not at all.

#include "coverage/sections.h"
#include "coverage/tallies.h"

namespace lockstep::coverage {
namespace {

using TroubleKind = facts::Trouble::Kind;
using findings::Place;
using workspace::Role;

constexpr Sort kUnreadable{
    .id = "unreadable", .one = "file that could not be read", .many = "files that could not be read", .is_gap = true};
constexpr Sort kTooLarge{.id = "too-large",
                         .one = "file over 20 MB, which was skipped",
                         .many = "files over 20 MB, which were skipped",
                         .is_gap = true,
                         .advice = "If it is generated or data, exclude it: it costs nothing then."};
constexpr Sort kLimit{.id = "limit-reached",
                      .one = "file that is nested too deeply or damaged beyond reading",
                      .many = "files that are nested too deeply or damaged beyond reading",
                      .is_gap = true};
constexpr Sort kDamaged{.id = "damaged",
                        .one = "file with places that could not be parsed",
                        .many = "files with places that could not be parsed",
                        .is_gap = true,
                        .advice = "If TypeScript accepts the code, please report it: the grammar has to learn it."};
constexpr Sort kComponents{.id = "components",
                           .one = ".vue or .svelte file, which lockstep does not read",
                           .many = ".vue and .svelte files, which lockstep does not read",
                           .is_gap = true,
                           .advice = "What only they list, handle or emit is not seen."};
constexpr Sort kFolder{.id = "folder-unreadable",
                       .one = "folder that could not be read",
                       .many = "folders that could not be read",
                       .is_gap = true};
constexpr Sort kLink{.id = "link-leaves-root",
                     .one = "link out of the program, which was not followed",
                     .many = "links out of the program, which were not followed",
                     .is_gap = true,
                     .advice = "Choose a --root that holds both ends, if what it leads to is a part of the program."};
constexpr Sort kNotText{.id = "not-text", .one = "binary file", .many = "binary files"};
constexpr Sort kGenerated{.id = "generated",
                          .one = "generated file: what it declares is known, nothing is reported in it",
                          .many = "generated files: what they declare is known, nothing is reported in them"};
constexpr Sort kDeclarations{.id = "declarations",
                             .one = "declaration file: what it declares is known, nothing is reported in it",
                             .many = "declaration files: what they declare is known, nothing is reported in them"};
constexpr Sort kTests{.id = "tests",
                      .one = "test or story, where most rules do not report",
                      .many = "tests and stories, where most rules do not report"};

const Sort& sort_of(TroubleKind kind) {
  switch (kind) {
    case TroubleKind::Unreadable:
      return kUnreadable;
    case TroubleKind::TooLarge:
      return kTooLarge;
    case TroubleKind::NotText:
      return kNotText;
    case TroubleKind::SyntaxDamage:
      return kDamaged;
    case TroubleKind::Limit:
      break;
  }
  return kLimit;
}

}  // namespace

findings::CoverageSection files_section(const program::Program& program, std::size_t examples) {
  findings::CoverageSection section{.id = "files", .title = "Files", .text = {}, .tallies = {}};
  Tallies tallies(examples);
  std::size_t damaged_places = 0;
  for (const program::File& file : program.files()) {
    if (!file.is_reported) continue;
    ++section.total;
    const Place whole{.path = file.path};
    const auto& troubles = file.facts.troubles;
    if (!troubles.empty()) {
      const facts::Trouble& first = troubles.front();
      const bool is_damage = first.kind == TroubleKind::SyntaxDamage;
      if (is_damage) damaged_places += troubles.size();
      Place place = whole;
      if (is_damage) place.span = first.span;
      tallies.add(sort_of(first.kind), std::move(place), first.message);
      if (file.facts.nodes.size() <= 1) continue;
    }
    ++section.understood;
    if (file.roles.has(Role::Declaration)) {
      tallies.add(kDeclarations, whole);
    } else if (file.roles.has(Role::Generated)) {
      tallies.add(kGenerated, whole);
    } else if (file.roles.any(workspace::Roles(Role::Test) | Role::Story)) {
      tallies.add(kTests, whole);
    }
  }
  for (const workspace::Trouble& trouble : program.workspace().troubles()) {
    if (trouble.id == kFolder.id) tallies.add(kFolder, Place{.path = trouble.path}, trouble.message);
    if (trouble.id == kLink.id) tallies.add(kLink, Place{.path = trouble.path}, trouble.message);
  }
  tallies.add(kComponents, program.workspace().unread_components());
  section.tallies = tallies.take();
  section.text = counted(section.understood, "file was read", "files were read");
  if (section.understood < section.total) {
    section.text += ", " + counted(section.total - section.understood, "file was not", "files were not");
  }
  if (damaged_places > 0) {
    section.text += "; " + counted(damaged_places, "place in them", "places in them") + " could not be parsed";
  }
  return section;
}

}  // namespace lockstep::coverage
