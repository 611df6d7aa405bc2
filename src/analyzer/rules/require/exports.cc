// export: a package exports a name, perhaps with a certain value.
// member: an enum, union or list has a value.
//
// Both speak of the public face of a package: what its `exports` or `main` lead to, through all barrels. Where a name
// is missing we report at the last export of that face, because that is where it would be added.

#include "rules/require/kinds.h"
#include "rules/require/only_types.h"
#include "rules/require/scene.h"

#include "base/nearest.h"
#include "effects/durations.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iomanip>
#include <limits>
#include <optional>
#include <sstream>
#include <utility>

namespace lockstep::rules::require {
namespace {

/// What an exported thing may have to be.
constexpr std::array<std::string_view, 8> kForms{"uuid",     "string", "integer", "enum",
                                                 "function", "class",  "type",    "list"};

bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_fit = kShape[i] == '-' ? text[i] == '-' : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (!is_fit) return false;
  }
  return true;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; });
}

/// The constant expression behind a declaration.
Node expression_of(const Program& program, const Node& declaration) {
  const Node value = declaration.is(Kind::Declarator) ? program::value_of(declaration) : declaration;
  return value ? program::without_casts(program.constant(value) ? program.constant(value) : value) : Node{};
}

/// Whether a value stands there without quotes.
bool is_bare(const Node& expression) {
  return expression && (expression.is(Kind::Number) || expression.is(Kind::Boolean));
}

std::string text_of(const Program& program, const Node& declaration) {
  const Node expression = expression_of(program, declaration);
  if (!expression) return {};
  if (is_bare(expression)) return std::string(expression.text());
  const auto value = program.value(expression);
  return value ? std::string(value->text) : std::string();
}

bool is_of_form(const Program& program, const Node& declaration, std::string_view form) {
  const std::string text = text_of(program, declaration);
  if (form == "uuid") return is_uuid(text);
  if (form == "integer") {
    const double number = effects::number_of(program, expression_of(program, declaration)).value_or(0.5);
    return is_digits(text) || number == std::floor(number);
  }
  if (form == "string") return !text.empty() && !is_bare(expression_of(program, declaration));
  if (form == "enum") return declaration.is(Kind::Enum);
  if (form == "class") return declaration.is(Kind::Class);
  if (form == "type") {
    return declaration.is(Kind::TypeAlias) || declaration.is(Kind::Interface) || declaration.is(Kind::Enum) ||
           declaration.is(Kind::Class);
  }
  const Node expression = expression_of(program, declaration);
  if (form == "function") return declaration.is(Kind::Function) || (expression && expression.is(Kind::Function));
  return !program.values(declaration).values.empty() || (expression && expression.is(Kind::Array));
}

/// Whether an exported thing is worked out when the program runs: `Number(process.env.SEATS)`.
bool is_made_at_run_time(const Program& program, const Node& declaration) {
  const Node expression = expression_of(program, declaration);
  if (!expression || !text_of(program, declaration).empty() || effects::number_of(program, expression)) return false;
  switch (expression.kind()) {
    case Kind::Call:
    case Kind::Await:
    case Kind::Ident:
    case Kind::Member:
    case Kind::Index:
    case Kind::Binary:
    case Kind::Unary:
    case Kind::Conditional:
    case Kind::Template:
      return true;
    default:
      return false;
  }
}

/// A value as a pack writes it: '5' is a text, and 5 a number.
struct Wanted {
  std::string shown;
  std::optional<double> number;
  std::optional<bool> boolean;
};

bool is_wanted(const Program& program, const Node& declaration, const Wanted& wanted) {
  const Node expression = expression_of(program, declaration);
  if (wanted.number) return expression && effects::number_of(program, expression) == wanted.number;
  if (wanted.boolean)
    return expression && expression.is(Kind::Boolean) && expression.text() == (*wanted.boolean ? "true" : "false");
  return !is_bare(expression) && text_of(program, declaration) == wanted.shown;
}

