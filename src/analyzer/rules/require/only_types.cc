#include "rules/require/only_types.h"

namespace lockstep::rules::require {
namespace {

/// Whether a file hands out a name as a type alone, through whatever barrels: `export type { ToolName } from …`.
bool is_only_a_type(const Program& program, const File& file, std::string_view name, int depth = 0) {
  constexpr int kDeepest = 8;
  if (depth > kDeepest) return false;
  const auto text = [&](facts::LocalName local) { return program.names()[file.names[local.value]]; };
  const auto over_there = [&](const facts::Export& entry) -> const File* {
    const auto target = entry.import == facts::kNone ? std::nullopt : program.imported_file(file, entry.import);
    return target ? &program[*target] : nullptr;
  };
  for (const facts::Export& entry : file.facts.exports) {
    if (text(entry.name) != name) continue;
    const File* target = over_there(entry);
    return entry.type_only || (target != nullptr && is_only_a_type(program, *target, text(entry.imported), depth + 1));
  }
  for (const facts::Export& entry : file.facts.exports) {
    const File* target = text(entry.name) == "*" ? over_there(entry) : nullptr;
    if (target == nullptr || !program.exported(*target, name)) continue;
    return entry.type_only || is_only_a_type(program, *target, name, depth + 1);
  }
  return false;
}

}  // namespace

bool leaves_as_type_only(const Program& program, std::string_view package, std::string_view name) {
  const auto id = program.workspace().find_package(package);
  if (!id) return false;
  bool is_there = false;
  for (const FileId file : program.workspace().public_files(*id)) {
    if (!program.exported(program[file], name)) continue;
    if (!is_only_a_type(program, program[file], name)) return false;
    is_there = true;
  }
  return is_there;
}

}  // namespace lockstep::rules::require
