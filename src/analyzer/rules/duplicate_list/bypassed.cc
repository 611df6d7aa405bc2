#include "rules/duplicate_list/bypassed.h"

#include "rules/expectation.h"
#include "rules/reasons.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

namespace lockstep::rules {
namespace {

/// An exported name for one string.
struct Constant {
  Node spelled;      ///< the String
  Node declaration;  ///< the exported Declarator or Enum
  std::string name;  ///< as it is used: "COOKIES.SESSION"
};

/// An argument that is the text of a constant, or one side of a comparison.
struct Spelled {
  Node call;  ///< or the Binary
  std::size_t index = 0;
  Node argument;
};

bool is_comparison(const Node& node) {
  if (!node.is(Kind::Binary)) return false;
  const Op op = node.op();
  return op == Op::StrictEqual || op == Op::Equal || op == Op::StrictNotEqual || op == Op::NotEqual;
}

/// What the other side of a comparison is called: "windowType" of `data?.windowType === 'spec_dates'`.
std::string_view compared_with(const Node& comparison, const Node& side) {
  const Node other = program::without_casts(comparison.child(comparison.child(0) == side ? 1 : 0));
  if (!other) return {};
  if (other.is(Kind::Index)) {
    const Node key = other.child(1);
    return key && key.is(Kind::String) ? key.text() : std::string_view{};
  }
  return other.is(Kind::Member) || other.is(Kind::Ident) ? other.text() : std::string_view{};
}

}  // namespace

bool is_distinctive(std::string_view text, const Vocabulary& vocabulary) {
  if (text.size() < 6 || text.size() > 60 || vocabulary.holds(text)) return false;
  bool has_join = false;
  bool is_everyday = true;  // `user.id`
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == ' ' || byte == '/' || byte == '\\' || byte == '<' || byte == '\n')
      return false;  // a text, a path, markup
    const bool is_hump = i > 0 && std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if (byte == '_' || byte == '-' || byte == '.' || byte == ':' || is_hump) has_join = true;
  }
  for (const std::string& word : split_words(text)) is_everyday = is_everyday && vocabulary.words.contains(word);
  return has_join && !is_everyday;
}

namespace {

bool is_left_out(const File& file) {
  return file.roles.any(kNotOurCode | workspace::Role::Config | workspace::Role::Example) || file.facts.is_generated;
}

class Bypassing {
 public:
  Bypassing(const Program& program, const Vocabulary& vocabulary, const Owners& owners)
      : program_(program), vocabulary_(vocabulary), owners_(owners), spelling_callees_(program.names()) {}

  std::vector<Finding> run() {
    collect_constants();
    const std::vector<Spelled> spelled = spelled_out();
    if (spelled.empty()) return {};
    collect_uses(spelled);
    return findings(spelled);
  }

 private:
  void add(std::string_view text, const Node& spelled, const Node& declaration, std::string name) {
    if (!is_distinctive(text, vocabulary_)) return;
    constants_[text].push_back({.spelled = spelled, .declaration = declaration, .name = std::move(name)});
    spelled_.insert(spelled.ref());
  }

  void collect_constants() {
    for (const File& file : program_.files()) {
      if (is_left_out(file)) continue;
      for (const Node node : program::nodes_of(file, {Kind::Enum, Kind::Declarator})) {
        if (node.is(Kind::Enum)) {
          collect_enum(node);
        } else {
          collect_declarator(node);
        }
      }
    }
  }

  void collect_enum(const Node& node) {
    if (!program_.is_exported(node)) return;
    for (const Node member : node.children()) {
      const Node value = member.is(Kind::EnumMember) ? program::value_of(member) : Node{};
      if (!value || !value.is(Kind::String)) continue;
      add(value.text(), value, node, std::string(node.text()) + "." + std::string(member.text()));
    }
  }

  void collect_declarator(const Node& node) {
    const Node variable = node.parent();
    if (!variable || variable.op() != Op::Const) return;
    const Node value = program::without_casts(program::value_of(node));
    if (!value || !(value.is(Kind::String) || value.is(Kind::Object)) || !program_.is_exported(node)) return;
    const std::string name(node.child(0) ? node.child(0).text() : std::string_view{});
    if (value.is(Kind::String)) return add(value.text(), value, node, name);
    for (const Node part : value.children()) {
      const Node text = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
      if (text && text.is(Kind::String) && !part.text().empty()) {
        add(text.text(), text, node, name + "." + std::string(part.text()));
      }
    }
  }