struct Export {
  std::vector<std::string> names;
  std::string package;
  std::vector<Wanted> values;
  std::vector<std::string> forms;
};

std::string spelled(double number) {
  std::ostringstream out;
  out << std::setprecision(std::numeric_limits<double>::digits10) << number;
  return out.str();
}

/// A value as the source has it, numbers and booleans without quotes: "'a'", "7"; empty where it cannot be read.
std::string shown_value(const Program& program, const Node& declaration) {
  const Node expression = expression_of(program, declaration);
  if (const std::string text = text_of(program, declaration); !text.empty())
    return is_bare(expression) ? text : "'" + text + "'";
  const auto number = effects::number_of(program, expression);
  return number ? spelled(*number) : std::string();
}

std::string either(const std::vector<std::string>& names, std::string_view quote = "`") {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += std::string(quote) + names[i] + std::string(quote);
  }
  return text;
}

/// "'5'" for a text, "5" for the number.
std::string shown(const Wanted& wanted) {
  return wanted.number || wanted.boolean ? wanted.shown : "'" + wanted.shown + "'";
}

/// "'a' or 12"
std::string either(const std::vector<Wanted>& values) {
  std::vector<std::string> texts;
  for (const Wanted& value : values) texts.push_back(shown(value));
  return either(texts, "");
}

Answer ask(const Export& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const std::string subject = wanted.package + " " + wanted.names.front();
  if (!program.workspace().find_package(wanted.package)) {
    return violated(
        {{.where = place_in_program(program),
          .message = "there is no package " + wanted.package + ", which should export " + either(wanted.names),
          .subject = subject}});
  }
  for (const std::string& name : wanted.names) {
    const auto found = exported(program, wanted.package, name);
    if (!found) continue;
    if (!found.node) return holds("`" + name + "` is exported, from " + std::string(found.external.package));
    const Place place = place_of(found.node.file(), program::name_span(found.node));
    const std::string value = shown_value(program, found.node);
    const bool has_value =
        wanted.values.empty() || std::any_of(wanted.values.begin(), wanted.values.end(),
                                             [&](const Wanted& one) { return is_wanted(program, found.node, one); });
    const bool is_late = is_made_at_run_time(program, found.node);
    const bool wants_value = !wanted.values.empty() ||
                             (!wanted.forms.empty() && std::ranges::find(wanted.forms, "type") == wanted.forms.end());
    if (wants_value && leaves_as_type_only(program, wanted.package, name)) {
      return violated(
          {{.where = place_in_package(program, wanted.package),
            .message = "`" + name + "` leaves " + wanted.package + " as a type alone: nobody can use its value",
            .subject = subject + " type"}});
    }
    const std::string unreadable = "what `" + name + "` is cannot be read here";
    if (!has_value && is_late) return unknown(unreadable, {{place, "exported here"}});
    if (!has_value) {
      return violated({{.where = place,
                        .message = "`" + name + "` must be " + either(wanted.values) +
                                   (value.empty() ? ", and what it is cannot be read here" : ", but is " + value),
                        .subject = subject + " value"}});
    }
    const bool is_fit = wanted.forms.empty() ||
                        std::any_of(wanted.forms.begin(), wanted.forms.end(),
                                    [&](const std::string& form) { return is_of_form(program, found.node, form); });
    if (!is_fit && is_late) return unknown(unreadable, {{place, "exported here"}});
    if (!is_fit) {
      return violated({{.where = place,
                        .message = "`" + name + "` must be of the form " + either(wanted.forms, "") +
                                   (value.empty() ? "" : ", but is " + value),
                        .subject = subject + " form"}});
    }
    return holds("`" + name + "` is exported by " + wanted.package + (value.empty() ? "" : ": " + value),
                 {{place, "exported here"}});
  }
  return violated({{.where = place_in_package(program, wanted.package),
                    .message = wanted.package + " exports no " + either(wanted.names),
                    .subject = subject}});
}

