#include "rules/duplicate_list/traits.h"

#include "rules/duplicate_list/naming.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

namespace lockstep::rules {

bool same_file(const ValueList& a, const ValueList& b) { return a.path == b.path; }

bool same_folder(const ValueList& a, const ValueList& b) {
  return a.path.substr(0, a.path.rfind('/') + 1) == b.path.substr(0, b.path.rfind('/') + 1);
}

bool is_inside(const ValueList& inner, const ValueList& outer) {
  return inner.node && outer.node && outer.node.contains(inner.node);
}

bool is_field(const ValueList& list) {
  return list.holder == Holder::Property && (list.shape == Shape::Array || list.shape == Shape::ObjectArray);
}

bool accounts_for_all(const ValueList& list) {
  if (list.is_guard) return true;
  if (list.is_query) return false;
  switch (list.shape) {
    case Shape::Schema:
    case Shape::Elements:
    case Shape::ObjectArray:
    case Shape::Collected:
    case Shape::ConstObject:
    case Shape::ArraysObject:
    case Shape::Union:
    case Shape::Enum:
    case Shape::Prisma:
    case Shape::Pattern:
    case Shape::Switch:
    case Shape::Sql:
      return true;
    default:
      return list.holder == Holder::Variable || list.holder == Holder::ClassField;
  }
}

bool is_anonymous_type(const ValueList& list) { return list.shape == Shape::Union && list.holder != Holder::TypeName; }

bool is_menu(const ValueList& list) { return list.shape == Shape::Elements || list.shape == Shape::ObjectArray; }

bool is_fixed_list(const ValueList& list) {
  const Node up = list.shape == Shape::Array && list.node ? list.node.parent() : Node{};
  const bool is_named = list.holder == Holder::Variable && list.is_exported && !list.is_open;
  return up && is_named && up.is(Kind::Cast) && up.op() == Op::AsConst;
}

bool is_cast(const ValueList& list) {
  if (list.shape != Shape::Union) return false;
  for (Node child = list.node, up = child.parent(); up; child = up, up = up.parent()) {
    if (up.is(Kind::Cast)) return up.child(1) == child;
    if (!up.is(Kind::TypeArray) && !up.is(Kind::TypeOther)) return false;
  }
  return false;
}

bool has_own_name(const ValueList& list) {
  if (list.shape == Shape::Prisma) return true;
  return (list.holder == Holder::TypeName || list.holder == Holder::Variable) && !is_anonymous_type(list);
}

bool is_key_of_record(const ValueList& list) {
  if (list.shape != Shape::Union) return false;
  Node above = list.node.parent();
  if (above && above.is(Kind::TypeArguments)) above = above.parent();
  return above && above.is(Kind::TypeName) && (above.text() == "Record" || above.text() == "Map");
}

bool is_private_type(const ValueList& list) { return list.holder == Holder::TypeName && !list.is_exported; }

bool is_declared_twice(const ValueList& a, const ValueList& b) {
  const auto is_declaration = [](const ValueList& list) {
    return list.is_exported && (list.holder == Holder::TypeName || list.holder == Holder::Variable) &&
           list.shape != Shape::Prisma;
  };
  // Every module may have its `columns`, its `defaults`: one word says too little.
  return a.name == b.name && a.path != b.path && is_declaration(a) && is_declaration(b) && !a.is_handling() &&
         !b.is_handling() && words_of(a.name).size() >= 2;
}

bool is_constant_twice(const ValueList& a, const ValueList& b) {
  constexpr std::size_t kLong = 3;  // words
  const auto is_constant = [](const ValueList& list) {
    return list.holder == Holder::Variable && list.shape == Shape::Array && !list.node.enclosing_function();
  };
  return a.name == b.name && !same_file(a, b) && is_constant(a) && is_constant(b) && words_of(a.name).size() >= kLong;
}

namespace {

bool is_letter(char byte) { return std::isalpha(static_cast<unsigned char>(byte)) != 0; }

/// "de", "pt-BR", "zh_Hans"
bool is_language(std::string_view value) {
  constexpr std::size_t kLongest = 3;  // of what is before the region
  const std::size_t end = std::min(value.substr(0, kLongest + 1).find_first_of("-_"), value.size());
  if (end < 2 || end > kLongest) return false;
  const auto is_small = [](char byte) { return byte >= 'a' && byte <= 'z'; };
  if (!std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(end), is_small)) return false;
  if (end == value.size()) return true;
  const std::string_view region = value.substr(end + 1);
  return region.size() >= 2 && region.size() <= 4 && std::all_of(region.begin(), region.end(), is_letter);
}

}  // namespace

