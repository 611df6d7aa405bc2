#include "rules/magic_actor/homes.h"

#include "rules/magic_actor/spellings.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace lockstep::rules::actors {
namespace {

bool is_identifier_value(const Node& value) { return value && (value.is(Kind::String) || !number_of(value).empty()); }

// "./b", "../shared/a" from one file of the program to another.
std::string relative_specifier(std::string_view from, std::string_view to) {
  // What both share up to a slash is left out; each folder of `from` that remains is one step up.
  std::size_t shared = 0;
  for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i) {
    if (from[i] == '/') shared = i + 1;
  }
  const std::string_view rest_from = from.substr(shared);
  std::string result;
  for (const char c : rest_from) {
    if (c == '/') result += "../";
  }
  if (result.empty()) result = "./";
  result += to.substr(shared);
  for (const std::string_view extension : {".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}) {
    if (result.ends_with(extension)) {
      result.resize(result.size() - extension.size());
      break;
    }
  }
  if (result.ends_with("/index")) result.resize(result.size() - 6);
  return result;
}

/// 'anthropic_admin' is no 'user-admin', while 'system-user' and 'sys_1' may both be whom 'system' means.
bool is_somebody_else(std::string_view one, std::string_view other) {
  const auto sorted_words = [](std::string_view text) {
    std::vector<std::string> words = split_words(text);
    std::ranges::sort(words);
    return words;
  };
  const std::vector<std::string> left = sorted_words(one);
  const std::vector<std::string> right = sorted_words(other);
  std::vector<std::string> common;
  std::ranges::set_intersection(left, right, std::back_inserter(common));
  return !common.empty() && !std::ranges::includes(left, right) && !std::ranges::includes(right, left);
}

}  // namespace

Homes::Homes(const Program& program, const Vocabulary& vocabulary) : program_(program), vocabulary_(vocabulary) {
  // Names are compared with values later; here we only gather what is exported and could be an identity.
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    for (const Node& statement : file.root().children()) {
      if (!statement.is(Kind::Export)) continue;
      const Node declaration = statement.child(0);
      if (!declaration) continue;
      if (declaration.is(Kind::Enum)) {
        for (const Node& member : declaration.children()) {
          if (!member.is(Kind::EnumMember) || !is_identifier_value(program::value_of(member))) continue;
          constants_.push_back(
              {member, declaration, std::string{declaration.text()} + '.' + std::string{member.text()}});
        }
      }
      if (!declaration.is(Kind::Variable) || declaration.op() != Op::Const) continue;
      for (const Node& declarator : declaration.children()) {
        const Node pattern = declarator.child(0);
        const Node value = program::without_casts(program::value_of(declarator));
        if (!pattern || !pattern.is(Kind::Binding) || !value) continue;
        if (is_identifier_value(value)) constants_.push_back({declarator, declarator, std::string{pattern.text()}});
        if (!value.is(Kind::Object)) continue;
        for (const Node& property : value.children()) {
          if (!property.is(Kind::Property) || !is_identifier_value(program::value_of(property))) continue;
          constants_.push_back(
              {property, declarator, std::string{pattern.text()} + '.' + std::string{property.text()}});
        }
      }
    }
  }
  for (const Constant& constant : constants_) {
    const std::string number = number_of(value_of(constant));
    const std::string_view text = number.empty() ? value_of(constant).text() : std::string_view{};
    if ((number.empty() && !is_uuid(text)) || !vocabulary_.is_home(constant.name, constant.name)) continue;
    if (number.empty()) {
      ids_.emplace(text);
    } else {
      numbers_.insert(number);
    }
  }
}

Node Homes::value_of(const Constant& constant) {
  return program::without_casts(program::value_of(constant.declaration));
}

std::string Homes::specifier(const File& user, const Constant& constant) const {
  const File& file = constant.exported.file();
  if (file.id == user.id) return {};
  const bool same_package = file.package_id == user.package_id;
  if (same_package) return relative_specifier(user.path, file.path);
  // From another package only what its entry files hand out.
  if (file.package_id == facts::kNone || file.package.empty()) return {};
  const workspace::PackageId package{file.package_id};
  const std::string_view exported = constant.name;
  const std::string_view name = exported.substr(0, exported.find('.'));
  for (const FileId entry : program_.workspace().public_files(package)) {
    if (program_.exported(program_[entry], name).node == constant.exported) return std::string{file.package};
  }
  return {};
}

/// By its name for the actor that a word names; a number or a uuid names none, so that it has to be the very one.
bool Homes::is_for(const Constant& constant, std::string_view value) const {
  if (is_uuid(value) && !vocabulary_.is_sentinel(value))
    return value_of(constant).text() == value && vocabulary_.is_home(constant.name, constant.name);
  const std::string number = number_of(value_of(constant));
  if (number.empty())
    return vocabulary_.is_home(constant.name, value) && !is_somebody_else(value_of(constant).text(), value);
  return number == value && vocabulary_.is_home(constant.name, constant.name);
}

std::optional<Homes::Home> Homes::find(const File& user, std::string_view value) const {
  std::optional<Home> best;
  int best_rank = 0;
  for (const Constant& constant : constants_) {
    if (!is_for(constant, value)) continue;
    std::string from = specifier(user, constant);
    const bool is_own = constant.exported.file().id == user.id;
    if (from.empty() && !is_own) continue;
    // A neighbour before another package, and of two the one with the very value.
    const bool is_same_value = value_of(constant).text() == value;
    const int rank = (constant.exported.file().package_id == user.package_id ? 2 : 1) * 2 + (is_same_value ? 1 : 0);
    if (rank <= best_rank) continue;
    best_rank = rank;
    best = Home{constant.declaration, constant.name, std::move(from)};
  }
  return best;
}

bool Homes::define(const Node& node) const {
  return std::ranges::any_of(constants_, [&](const Constant& constant) {
    return constant.declaration.file().id == node.file().id && constant.declaration.contains(node);
  });
}

std::vector<Homes::Home> Homes::all() const {
  std::vector<Home> homes;
  for (const Constant& constant : constants_) {
    // For whom it is, its own name has to say: the value may be a uuid.
    if (!vocabulary_.is_home(constant.name, constant.name)) continue;
    homes.push_back({.declaration = constant.declaration, .name = constant.name, .specifier = {}});
  }
  return homes;
}

}  // namespace lockstep::rules::actors
