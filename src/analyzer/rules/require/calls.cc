#include "rules/require/calls.h"

#include "rules/require/deletions.h"
#include "rules/scope.h"

#include <algorithm>
#include <set>

namespace lockstep::rules::require {
namespace {

/// "Repository.delete" of {"typeorm", "Repository.delete"}.
bool is_library_call(const Program& program, const Node& call, std::string_view name) {
  const program::External external = program.external_callee(call);
  return external && (external.name == name || std::string(external.package) + "." + external.name == name);
}

}  // namespace

std::string CallQuery::shown() const {
  std::string text;
  for (const std::string& call : calls) text += (text.empty() ? "call of " : ", ") + call;
  for (const std::string& entity : deletes) text += (text.empty() ? "" : ", ") + ("deleting " + entity);
  return text;
}

CallQuery read_call_query(json::Reader& reader) {
  CallQuery query{.calls = read_optional_names(reader, "call"), .deletes = read_optional_names(reader, "deletes")};
  if (query.calls.empty() && query.deletes.empty()) {
    reader.reject(reader.value("kind")->where(), "this kind needs a \"call\" or \"deletes\"",
                  "\"call\" names a function, as in \"UsersService.remove\"; \"deletes\" names an entity");
  }
  return query;
}

CallsFound find_calls(const CallQuery& query, const Scene& scene) {
  const Program& program = scene.program();
  CallsFound all;
  std::set<NodeRef> found;
  std::set<std::string_view> met;  // names of the query that something was found for
  const auto add = [&](const Node& call, const std::string& name) {
    const bool is_ours = is_production(call.file()) && !call.file().facts.is_generated;
    if (!is_ours || !scene.shared().liveness.is_alive(call)) {
      all.is_elsewhere = true;
      return;
    }
    found.insert(call.ref());
    met.insert(name);
  };
  for (const std::string& name : query.calls) {
    for (const Node& function : functions_named(program, name)) {
      for (const NodeRef caller : program.callers(function)) add(program[caller], name);
    }
  }
  // Of a library's function only the name of the call is known.
  std::set<std::string_view> last_words;
  for (const std::string& name : query.calls) last_words.insert(std::string_view(name).substr(name.rfind('.') + 1));
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    for (const Node call : program::nodes_of(file, {Kind::Call, Kind::Tagged})) {
      const Node head = program::callee(call);
      if (!head) continue;
      if (last_words.contains(head.text())) {
        for (const std::string& name : query.calls) {
          if (is_library_call(program, call, name)) add(call, name);
        }
      }
      for (const std::string& entity : query.deletes) {
        if (deletes_rows_of(scene, call, entity)) add(call, entity);
      }
    }
  }
  for (const NodeRef ref : found) all.calls.push_back(program[ref]);
  for (const std::string& name : query.calls) {
    if (!met.contains(name)) all.idle.push_back("nothing calls `" + name + "`");
  }
  for (const std::string& entity : query.deletes) {
    if (!met.contains(entity)) all.idle.push_back("nothing deletes `" + entity + "`");
  }
  return all;
}

std::string why_no_call(const CallQuery& query, const CallsFound& found) {
  return found.is_elsewhere ? "only tests and code that nothing runs have it: " + query.shown()
                            : "there is no " + query.shown();
}

bool is_key_of(std::string_view shape, const std::string& key) {
  std::string plain;
  int depth = 0;
  for (const char byte : key) {
    if (byte == '{' && depth++ == 0) plain += '{';
    if (byte == '}' && --depth == 0) {
      plain += '}';
    } else if (depth == 0) {
      plain += byte;
    }
  }
  return matches(shape, plain);
}

}  // namespace lockstep::rules::require
