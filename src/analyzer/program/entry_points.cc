#include "program/entry_points.h"

#include "base/letters.h"
#include "program/by_name.h"
#include "program/entry_patterns.h"
#include "program/functions_of.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::program {
namespace {

using facts::Kind;
using Form = EntryPoint::Form;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool ends_with_any_case(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  text.remove_prefix(text.size() - end.size());
  return std::equal(text.begin(), text.end(), end.begin(), [](char a, char b) { return small(a) == small(b); });
}

bool contains(std::span<const std::string> list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// The name of a decorator, or of what is called: "Get" of `@Get('x')`, "on" of `socket.on(…)`.
Node named(const Node& expression) {
  Node at = expression;
  if (at && at.is(Kind::Call)) at = callee(at);
  return at && (at.is(Kind::Ident) || at.is(Kind::Member)) ? at : Node{};
}

std::string_view decorator_name(const Node& decorator_expression) {
  const Node name = named(decorator_expression);
  return name ? name.text() : std::string_view{};
}

class Patterns {
 public:
  explicit Patterns(std::vector<EntryPattern> patterns) : patterns_(std::move(patterns)) {
    for (const EntryPattern& pattern : patterns_) {
      for (const auto* names : {&pattern.decorators, &pattern.calls, &pattern.news}) {
        for (const std::string& name : *names) by_name_.add(name, &pattern);
      }
      if (!pattern.methods.empty()) class_patterns_.push_back(&pattern);
      if (!pattern.exports.empty()) export_patterns_.push_back(&pattern);
    }
  }

  const ByName<EntryPattern>& by_name() const { return by_name_; }
  std::span<const EntryPattern* const> of_classes() const { return class_patterns_; }
  std::span<const EntryPattern* const> of_exports() const { return export_patterns_; }

 private:
  std::vector<EntryPattern> patterns_;
  ByName<EntryPattern> by_name_;
  std::vector<const EntryPattern*> class_patterns_;
  std::vector<const EntryPattern*> export_patterns_;
};

class Finder {
 public:
  Finder(const Program& program, const Patterns& patterns, const ByName<EntryPattern>::InProgram& by_name)
      : program_(program), patterns_(patterns), by_name_(by_name) {}

  /// What one file registers; `calls` are those that by their name may.
  std::vector<EntryPoint> find(const File& file, std::span<const NodeRef> calls) {
    std::vector<Node> nodes;
    for (const NodeRef call : calls) nodes.push_back(program_[call]);
    for (const Node node : nodes_of(file, {Kind::Decorator, Kind::Class})) nodes.push_back(node);
    std::sort(nodes.begin(), nodes.end());
    for (const Node& node : nodes) {
      switch (node.kind()) {
        case Kind::Decorator:
          decorated(node);
          break;
        case Kind::Class:
          members_of(node);
          break;
        default:
          registered(node);
          break;
      }
    }
    exported(file);
    return std::move(found_);
  }

 private:
  /// "GET /messages", "event message.received", "queue replies".
  std::string label_of(const EntryPattern& pattern, const Node& call, std::string_view name, const Node& klass) const {
    std::string label = pattern.label.empty() ? std::string(name) : pattern.label;
    if (pattern.upper) std::transform(label.begin(), label.end(), label.begin(), upper);
    std::string prefix;
    if (pattern.form == Form::Http && klass) {
      for (const Node decorator : decorators(klass)) {
        if (decorator_name(decorator) == "Controller") prefix = text_of(argument_or_null(decorator));
      }
    }
    std::string subject = text_of(argument_or_null(call));
    if (!prefix.empty() || (pattern.form == Form::Http && klass && pattern.upper)) {
      std::string path;
      for (const std::string& part : {prefix, subject}) {
        std::string_view bare = part;
        while (bare.starts_with('/')) bare.remove_prefix(1);
        while (bare.ends_with('/')) bare.remove_suffix(1);
        if (!bare.empty()) path.append("/").append(bare);
      }
      subject = path.empty() ? "/" : path;
    }
    if (!subject.empty()) label.append(" ").append(subject);
    return label;
  }

  static Node argument_or_null(const Node& call) {
    return call && (call.is(Kind::Call) || call.is(Kind::New)) ? argument(call, 0) : Node{};
  }

  std::string text_of(const Node& expression) const {
    if (!expression || expression.is(Kind::Function)) return {};
    if (const auto value = program_.value(expression)) return std::string(value->text);
    if (expression.is(Kind::Ident) || expression.is(Kind::Member) || expression.is(Kind::Template))
      return describe(expression);
    return {};
  }

  void add(const EntryPattern& pattern, const Node& function, const Node& registration, std::string label) {
    if (function) found_.push_back({pattern.form, function, registration, std::move(label)});
  }

  void decorated(const Node& decorator) {
    const Node expression = decorator.child(0);
    const Node name = named(expression);
    if (!name) return;
    const Node owner = decorator.parent();
    if (!owner || !owner.is(Kind::Method)) return;
    for (const EntryPattern* pattern : by_name_[name]) {
      if (!contains(pattern->decorators, name.text())) continue;
      const Node klass = owner.enclosing(Kind::Class);
      if (!pattern->within.empty() && (!klass || !carries(klass, pattern->within))) continue;
      add(*pattern, function_of(owner), expression, label_of(*pattern, expression, name.text(), klass));
      return;
    }
  }

  static bool carries(const Node& klass, std::span<const std::string> names) {
    for (const Node decorator : decorators(klass)) {
      if (contains(names, decorator_name(decorator))) return true;
    }
    return false;
  }

  bool extends(const Node& klass, std::span<const std::string> names) const {
    // Classes of the program may stand between; a ring of them ends by the limit.
    Node at = klass;
    for (int depth = 0; at && depth < 16; ++depth) {
      const Node base = heritage(at) ? heritage(at).child(0) : Node{};
      const Node name = named(base);
      if (!name) return false;
      for (const std::string& end : names) {
        if (ends_with_any_case(name.text(), end)) return true;
      }
      at = program_.superclass(at).node;
    }
    return false;
  }

  void members_of(const Node& klass) {
    const Node members = class_body(klass);
    if (!members) return;
    for (const EntryPattern* pattern : patterns_.of_classes()) {
      // Names first: most classes have no method of that name, and superclasses are dear.
      std::vector<Node> wanted;
      for (const Node member : members.children()) {
        if (member && member.is(Kind::Method) && contains(pattern->methods, member.text())) wanted.push_back(member);
      }
      if (wanted.empty()) continue;
      if (!pattern->classes.empty() && !carries(klass, pattern->classes)) continue;
      if (!pattern->extends.empty() && !extends(klass, pattern->extends)) continue;
      Node registration;
      for (const Node decorator : decorators(klass)) {
        if (contains(pattern->classes, decorator_name(decorator))) registration = decorator;
      }
      for (const Node member : wanted) {
        std::string label = pattern->label + " " + std::string(klass.text()) + "." + std::string(member.text());
        if (const std::string subject = text_of(argument_or_null(registration));
            !subject.empty() && pattern->form == Form::Queue) {
          label = pattern->label + " " + subject;
        }
        add(*pattern, function_of(member), registration, std::move(label));
      }
    }
  }

  void registered(const Node& call) {
    const Node name = callee(call);
    if (!name || !(name.is(Kind::Ident) || name.is(Kind::Member))) return;
    for (const EntryPattern* pattern : by_name_[name]) {
      const auto& names = call.is(Kind::New) ? pattern->news : pattern->calls;
      if (!contains(names, name.text())) continue;
      if (!pattern->receivers.empty() && !any_receiver_word(call, [&](std::string_view word) {
            return std::any_of(pattern->receivers.begin(), pattern->receivers.end(),
                               [&](const std::string& end) { return ends_with_any_case(word, end); });
          })) {
        continue;
      }
      if (!first_fits(*pattern, call)) continue;
      std::vector<Node> handlers;
      std::string label;
      for (const Node given : arguments(call)) {
        if (!given || given.is(Kind::String)) continue;
        if (!pattern->keys.empty()) {
          if (!given.is(Kind::Object)) continue;
          for (const std::string& key : pattern->keys) take_functions(value_of(property(given, key)), handlers);
          if (label.empty()) label = route_of(given);
        } else if (!given.is(Kind::Object)) {
          take_functions(given, handlers);
        }
      }
      if (handlers.empty()) continue;
      if (label.empty()) label = label_of(*pattern, call, name.text(), {});
      for (const Node function : handlers) add(*pattern, function, call, label);
      return;
    }
  }

  void take_functions(const Node& given, std::vector<Node>& handlers) const {
    if (!given) return;
    for (const Node function : functions_of(program_, given)) handlers.push_back(function);
  }

  /// "POST /orders" of `{method: 'post', path: '/orders', handler}`.
  std::string route_of(const Node& object) const {
    std::string label = text_of(value_of(property(object, "method")));
    std::transform(label.begin(), label.end(), label.begin(), upper);
    for (const std::string_view key : {"path", "url"}) {
      const std::string place = text_of(value_of(property(object, key)));
      if (!place.empty()) return label + (label.empty() ? "" : " ") + place;
    }
    return label;
  }

  bool first_fits(const EntryPattern& pattern, const Node& call) const {
    if (pattern.first == EntryPattern::First::Any) return true;
    const Node first = argument(call, 0);
    if (!first) return false;
    if (pattern.first == EntryPattern::First::String) return !first.is(Kind::Function) && !first.is(Kind::Object);
    if (first.is(Kind::Regex) || first.is(Kind::Array)) return true;
    const auto value = program_.value(first);
    if (value) return value->text.starts_with('/') || value->text == "*";
    return first.is(Kind::Template) || first.is(Kind::Member) || first.is(Kind::Binary);
  }

  void exported(const File& file) {
    const bool is_test = file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story);
    for (const facts::Export& one : file.facts.exports) {
      if (one.type_only || one.import != facts::kNone) continue;
      Node declared;
      if (one.binding != facts::kNone) declared = file.node(file.facts.bindings[one.binding].declaration);
      if (one.expression != facts::kNone) declared = without_casts(file.node(facts::NodeId{one.expression}));
      if (!declared) continue;
      const Node function = function_of(declared);
      const std::string_view name = file.facts.text(one.name);
      if (function && by_place(file, name, function)) continue;
      if (!function) {
        for (const Node wrapped : wrapped_in(declared)) by_place(file, name, wrapped);
      }
      if (!function || is_test) continue;
      if (program_.callers(function).empty() && program_.references(function).empty()) {
        // Whoever runs it hands it nothing: a task that people start.
        const bool is_main = function.text() == "main" && parameters(function).children().empty();
        found_.push_back({is_main ? Form::Command : Form::Exported, function, {}, "export " + std::string(name)});
      }
    }
  }

  /// What a wrapper was handed, and what lies in an object: `export const POST = withSession(async (request) => …)`,
  /// `export const actions = { rename: async (event) => … }`.
  std::vector<Node> wrapped_in(const Node& declared) const {
    const Node value = declared.is(Kind::Declarator) ? without_casts(value_of(declared)) : declared;
    if (!value || !(value.is(Kind::Call) || value.is(Kind::Object))) return {};
    if (value.is(Kind::Call)) return functions_of(program_, value);
    std::vector<Node> found;
    for (const Node part : value.children()) {
      if (const Node function = function_of(part)) found.push_back(function);
    }
    return found;
  }

  bool by_place(const File& file, std::string_view name, const Node& function) {
    for (const EntryPattern* pattern : patterns_.of_exports()) {
      if (!contains(pattern->exports, name) && !contains(pattern->exports, "*")) continue;
      if (!pattern->directive.empty() && !begins_with(file, pattern->directive)) continue;
      if (std::none_of(pattern->files.begin(), pattern->files.end(),
                       [&](const Glob& glob) { return glob.matches(file.path); })) {
        continue;
      }
      add(*pattern, function, {},
          (pattern->label.empty() ? "" : pattern->label + " ") + std::string(name) + " of " + file.path);
      return true;
    }
    return false;
  }

  static bool begins_with(const File& file, std::string_view directive) {
    for (const Node statement : file.root().children()) {
      if (!statement.is(Kind::Expression)) return false;
      const Node expression = statement.child(0);
      if (!expression || !expression.is(Kind::String)) return false;
      if (expression.text() == directive) return true;
    }
    return false;
  }

  const Program& program_;
  const Patterns& patterns_;
  const ByName<EntryPattern>::InProgram& by_name_;
  std::vector<EntryPoint> found_;
};

}  // namespace

