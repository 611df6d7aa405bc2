#include "effects/unique_columns.h"

#include "effects/named.h"

#include <vector>

namespace lockstep::effects {

using facts::Kind;
using program::argument;
using program::arguments;
using program::callee;
using program::Node;

namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view without(std::string_view word, std::string_view end) {
  if (word.size() > end.size() && word.ends_with(end)) word.remove_suffix(end.size());
  return word;
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view first_word(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_word(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(begin, end - begin);
}

bool says_unique(const Node& options) {
  const Node plain = program::without_casts(options);
  const Node value = plain && plain.is(Kind::Object) ? program::value_of(program::property(plain, "unique")) : Node{};
  return value && value.is(Kind::Boolean) && value.text() == "true";
}

/// The strings of a list, `['a', 'b']`.
std::vector<std::string_view> strings_of(const Node& list) {
  std::vector<std::string_view> out;
  if (!list || !list.is(Kind::Array)) return out;
  for (const Node element : list.children()) {
    if (element.is(Kind::String)) out.push_back(element.text());
  }
  return out;
}

}  // namespace

UniqueColumns::UniqueColumns(const program::Program& program) {
  for (const std::string& path : program.workspace().prisma_schemas()) read_prisma(program.workspace().read(path).text);
  for (const program::File& file : program.files()) read_classes(file);
  for (const std::string_view name : {"on", "index"}) {
    const auto known = program.names().find(name);
    if (!known) continue;
    for (const program::NodeRef call : program.places().calls(*known)) read_call(program[call]);
  }
}

bool UniqueColumns::has(std::string_view entity, std::string_view column) const {
  return columns_.contains({entity_word(entity), lowered(column)});
}

void UniqueColumns::add(std::string_view entity, std::string_view column) {
  columns_.emplace(entity_word(without(entity, "Entity")), lowered(column));
}

void UniqueColumns::read_prisma(std::string_view text) {
  std::string_view model;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view word = first_word(line);
    if (line.starts_with("model ")) {
      model = first_word(line.substr(6));
    } else if (line.starts_with('}')) {
      model = {};
    } else if (model.empty() || line.find("//") < line.find(word)) {
      continue;
    } else if (word == "unique" || word == "id") {
      const std::size_t open = line.find('[');
      const std::size_t close = line.find(']', open);
      if (open == std::string_view::npos || close == std::string_view::npos) continue;
      std::string_view list = line.substr(open + 1, close - open - 1);
      for (;;) {
        const std::size_t comma = list.find(',');
        add(model, first_word(list.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
      }
    } else if (line.find("@unique") != std::string_view::npos) {
      add(model, word);
    }
  }
}

void UniqueColumns::read_classes(const program::File& file) {
  for (const Node klass : program::nodes_of(file, Kind::Class)) {
    for (const Node decorator : program::decorators(klass)) {
      const Node head = decorator.is(Kind::Call) ? callee(decorator) : Node{};
      if (!head || (head.text() != "Unique" && !(head.text() == "Index" && says_unique(argument(decorator, 1)))))
        continue;
      for (const Node given : arguments(decorator)) {
        for (const std::string_view column : strings_of(given)) add(klass.text(), column);
      }
    }
    for (const Node member : klass.children()) {
      if (!member.is(Kind::Field)) continue;
      for (const Node decorator : program::decorators(member)) {
        if (decorator.is(Kind::Call) && says_unique(argument(decorator, 0))) add(klass.text(), member.text());
      }
    }
  }
}

void UniqueColumns::read_call(const Node& call) {
  const Node head = callee(call);
  if (!head || !head.is(Kind::Member)) return;
  if (head.text() == "on") {
    const Node index = head.child(0).is(Kind::Call) ? callee(head.child(0)) : Node{};
    const Node table = call.enclosing(Kind::Declarator);
    if (!table || !index || (index.text() != "unique" && index.text() != "uniqueIndex")) return;
    for (const Node given : arguments(call)) {
      if (given.is(Kind::Member)) add(table.child(0).text(), given.text());
    }
  } else if (says_unique(argument(call, 1))) {
    const Node keys = program::without_casts(argument(call, 0));
    if (!keys || !keys.is(Kind::Object)) return;
    for (const Node key : keys.children()) {
      if (key.is(Kind::Property)) add(without(head.child(0).text(), "Schema"), key.text());
    }
  }
}

}  // namespace lockstep::effects
