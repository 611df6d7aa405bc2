#include "program/program.h"

#include <algorithm>
#include <string>

namespace lockstep::program {

using facts::Kind;

namespace {

void add_imports(const Program& program, const File& file, std::string& out) {
  for (std::uint32_t i = 0; i < file.facts.imports.size(); ++i) {
    out += "  import '";
    out += file.facts.text(file.facts.imports[i].specifier);
    out += "' → ";
    if (const auto target = program.imported_file(file, i)) {
      out += program[*target].path;
    } else if (const auto package = program.imported_package(file, i); !package.empty()) {
      out += "package ";
      out += package;
    } else {
      out += "unresolved";
    }
    out += '\n';
  }
}

void add_exports(const Program& program, const File& file, std::string& out) {
  for (const facts::Export& entry : file.facts.exports) {
    const std::string_view name = file.facts.text(entry.name);
    out += "  export ";
    out += name;
    if (name != "*") {
      const Definition found = program.exported(file, name);
      out += " → ";
      if (found.external) {
        out += std::string(found.external.package) + "." + found.external.name;
      } else if (found.node) {
        out += std::string(facts::to_string(found.node.kind())) + " " + program.qualified_name(found.node);
        if (found.node.file().id != file.id) out += " of " + found.node.file().path;
        const Values values = program.values(found.node);
        if (!values.values.empty()) {
          out += " = ";
          for (const Value& value : values.values)
            out += "'" + std::string(value.text) + (value.referenced ? "'* " : "' ");
          if (!values.complete) out += "…";
          while (out.ends_with(' ')) out.pop_back();
        }
      } else {
        out += "unknown";
      }
    }
    out += '\n';
  }
}

void add_calls(const Program& program, const File& file, std::string& out) {
  for (std::uint32_t i = 0; i < file.facts.nodes.size(); ++i) {
    const Node node = file.node(facts::NodeId{i});
    if (!node.is(Kind::Call) && !node.is(Kind::New)) continue;
    const auto callees = program.callees(node);
    const External external = callees.empty() ? program.external_callee(node) : External{};
    if (callees.empty() && !external) continue;
    out += "  call " + describe(callee(node)) + " in ";
    const Node caller = node.enclosing_function();
    out += caller ? program.qualified_name(caller) : "module";
    out += " →";
    for (const NodeRef function : callees) {
      out += " " + program.qualified_name(program[function]);
      if (function.file != file.id) out += " of " + program[function.file].path;
    }
    if (external) out += " package " + std::string(external.package) + ": " + external.name;
    out += '\n';
  }
}

}  // namespace

std::string dump(const Program& program) {
  std::string out;
  for (const File& file : program.files()) {
    out += file.path;
    if (!file.package.empty()) out += "  (package " + std::string(file.package) + ")";
    out += '\n';
    add_imports(program, file, out);
    add_exports(program, file, out);
    add_calls(program, file, out);
  }
  return out;
}

}  // namespace lockstep::program