  /// The parameter that an argument fills, by whatever is known of the callee; empty when that is too little.
  std::string position_of(const Node& call, std::size_t index) const {
    if (is_comparison(call)) {
      // A word means one thing within a file; elsewhere it may mean another.
      const std::string_view name = compared_with(call, call.child(index));
      return name.empty() ? std::string() : std::to_string(call.file().id.value) + "==" + std::string(name);
    }
    const Node callee = program::callee(call);
    // Paths are joined from names that many files bear.
    if (!callee || vocabulary_.quiet_callees.contains(callee.text())) return {};
    const std::string at = "#" + std::to_string(index);
    const auto callees = program_.callees(call);
    if (!callees.empty()) {
      return std::to_string(callees[0].file.value) + ":" + std::to_string(callees[0].node.value) + at;
    }
    if (const program::External external = program_.external_callee(call)) {
      return std::string(external.package) + ":" + external.name + at;
    }
    if (callee.is(Kind::Ident)) return std::string(callee.text()) + at;
    if (!callee.is(Kind::Member) || !callee.child(0)) return {};
    const Node receiver = callee.child(0);
    if (!receiver.is(Kind::Ident) && !receiver.is(Kind::Member)) return {};
    return std::string(receiver.text()) + "." + std::string(callee.text()) + at;
  }

  /// The arguments that spell out what some constant holds, in order of their calls.
  std::vector<Spelled> spelled_out() const {
    std::vector<Spelled> found;
    for (const auto& [text, unused] : constants_) {
      const auto name = program_.names().find(text);
      if (!name) continue;
      for (const NodeRef place : program_.places().strings(*name)) {
        const Node argument = program_[place];
        const Node call = argument.parent();
        if (!call || is_left_out(argument.file())) continue;
        if (is_comparison(call)) found.push_back({call, call.child(0) == argument ? 0U : 1U, argument});
        if (!call.is(Kind::Call) && !call.is(Kind::New)) continue;
        if (const auto index = argument_index(call, argument)) found.push_back({call, *index, argument});
      }
    }
    std::sort(found.begin(), found.end(), [](const Spelled& a, const Spelled& b) {
      return std::pair(a.call.ref(), a.index) < std::pair(b.call.ref(), b.index);
    });
    return found;
  }

  /// Whether a name may stand for a constant. Most arguments are parameters and results, and to look at their
  /// declaration is far cheaper than to evaluate them.
  static bool may_name_constant(const Node& argument) {
    Node root = argument;
    while (root && root.is(Kind::Member)) root = root.child(0);
    if (!root || !root.is(Kind::Ident)) return root && root.is(Kind::This);
    const auto id = root.facts().binding(root.id());
    if (!id) return false;
    const facts::Binding& binding = root.facts()[*id];
    switch (binding.kind) {
      case facts::BindingKind::Import:
      case facts::BindingKind::Enum:
      case facts::BindingKind::Namespace:
      case facts::BindingKind::Class:
        return true;
      case facts::BindingKind::Const:
      case facts::BindingKind::Let:
      case facts::BindingKind::Var:
        break;
      default:
        return false;
    }
    const Node value = program::without_casts(program::value_of(root.file().node(binding.declaration)));
    if (!value) return false;
    switch (value.kind()) {
      case Kind::String:
      case Kind::Ident:
      case Kind::Member:
      case Kind::Index:
      case Kind::Conditional:
      case Kind::Binary:
        return true;
      case Kind::Object:
      case Kind::Call:
        return argument.is(Kind::Member);  // `X.A` of `const X = {…}`, perhaps frozen
      default:
        return false;
    }
  }

  /// Whether a call may have a position that somebody spells a constant at, as far as its callee tells. Of most calls
  /// the name alone says that it has none, and nobody looks at what they are given.
  bool may_be_such_a_call(const Node& call) const {
    const Node callee = program::callee(call);
    if (!callee) return false;
    if (spelling_callees_.contains(callee)) return true;
    if (const auto callees = program_.callees(call); !callees.empty()) return spelling_functions_.contains(callees[0]);
    return callee.is(Kind::Ident);  // perhaps another name of a library's function
  }

  void note_callee(const Node& call) {
    const Node callee = program::callee(call);
    if (const auto callees = program_.callees(call); !callees.empty()) spelling_functions_.insert(callees[0]);
    if (const auto name = callee ? callee.name() : std::nullopt) spelling_callees_.insert(*name);
    const std::string library_name = program_.external_callee(call).name;
    spelling_callees_.insert(std::string_view(library_name).substr(library_name.rfind('.') + 1));
  }