bool lists_routes(const Candidate& list) {
  return std::all_of(list.values.begin(), list.values.end(), [](std::string_view value) {
    return value.size() > 1 && value[0] == '/' && value.find('.') == std::string_view::npos;
  });
}

std::size_t languages_in(const Candidate& list) {
  return static_cast<std::size_t>(std::count_if(list.values.begin(), list.values.end(), is_language));
}

bool lists_languages(const Candidate& list, const Vocabulary& vocabulary) {
  const std::size_t languages = languages_in(list);
  const auto fillers = std::count_if(list.values.begin(), list.values.end(), [&](std::string_view value) {
    return !is_language(value) && (vocabulary.fillers.contains(value) || value == "default");
  });
  return languages >= 5 && fillers <= 1 && languages + static_cast<std::size_t>(fillers) == list.values.size();
}

bool speaks_of_languages(const ValueList& list) {
  const std::vector<std::string> words = words_of(list.name + "_" + list.surroundings);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "language" || word == "languages" || word == "lang" || word == "locale" || word == "i18n";
  });
}

namespace {

bool is_enum(const ValueList& list) { return list.shape == Shape::Enum || list.shape == Shape::ConstObject; }

std::set<std::string_view> members_of(const ValueList& list) {
  std::set<std::string_view> names;
  for (const Node part : program::without_casts(list.node).children()) {
    if (part.is(Kind::EnumMember) || part.is(Kind::Property)) names.insert(part.text());
  }
  return names;
}

}  // namespace

bool have_same_members(const ValueList& a, const ValueList& b) {
  return is_enum(a) && is_enum(b) && members_of(a) == members_of(b);
}

bool have_same_entries(const ValueList& a, const ValueList& b) {
  if (a.shape != Shape::ObjectKeys || b.shape != Shape::ObjectKeys || !a.node.is(Kind::Object) ||
      !b.node.is(Kind::Object)) {
    return false;
  }
  std::size_t same = 0;
  std::unordered_map<std::string_view, Node> others;  // the last of a name, as at run time
  for (const Node part : b.node.children()) {
    if (part.is(Kind::Property)) others.insert_or_assign(part.text(), part);
  }
  for (const Node part : a.node.children()) {
    const auto found = part.is(Kind::Property) ? others.find(part.text()) : others.end();
    const Node other = found == others.end() ? Node{} : found->second;
    const Node value = other ? program::value_of(part) : Node{};
    const Node other_value = other ? program::value_of(other) : Node{};
    if (!value || !other_value || value.kind() != other_value.kind()) continue;
    if ((value.is(Kind::String) || value.is(Kind::Number)) && value.text() == other_value.text()) ++same;
  }
  return same * 10 >= std::max(a.spelled.size(), b.spelled.size()) * 9;
}

bool is_named_type(const ValueList& list) {
  return list.shape == Shape::Enum || list.shape == Shape::Prisma ||
         ((list.shape == Shape::Union || list.shape == Shape::Variants) && list.holder == Holder::TypeName);
}

bool mentions(const ValueList& user, const ValueList& definition) {
  if (!user.node || definition.name.empty() || definition.holder_node == Node{}) return false;
  const facts::FileFacts& facts = user.node.facts();
  return std::any_of(facts.bindings.begin(), facts.bindings.end(), [&](const facts::Binding& binding) {
    return binding.kind == facts::BindingKind::Import && facts.text(binding.name) == definition.name;
  });
}

bool is_checked_by(const Candidate& user, const ValueList& definition) {
  if (!user.checked.is_checked) return false;
  if (user.checked.by.empty()) return true;  // by something that we do not know: better be quiet
  for (const NodeRef by : user.checked.by) {
    if (definition.node &&
        (by == definition.node.ref() || (definition.holder_node && by == definition.holder_node.ref())))
      return true;
  }
  return false;
}

std::vector<std::string_view> intersection(const Candidate& a, const Candidate& b) {
  std::vector<std::string_view> shared;
  std::set_intersection(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), std::back_inserter(shared));
  return shared;
}

bool share_a_spelling(const ValueList& a, const ValueList& b) {
  if (a.path != b.path && a.shape != Shape::Variants && b.shape != Shape::Variants && a.shape != Shape::Collected &&
      b.shape != Shape::Collected) {
    return false;
  }
  std::set<std::pair<NodeRef, std::string_view>> spelled;
  for (const ListedValue& value : a.spelled) {
    if (value.where) spelled.emplace(value.where.ref(), value.text);
  }
  return std::any_of(b.spelled.begin(), b.spelled.end(), [&](const ListedValue& value) {
    return value.where && spelled.contains({value.where.ref(), value.text});
  });
}

