#include "rules/require/calls.h"

#include "rules/require/one_value.h"
#include "rules/scope.h"

#include "effects/effect.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace lockstep::rules::require {
namespace {

bool is_same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

/// "Repository.delete" of {"typeorm", "Repository.delete"}.
bool is_library_call(const Program& program, const Node& call, std::string_view name) {
  const program::External external = program.external_callee(call);
  return external && (external.name == name || std::string(external.package) + "." + external.name == name);
}

/// `users.createQueryBuilder().delete()`, `createQueryBuilder().delete().from(User)`: the entity's name.
std::string_view deleted_by_builder(const Program& program, const Node& call) {
  const Node head = program::callee(call);
  if (!head.is(Kind::Member) || (head.text() != "delete" && head.text() != "softDelete")) return {};
  Node builder;
  for (const Node one : chain_of(call)) {
    const Node word = program::callee(one);
    const Node first = program::argument(one, 0);
    if (word && word.text() == "from" && first) return first.text();
    if (word && word.text() == "createQueryBuilder") builder = one;
  }
  if (!builder || !program::callee(builder).is(Kind::Member)) return {};
  const Node repository = program::callee(builder).child(0);
  if (repository.is(Kind::Call) && program::argument(repository, 0)) return program::argument(repository, 0).text();
  const Node entity = program::type_argument(program.type_of(repository).written, 0);
  return entity ? entity.text() : std::string_view{};
}

bool deletes_rows_of(const Scene& scene, const Node& call, const std::string& entity) {
  if (const std::string_view built = deleted_by_builder(scene.program(), call); !built.empty())
    return is_same_word(built, entity);
  const auto& models = scene.flows().models(call);
  if (models.empty()) return false;
  const auto effect = effects::effect_of(scene.program(), scene.flows().vocabulary(), models, call);
  if (!effect || effect->does != effects::Does::Delete || effect->store != effects::Store::Row) return false;
  return is_same_word(effect->subject, entity) || is_same_word(effect->shown, entity);
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
    for (const Node call : program::nodes_of(file, Kind::Call)) {
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