  /// What else is handed to the parameters at the same places.
  void collect_uses(const std::vector<Spelled>& spelled) {
    std::vector<bool> is_asked;
    compares_.resize(program_.files().size());
    for (const Spelled& one : spelled) {
      if (is_comparison(one.call)) {
        compares_[one.call.file().id.value] = true;
        continue;
      }
      is_asked.resize(std::max(is_asked.size(), one.index + 1));
      is_asked[one.index] = true;
      note_callee(one.call);
    }
    for (const File& file : program_.files()) {
      if (is_left_out(file)) continue;
      for (const Node call : program::nodes_of(file, {Kind::Call, Kind::New})) {
        if (!may_be_such_a_call(call)) continue;
        std::size_t index = 0;
        for (const Node argument : program::arguments(call)) {
          if (index == is_asked.size()) break;
          if (is_asked[index]) collect_use(call, index, argument);
          ++index;
        }
      }
      if (!compares_[file.id.value]) continue;
      for (const Node comparison : program::nodes_of(file, Kind::Binary)) {
        if (!is_comparison(comparison)) continue;
        for (const std::size_t index : {0U, 1U}) collect_use(comparison, index, comparison.child(index));
      }
    }
  }

  void collect_use(const Node& call, std::size_t index, const Node& argument) {
    if (!argument.is(Kind::Member) && !argument.is(Kind::Ident)) return;
    if (!may_name_constant(argument)) return;
    const auto value = program_.value(argument);
    if (!value || !value->spelled || !spelled_.contains(value->spelled.ref())) return;
    const auto known = constants_.find(value->text);
    if (known == constants_.end()) return;
    for (const Constant& constant : known->second) {
      if (!(constant.spelled == value->spelled)) continue;
      if (std::string position = position_of(call, index); !position.empty()) {
        handed_[{position, constant.declaration.ref()}].insert(constant.spelled.ref());
        uses_.try_emplace({std::move(position), constant.declaration.ref()}, argument);
      }
    }
  }

  /// What is compared with members of an enum elsewhere in its file is of that enum: the compiler would not let in a
  /// literal where it knew that. Of an object that stands for an enum a literal may well be compared.
  bool is_of_enum(const std::pair<std::string, NodeRef>& position, const Constant& constant) const {
    return constant.declaration.is(Kind::Enum) && handed_.contains(position);
  }

  /// Whether a parameter takes the constants of one declaration, as far as we know: a function of the program does when
  /// any of them is handed to it, a library's when this very one is, or several are and it does not just compare.
  bool is_for_these(const Node& call, const std::pair<std::string, NodeRef>& position, const Constant& constant) const {
    if (is_comparison(call)) return true;
    if (!program_.callees(call).empty()) return true;
    const auto handed = handed_.find(position);
    if (handed == handed_.end()) return false;
    if (handed->second.contains(constant.spelled.ref())) return true;
    // Names of events come from one table, so that one of them shows where the others belong.
    static constexpr std::array<std::string_view, 12> kBuses = {
        "on",          "once",          "off",       "emit",        "emitWithAck",
        "send",        "publish",       "subscribe", "unsubscribe", "addEventListener",
        "addListener", "removeListener"};
    static constexpr std::array<std::string_view, 9> kComparing = {
        "with", "includes", "startsWith", "endsWith", "equals", "eq", "get", "set", "has"};
    const auto is_one_of = [&](const auto& names) {
      return std::find(names.begin(), names.end(), program::callee(call).text()) != names.end();
    };
    return is_one_of(kBuses) || (handed->second.size() >= 2 && !is_one_of(kComparing));
  }

  /// `expand.includes('owner.email')` where `expand` is a list of values of another type: the compiler compares with
  /// those, and would not take a member of this enum.
  bool is_of_another_type(const Node& call, const Constant& constant) const {
    const Node callee = program::callee(call);
    const Node receiver = callee && callee.is(Kind::Member) ? callee.child(0) : Node{};
    const Node declared = receiver ? program_.type_of(receiver).declaration : Node{};
    if (!declared || !(declared.is(Kind::TypeAlias) || declared.is(Kind::Enum))) return false;
    if (declared == constant.declaration) return false;
    const std::vector<program::Value> values = program_.values(declared).values;
    return !values.empty() && std::none_of(values.begin(), values.end(), [&](const program::Value& value) {
      return value.owner == constant.declaration;
    });
  }