std::vector<EntryPoint> entry_points(const Program& program, const Workers& workers) {
  const Patterns patterns(entry_patterns(program.models()));
  const auto by_name = patterns.by_name().in(program);
  const std::vector<NodeRef> calls = by_name.calls(program);
  std::vector<std::vector<EntryPoint>> of_files(program.files().size());
  workers.for_each(of_files.size(), [&](std::size_t i) {
    const File& file = program.files()[i];
    if (file.roles.has(workspace::Role::Declaration)) return;
    of_files[i] = Finder(program, patterns, by_name).find(file, in_file(calls, file.id));
  });
  std::vector<EntryPoint> all;
  for (std::vector<EntryPoint>& of_file : of_files) std::move(of_file.begin(), of_file.end(), std::back_inserter(all));
  // A handler may be named twice (a decorator and an export); the registration that says more comes first.
  std::stable_sort(all.begin(), all.end(), [](const EntryPoint& a, const EntryPoint& b) {
    if (a.function != b.function) return a.function < b.function;
    return (a.form == Form::Exported || a.form == Form::Callback) <
           (b.form == Form::Exported || b.form == Form::Callback);
  });
  const auto repeats = std::unique(all.begin(), all.end(),
                                   [](const EntryPoint& a, const EntryPoint& b) { return a.function == b.function; });
  all.erase(repeats, all.end());
  return all;
}

}  // namespace lockstep::program
