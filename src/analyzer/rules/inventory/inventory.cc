#include "rules/inventory/inventory.h"

#include "rules/inventory/parts.h"
#include "rules/inventory/spots.h"
#include "rules/magic_actor/homes.h"
#include "rules/magic_actor/positions.h"
#include "rules/scope.h"
#include "workspace/owners.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

using Form = program::EntryPoint::Form;

constexpr std::array<std::pair<Form, std::string_view>, 9> kForms = {{{Form::Http, "HTTP and RPC requests"},
                                                                      {Form::Socket, "socket messages"},
                                                                      {Form::Event, "events"},
                                                                      {Form::Queue, "queued jobs"},
                                                                      {Form::Cron, "schedules"},
                                                                      {Form::Command, "commands"},
                                                                      {Form::Startup, "start-up"},
                                                                      {Form::Callback, "callbacks"},
                                                                      {Form::Exported, "exported functions"}}};

std::vector<findings::KnownPackage> known_packages(const Program& program) {
  const workspace::Workspace& space = program.workspace();
  const workspace::CodeOwners owners(space);
  std::vector<findings::KnownPackage> packages;
  for (const workspace::Package& package : space.packages()) {
    packages.push_back({.name = package.name,
                        .directory = package.directory,
                        .files = 0,
                        .owners = owners.of(package.directory, workspace::CodeOwners::Of::Folder)});
  }
  for (const File& file : program.files()) {
    if (file.package_id != facts::kNone) ++packages[file.package_id].files;
  }
  std::erase_if(packages, [](const findings::KnownPackage& package) { return package.files == 0; });
  return packages;
}

std::vector<findings::KnownEntries> known_entries(const Shared& shared) {
  std::vector<findings::KnownEntries> all;
  for (const auto& [form, name] : kForms) {
    findings::KnownEntries known{.form = std::string(name), .count = 0, .entries = {}};
    for (const program::EntryPoint& entry : shared.entry_points) {
      if (entry.form != form || !is_production(entry.function.file())) continue;
      ++known.count;
      if (form == Form::Exported || form == Form::Callback) continue;
      const Node at = entry.registration ? entry.registration : entry.function;
      known.entries.push_back({.label = entry.label, .place = place_of(at)});
    }
    if (known.count > 0) all.push_back(std::move(known));
  }
  return all;
}

/// Whether a text says which actor it is wherever it stands, as an id does and a word such as "system" does not.
bool is_telling(std::string_view value) {
  constexpr std::size_t kLongEnough = 8;
  return value.size() >= kLongEnough && value.find_first_of("0123456789") != std::string_view::npos;
}

/// Adds where actors that constants stand for are spelled out all the same: in migrations, in SQL.
void add_spellings(const Program& program, std::span<findings::KnownActor> actors, std::span<const Node> homes) {
  for (const File& file : program.files()) {
    if (file.roles.has(workspace::Role::Test) || file.facts.is_generated) continue;
    for (const Node text : program::nodes_of(file, {Kind::String, Kind::Template})) {
      for (std::size_t i = 0; i < actors.size(); ++i) {
        if (!is_telling(actors[i].value) || text.text().find(actors[i].value) == std::string_view::npos) continue;
        const bool is_home = homes[i].file().id == file.id && homes[i].contains(text);
        if (!is_home) add_spot(spot_of(program, text), actors[i].uses);
      }
    }
  }
}

std::vector<findings::KnownActor> known_actors(const Program& program) {
  const actors::Vocabulary vocabulary{program.models()};
  const actors::Homes homes{program, vocabulary};
  std::vector<findings::KnownActor> all;
  std::vector<Node> declarations;
  for (const actors::Homes::Home& home : homes.all()) {
    const Node value = program::without_casts(program::value_of(home.declaration));
    const Place place = place_of(home.declaration.file(), program::name_span(home.declaration));
    all.push_back({.value = std::string(value.text()),
                   .constant = findings::Spot{.label = home.name, .place = place},
                   .uses = {}});
    declarations.push_back(home.declaration);
  }
  add_spellings(program, all, declarations);
  for (const actors::Use& use : actors::made_up(program, vocabulary, homes.numbers(), homes.ids())) {
    auto known = std::find_if(all.begin(), all.end(),
                              [&](const findings::KnownActor& actor) { return actor.value == use.text; });
    if (known == all.end()) {
      known = all.insert(all.end(), {.value = std::string(use.text), .constant = std::nullopt, .uses = {}});
    }
    add_spot(spot_of(program, use.spelled), known->uses);
  }
  return all;
}

}  // namespace

findings::Inventory take_inventory(const Program& program, const Shared& shared, std::span<const Finding> found) {
  findings::Inventory inventory;
  add_domains(program, shared, found, inventory);
  inventory.actors = known_actors(program);
  inventory.locks = known_locks(program, shared);
  inventory.migrations = known_migrations(program);
  inventory.entries = known_entries(shared);
  inventory.packages = known_packages(program);
  const workspace::CodeOwners owners(program.workspace());
  for (const Finding& finding : found) {
    if (auto of = owners.of(finding.where.path, workspace::CodeOwners::Of::File); !of.empty())
      inventory.owners.insert_or_assign(finding.where.path, std::move(of));
  }
  return inventory;
}

}  // namespace lockstep::rules