  std::vector<Finding> findings(const std::vector<Spelled>& spelled) const {
    struct Told {
      std::size_t finding = 0;
      std::set<std::string_view> values;
      bool is_sure = false;
    };
    std::map<std::pair<FileId, NodeRef>, Told> known;  // one finding a file and declaration
    std::vector<Finding> found;
    for (const auto& [call, index, argument] : spelled) {
      const auto constants = constants_.find(argument.text());
      const std::string position = position_of(call, index);
      if (position.empty()) continue;
      // A parameter that lets in only certain strings is the compiler's business.
      const Node parameter = is_comparison(call) ? Node{} : program_.parameter_for(call, index);
      const Node type = parameter ? program::type_annotation(parameter) : Node{};
      if (type && !type.is(Kind::TypeKeyword)) continue;
      for (const Constant& constant : constants->second) {
        const auto use = uses_.find({position, constant.declaration.ref()});
        if (use == uses_.end()) continue;
        const ValueList copy{.node = argument, .path = argument.file().path};
        const ValueList owner = owner_of(constant);
        if (!owners_.can_import(copy, owner) || is_of_another_type(call, constant)) continue;
        if (is_comparison(call) && !is_of_enum({position, constant.declaration.ref()}, constant)) continue;
        const auto [entry, is_first] =
            known.try_emplace({argument.file().id, constant.declaration.ref()}, Told{.finding = found.size()});
        entry->second.values.insert(argument.text());
        entry->second.is_sure =
            entry->second.is_sure || is_for_these(call, {position, constant.declaration.ref()}, constant);
        if (is_first) {
          found.push_back(finding(argument, constant, use->second));
        } else {
          found[entry->second.finding].related.push_back(
              {.place = place_of(argument), .text = "`" + constant.name + "` is spelled out here"});
        }
        break;
      }
    }
    std::vector<Finding> sure;
    for (auto& [key, told] : known) {
      if (!told.is_sure && told.values.size() < 2) continue;
      Finding& finding = sure.emplace_back(std::move(found[told.finding]));
      if (told.values.size() < 2) continue;
      finding.message += ", and " + std::to_string(told.values.size() - 1) + " more of its values here";
    }
    return sure;
  }

  static ValueList owner_of(const Constant& constant) {
    return {.holder = Holder::Variable,
            .node = constant.declaration,
            .path = constant.declaration.file().path,
            .name = constant.name.substr(0, constant.name.find('.')),
            .holder_node = constant.declaration,
            .is_exported = true};
  }

  Finding finding(const Node& literal, const Constant& constant, const Node& use) const {
    Finding finding;
    finding.kind = "bypassed";
    finding.where = place_of(literal);
    finding.subject = constant.name + " in " + program_.qualified_name(literal.enclosing_function());
    finding.message = "`" + std::string(literal.text()) + "` is spelled out where `" + constant.name + "` holds it";
    finding.related.push_back({.place = place_of(constant.spelled), .text = "declared here"});
    const bool is_compared = is_comparison(literal.parent());
    finding.related.push_back(
        {.place = place_of(use),
         .text = is_compared ? "compared with the same here" : "used for the same parameter here"});
    finding.advice = owners_.advice({.node = literal, .path = literal.file().path}, owner_of(constant));
    give_reason(finding,
                "`" + std::string(literal.text()) + "` is no word of a dictionary or protocol: somebody here chose it");
    give_reason(finding,
                is_compared
                    ? "this file compares the same with members of the enum"
                    : "the same parameter is given `" + constant.name + "` elsewhere, so it is what belongs there",
                use);
    give_trail(finding, program_, use);
    give_reason(finding, "the file could import it: it is of the same package or of one that is depended on");
    return finding;
  }

  const Program& program_;
  const Vocabulary& vocabulary_;
  const Owners& owners_;
  std::map<std::string_view, std::vector<Constant>> constants_;  // by value
  std::set<NodeRef> spelled_;
  program::NameSet spelling_callees_;  // of the calls that spell something out
  std::unordered_set<NodeRef> spelling_functions_;
  std::vector<bool> compares_;                            // by file: compares something with what a constant holds
  std::map<std::pair<std::string, NodeRef>, Node> uses_;  // by position and declaration
  std::map<std::pair<std::string, NodeRef>, std::set<NodeRef>> handed_;  // by the same: the Strings that are meant
};

}  // namespace

std::vector<Finding> find_bypassed(const Program& program, const Vocabulary& vocabulary, const Owners& owners) {
  return Bypassing(program, vocabulary, owners).run();
}

}  // namespace lockstep::rules
