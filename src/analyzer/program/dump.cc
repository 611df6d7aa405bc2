// What `lockstep dump program` prints: everything that rules can ask a Program, in the words of the program. Packages
// first, then file by file what it imports, exports, declares and calls, at last how the outside world comes in.

#include "program/dump.h"

#include <algorithm>

namespace lockstep::program {

namespace {

void dump_packages(const Program& program, std::string& out) {
  const workspace::Workspace& space = program.workspace();
  if (space.packages().empty() && space.tsconfigs().empty()) return;
  out += "packages\n";
  for (const workspace::Package& package : space.packages()) {
    out += "  " + (package.name.empty() ? std::string("(no name)") : one_line(package.name)) + " in " +
           (package.directory.empty() ? "." : one_line(package.directory)) + (package.is_member ? "  [member]" : "") +
           '\n';
  }
  for (const std::string_view config : space.tsconfigs()) out += "  " + one_line(config) + '\n';
  out += '\n';
}

void dump_imports(const Program& program, const File& file, std::string& out) {
  using workspace::Resolution;
  for (const facts::Import& import : file.facts.imports) {
    const std::string_view specifier = file.facts.text(import.specifier);
    const Resolution found = program.workspace().resolve(file.id, specifier);
    out += "  import '" + one_line(specifier) + "' → ";
    switch (found.kind) {
      case Resolution::Kind::File:
        out += one_line(program[found.file].path) + "  [" + std::string(to_string(found.way)) + "]";
        break;
      case Resolution::Kind::External:
        out += "package " + one_line(found.package) + (found.subpath.empty() ? "" : "/" + one_line(found.subpath));
        break;
      case Resolution::Kind::Asset:
        out += one_line(found.path) + "  [no source]";
        break;
      case Resolution::Kind::Unresolved:
        out += "nowhere: " + std::string(to_string(found.cause));
        break;
    }
    out += '\n';
  }
}

void dump_exports(const Program& program, const File& file, std::string& out) {
  for (const facts::Export& entry : file.facts.exports) {
    const std::string_view name = file.facts.text(entry.name);
    out += "  export " + std::string(name);
    if (name == "*") {
      if (entry.import != facts::kNone) {
        out += " from '" + std::string(file.facts.text(file.facts.imports[entry.import].specifier)) + "'";
      }
      out += '\n';
      continue;
    }
    const Definition found = program.exported(file, name);
    out += " → ";
    if (found.external) {
      out += std::string(found.external.package) + "." + found.external.name;
    } else if (found.node) {
      out += std::string(facts::to_string(found.node.kind())) + " " + named(program, found.node, file);
    } else {
      out += "unknown";
    }
    out += '\n';
  }
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += c;
    }
  }
  return line;
}

std::string named(const Program& program, const Node& declaration, const File& here) {
  std::string text = program.qualified_name(declaration);
  if (declaration.file().id != here.id) text += " of " + declaration.file().path;
  return one_line(text);
}

std::string shown(const Values& values) {
  std::string text;
  for (const Value& value : values.values) {
    if (!text.empty()) text += ' ';
    text += "'" + one_line(value.text) + (value.referenced ? "'*" : "'");
  }
  if (!values.complete) text += text.empty() ? "…" : " …";
  return text;
}

std::string dump(const Program& program) {
  std::string out;
  dump_packages(program, out);
  for (const File& file : program.files()) {
    out += one_line(file.path);
    if (!file.package.empty()) out += "  (package " + std::string(file.package) + ")";
    out += '\n';
    dump_imports(program, file, out);
    dump_exports(program, file, out);
    dump_declarations(program, file, out);
    dump_calls(program, file, out);
    out += '\n';
  }
  dump_entry_points(program, out);
  return out;
}

}  // namespace lockstep::program