/// "value": a text, a number, a boolean, or a list of which any will do.
std::vector<Wanted> read_values(json::Reader& reader) {
  std::vector<Wanted> wanted;
  const json::Value* value = reader.value("value");
  if (value == nullptr) return wanted;
  const auto read = [&](const json::Value& one) {
    const auto text = one.string();
    if (text && !text->empty()) {
      wanted.push_back({.shown = std::string(*text), .number = {}, .boolean = {}});
    } else if (const auto number = one.number()) {
      wanted.push_back({.shown = spelled(*number), .number = number, .boolean = {}});
    } else if (const auto boolean = one.boolean()) {
      wanted.push_back({.shown = *boolean ? "true" : "false", .number = {}, .boolean = boolean});
    } else if (text) {
      reader.reject(one.where(), "an empty text is no value", "leave \"value\" out where any will do");
    } else {
      reader.reject(one.where(),
                    "\"value\" must be a text, a number, a boolean or a list of them, but this is " +
                        std::string(to_string(one.kind())),
                    "leave \"value\" out where any will do");
    }
  };
  if (value->is_array()) {
    for (const json::Value& one : value->items()) read(one);
  } else {
    read(*value);
  }
  return wanted;
}

Demand read_export(json::Reader& reader) {
  Export wanted{.names = read_names(reader, "name"),
                .package = std::string(reader.string("package")),
                .values = read_values(reader),
                .forms = read_optional_names(reader, "is")};
  for (const std::string& form : wanted.forms) {
    if (std::find(kForms.begin(), kForms.end(), form) != kForms.end()) continue;
    std::string hint = did_you_mean(form, kForms);
    if (hint.empty()) {
      for (const std::string_view known : kForms) hint += (hint.empty() ? "it is one of: " : ", ") + std::string(known);
    }
    reader.reject(reader.value("is")->where(), "\"is\" does not know \"" + form + "\"", std::move(hint));
  }
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

// Members ---------------------------------------------------------------------------------------------------------

struct Member {
  std::string name;
  std::string package;
  std::vector<Wanted> values;
};

/// A number that an enum, a union or a list holds.
struct HeldNumber {
  double number = 0;
  Node spelled;
};

/// Numbers of an enum (counted on where none is written), of a union of them or of a list; nothing where they cannot be
/// read all.
std::optional<std::vector<HeldNumber>> numbers_of(const Program& program, const Node& list) {
  std::vector<HeldNumber> found;
  if (list.is(Kind::Enum)) {
    std::optional<double> next = 0;
    for (const Node member : list.children()) {
      const Node written = member.child(0);
      if (written) next = effects::number_of(program, written);
      const bool is_text = written && program.value(written);
      if (!next && !is_text) return std::nullopt;
      if (next) found.push_back({*next, member});
      if (next) *next += 1;
    }
    return found;
  }
  for (const Node number : program::nodes_of(list, Kind::Number)) {
    if (const auto value = effects::number_of(program, number)) found.push_back({*value, number});
  }
  return found.empty() ? std::nullopt : std::optional(std::move(found));
}

/// How many members an enum, a union or a list has; none where that cannot be seen.
std::size_t size_of(const Program& program, const Node& list) {
  if (list.is(Kind::Enum)) return list.child_count();
  if (list.is(Kind::TypeAlias)) {
    const Node type = list.child(1);
    return type && type.is(Kind::TypeUnion) ? type.child_count() : 0;
  }
  const Node expression = expression_of(program, list);
  return expression && expression.is(Kind::Array) ? expression.child_count() : 0;
}

/// Where a list spells a value; a null node where it does not, nothing where that cannot be seen.
std::optional<Node> spelling_in(const Program& program, const Node& list, const Wanted& wanted) {
  if (wanted.number) {
    const auto numbers = numbers_of(program, list);
    if (!numbers) return std::nullopt;
    const auto found = std::ranges::find(*numbers, *wanted.number, &HeldNumber::number);
    return found == numbers->end() ? Node{} : found->spelled;
  }
  const program::Values values = program.values(list);
  const auto found = std::ranges::find(values.values, wanted.shown, &program::Value::text);
  if (found != values.values.end()) return found->spelled ? found->spelled : list;
  if (values.complete) return Node{};
  // Where all others are numbers, no text is left unread.
  const auto numbers = numbers_of(program, list);
  const bool is_whole = numbers && numbers->size() + values.values.size() == size_of(program, list);
  return is_whole ? std::optional(Node{}) : std::nullopt;
}

/// The same of an enum of a Prisma schema.
Answer ask_prisma(const Member& wanted, const ValueList& list) {
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  for (const Wanted& value : wanted.values) {
    const auto spelled = std::ranges::find(list.spelled, std::string_view(value.shown), &ListedValue::text);
    if (spelled != list.spelled.end() && !value.number) {
      evidence.push_back({{.path = std::string(list.path), .span = spelled->span}, shown(value) + " is here"});
    } else {
      violations.push_back({.where = list.place(),
                            .message = "`" + wanted.name + "` has no " + shown(value),
                            .subject = wanted.name + " " + value.shown});
    }
  }
  if (!violations.empty()) return violated(std::move(violations));
  return holds("`" + wanted.name + "` has " + (wanted.values.size() == 1 ? "it" : "them"), std::move(evidence));
}

Answer ask(const Member& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const std::string of = wanted.package.empty() ? std::string() : " of " + wanted.package;
  const std::vector<Node> lists = declarations(program, wanted.name, wanted.package);
  if (lists.empty()) {
    // Prisma's client hands an enum of the schema out, whichever package that is part of.
    for (const ValueList& list : scene.value_lists().lists) {
      if (list.shape == Shape::Prisma && list.name == wanted.name) return ask_prisma(wanted, list);
    }
    return violated(
        {{.where = place_in_package(program, wanted.package),
          .message = "there is no `" + wanted.name + "`" + of + ", which should have " + shown(wanted.values.front()),
          .subject = wanted.name}});
  }
  std::vector<Related> evidence;
  std::vector<Violation> violations;
  bool is_unknown = false;
  for (const Node& list : lists) {
    for (const Wanted& value : wanted.values) {
      const auto spelled = spelling_in(program, list, value);
      if (!spelled) {
        is_unknown = true;
      } else if (*spelled) {
        evidence.push_back({place_of(*spelled), shown(value) + " is here"});
      } else {
        violations.push_back({.where = place_of(list.file(), program::name_span(list)),
                              .message = "`" + wanted.name + "` has no " + shown(value),
                              .subject = wanted.name + " " + value.shown});
      }
    }
  }
  if (!violations.empty()) return violated(std::move(violations));
  if (is_unknown) return unknown("what `" + wanted.name + "` holds cannot be read", std::move(evidence));
  return holds("`" + wanted.name + "` has " + (wanted.values.size() == 1 ? "it" : "them"), std::move(evidence));
}

Demand read_member(json::Reader& reader) {
  const Member wanted{.name = std::string(reader.string("of")),
                      .package = std::string(reader.string("package", "")),
                      .values = read_values(reader)};
  if (!reader.has("value")) reader.string("value");  // says that it is missing
  const auto is_boolean = [](const Wanted& value) { return value.boolean.has_value(); };
  if (std::ranges::any_of(wanted.values, is_boolean) || (reader.has("value") && wanted.values.empty()))
    reader.reject(reader.value("value")->where(), "\"value\" must be a text, a number or a list of them",
                  "members of enums, unions and lists are texts and numbers");
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kExport{"export", read_export};
extern const DemandKind kMember{"member", read_member};

}  // namespace lockstep::rules::require