namespace {

template <std::size_t N>
bool is_in_folder(std::string_view path, const std::array<std::string_view, N>& folders) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return false;
    if (std::find(folders.begin(), folders.end(), path.substr(0, slash)) != folders.end()) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

}  // namespace

bool is_by_the_way(std::string_view path) {
  static constexpr std::array<std::string_view, 8> kFolders = {"script", "scripts", "eval",   "evals",
                                                               "seed",   "seeds",   "seeder", "seeders"};
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return is_in_folder(path, kFolders) || name.starts_with("seed.") || name.starts_with("seed-");
}

bool is_text_catalogue(std::string_view path) {
  static constexpr std::array<std::string_view, 10> kFolders = {
      "i18n", "locale", "locales", "lang", "langs", "languages", "translations", "translation", "intl", "phrases"};
  return is_in_folder(path, kFolders);
}

namespace {

/// The outermost declaration whose value is made of objects and arrays down to the list; null when a function or a
/// class lies between.
Node table_of(const ValueList& list) {
  for (Node up = list.node ? list.node.parent() : Node{}; up; up = up.parent()) {
    switch (up.kind()) {
      case Kind::Declarator:
        return up;
      case Kind::Object:
      case Kind::Array:
      case Kind::Property:
      case Kind::Cast:
      case Kind::New:
        continue;
      default:
        return {};
    }
  }
  return {};
}

}  // namespace

namespace {

bool has_word_of(const ValueList& list, const std::unordered_set<std::string_view>& known) {
  const std::vector<std::string> words = words_of(list.name);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return known.contains(word); });
}

}  // namespace

bool is_about_looks(const ValueList& list, const Vocabulary& vocabulary) {
  return has_word_of(list, vocabulary.look_words);
}

bool names_fields(const ValueList& list, const Vocabulary& vocabulary) {
  // A type of field names is a vocabulary of its own, and so are the fields that a test asks for.
  const bool is_written_out = list.shape == Shape::Array || list.shape == Shape::ObjectArray;
  if (!is_written_out || list.holder == Holder::Test) return false;
  // `*items.tax_lines`: a relation to load.
  const auto loads = [](const ListedValue& value) {
    return value.text.size() > 1 && value.text[0] == '*' &&
           std::isalpha(static_cast<unsigned char>(value.text[1])) != 0;
  };
  return has_word_of(list, vocabulary.field_words) || std::any_of(list.spelled.begin(), list.spelled.end(), loads);
}

bool same_table(const ValueList& a, const ValueList& b) {
  if (!same_file(a, b)) return false;
  const Node table = table_of(a);
  return table && table == table_of(b);
}

bool is_overridden(const ValueList& a, const ValueList& b) {
  if (a.holder != Holder::ClassField || b.holder != Holder::ClassField || a.name != b.name || !a.node || !b.node)
    return false;
  const auto base_of = [](const ValueList& list) -> std::string_view {
    const Node klass = list.node.enclosing(Kind::Class);
    const Node base = klass ? program::heritage(klass) : Node{};
    return base && base.child(0) ? base.child(0).text() : std::string_view{};
  };
  const std::string_view base = base_of(a);
  return !base.empty() && base == base_of(b);
}

bool is_dealt_with_beside(const ValueList& list, std::string_view value) {
  const Node function = list.node ? list.node.enclosing_function() : Node{};
  if (!function) return false;
  for (const Node below : program::descendants(function)) {
    if (below.is(Kind::String) && below.text() == value && !list.node.contains(below)) return true;
  }
  return false;
}

bool is_qualified(const ValueList& list, const ValueList& other, const Vocabulary& vocabulary) {
  std::vector<std::string> own = telling_words(list.name, vocabulary);
  const std::vector<std::string> others = telling_words(other.name, vocabulary);
  // `EVENT_GROUPS = { orders: […], … }`: that it lists by groups is seen.
  const auto is_grouping = [](const std::string& word) {
    return word == "group" || word == "section" || word == "category";
  };
  if (list.shape == Shape::ArraysObject) std::erase_if(own, is_grouping);
  return !others.empty() && !std::includes(others.begin(), others.end(), own.begin(), own.end());
}

}  // namespace lockstep::rules
