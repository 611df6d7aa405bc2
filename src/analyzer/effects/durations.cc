#include "effects/durations.h"

#include "effects/acquisitions.h"
#include "effects/clients.h"
#include "effects/commands.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace lockstep::effects {

using program::callee;

namespace {

constexpr int kDeepest = 5;
constexpr double kSecond = 1000;

/// What a word of Redis says about the number behind it.
TimeUnit unit_of_word(std::string_view word) {
  if (word == "EX" || word == "ex") return TimeUnit::Seconds;
  if (word == "PX" || word == "px") return TimeUnit::Milliseconds;
  return TimeUnit::Unknown;
}

/// Numbers that nobody would think of in seconds, and everybody in milliseconds: five seconds, half a minute.
constexpr std::array<double, 10> kRound = {5, 10, 15, 20, 30, 60, 120, 240, 300, 600};
constexpr double kLongestRound = 60;  // that nobody would think of in milliseconds

bool is_round_in_milliseconds(double number) {
  return std::any_of(kRound.begin(), kRound.end(), [&](double round) { return number == round * kSecond; });
}

bool is_round_in_seconds(double number) {
  return number <= kLongestRound && std::find(kRound.begin(), kRound.end(), number) != kRound.end();
}

}  // namespace

TimeUnit unit_in(std::string_view name) {
  for (const std::string_view end : {"Ms", "_MS", "_ms", "Millis", "Milliseconds", "_MILLIS", "_MILLISECONDS"}) {
    if (name.ends_with(end)) return TimeUnit::Milliseconds;
  }
  for (const std::string_view end : {"Seconds", "_SECONDS", "_seconds", "Secs", "_SECS", "Sec", "_SEC", "_sec"}) {
    if (name.ends_with(end)) return TimeUnit::Seconds;
  }
  return TimeUnit::Unknown;
}

namespace {

/// Whether callers say what something is: `options.ttlMs` of a parameter.
bool is_handed_in(const Program& program, const Node& expression) {
  Node at = program::without_casts(expression);
  while (at && at.is(Kind::Member)) at = program::without_casts(at.child(0));
  if (!at || !at.is(Kind::Ident)) return false;
  Node declared = program.definition(at).node;
  while (declared && !declared.is(Kind::Parameter) && !declared.is(Kind::Function) && !declared.is(Kind::Declarator))
    declared = declared.parent();
  return declared && declared.is(Kind::Parameter);
}

bool is_configuration(std::string_view name) {
  return ends_with_any_case(name, "config") || ends_with_any_case(name, "configservice") ||
         ends_with_any_case(name, "settings");
}

/// How much is taken for a number.
struct Reading {
  bool is_usual = false;   ///< also what holds where nobody says otherwise: defaults, and what the configuration says
  bool is_parsed = false;  ///< also the digits of a text
};
std::optional<double> read_number(const Program& program, const Node& expression, Reading how, int depth);

/// Where a setting lies in the configuration: "llm.timeoutMs" of `config.get('llm.timeoutMs')`, and of `llm.timeoutMs`
/// where `llm` is `config.get('llm')`.
std::string setting_of(const Program& program, const Node& expression, int depth) {
  Node node = program::without_casts(expression);
  if (!node || depth > kDeepest) return {};
  if (node.is(Kind::Call)) {
    const Node head = callee(node);
    const Node name = program::without_casts(program::argument(node, 0));
    const bool asks = head && head.is(Kind::Member) && (head.text() == "get" || head.text() == "getOrThrow") &&
                      head.child(0) && (head.child(0).is(Kind::Ident) || head.child(0).is(Kind::Member)) &&
                      is_configuration(head.child(0).text());
    return asks && name && name.is(Kind::String) ? std::string(name.text()) : std::string();
  }
  if (node.is(Kind::Member)) {
    const std::string around = setting_of(program, node.child(0), depth + 1);
    if (!around.empty()) return around + "." + std::string(node.text());
  }
  const Node made = given_to(program, node);
  return made ? setting_of(program, made, depth + 1) : std::string();
}

/// Whether a property lies in others that are called so: `llm: { timeoutMs: … }`.
bool lies_in(const Node& property, std::string_view path) {
  Node at = property;
  while (!path.empty()) {
    const std::size_t dot = path.rfind('.');
    const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
    for (at = at.parent(); at && !at.is(Kind::Property) && !at.is(Kind::Function); at = at.parent()) continue;
    if (!at || !at.is(Kind::Property) || at.text() != name) return false;
  }
  return true;
}

/// What a setting is where nobody says otherwise, by the one object that has it.
std::optional<double> configured(const Program& program, const Node& expression, int depth) {
  const std::string path = setting_of(program, expression, depth);
  const std::size_t dot = path.rfind('.');
  const auto name =
      path.empty() ? std::nullopt : program.names().find(dot == std::string::npos ? path : path.substr(dot + 1));
  // `config.get('TIMEOUT_MS', 60_000)`
  const Node usual = expression.is(Kind::Call) && !path.empty() ? program::argument(expression, 1) : Node{};
  if (const auto known = usual ? read_number(program, usual, {.is_usual = true}, depth + 1) : std::nullopt)
    return known;
  if (!name) return std::nullopt;
  std::optional<double> found;
  for (const NodeRef ref : program.places().properties(*name)) {
    const Node property = program[ref];
    if (property.file().roles.any(workspace::Roles{workspace::Role::Test}) ||
        !lies_in(property, dot == std::string::npos ? std::string_view{} : std::string_view(path).substr(0, dot)))
      continue;
    const auto number = read_number(program, program::value_of(property), {.is_usual = true}, depth + 1);
    if (!number || (found && *found != *number)) return std::nullopt;
    found = number;
  }
  return found;
}

std::optional<double> read_number(const Program& program, const Node& expression, Reading how, int depth) {
  const auto read = [&](const Node& part) { return read_number(program, part, how, depth + 1); };
  const Node node = expression ? program::without_casts(expression) : Node{};
  if (!node || depth > kDeepest) return std::nullopt;
  if (node.is(Kind::Number)) {
    std::string digits(node.text());
    std::erase(digits, '_');
    return std::strtod(digits.c_str(), nullptr);
  }
  if (node.is(Kind::String) && how.is_parsed) {
    const std::string digits(node.text());
    const bool is_number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? std::optional(std::strtod(digits.c_str(), nullptr)) : std::nullopt;
  }
  if (node.is(Kind::Call)) {
    const Node head = callee(node);
    const bool parses = head && (head.text() == "Number" || head.text() == "parseInt" || head.text() == "parseFloat");
    if (parses)
      return read_number(program, program::argument(node, 0), {.is_usual = how.is_usual, .is_parsed = true}, depth + 1);
    return how.is_usual ? configured(program, node, depth) : std::nullopt;
  }
  // `process.env.TIMEOUT_MS ?? 60_000`
  if (node.is(Kind::Binary) && (node.op() == Op::Coalesce || node.op() == Op::Or)) {
    if (!how.is_usual || is_handed_in(program, node.child(0))) return std::nullopt;
    const auto said = read(node.child(0));
    return said ? said : read(node.child(1));
  }
  if (node.is(Kind::Binary)) {
    const auto left = read(node.child(0));
    const auto right = read(node.child(1));
    if (!left || !right) return std::nullopt;
    if (node.op() == Op::Multiply) return *left * *right;
    if (node.op() == Op::Add) return *left + *right;
    if (node.op() == Op::Subtract) return *left - *right;
    if (node.op() == Op::Divide && *right != 0) return *left / *right;
    return std::nullopt;
  }
  if (node.is(Kind::Unary) && node.op() == Op::Minus) {
    const auto value = read(node.child(0));
    return value ? std::optional(-*value) : std::nullopt;
  }
  if (!node.is(Kind::Ident) && !node.is(Kind::Member)) return std::nullopt;
  const Node constant = program.constant(node);
  if (const auto known = constant && constant != node ? read(constant) : std::nullopt) return known;
  if (!how.is_usual) return std::nullopt;
  const Node made = program::without_casts(given_to(program, node));
  if (made && made != node) {
    if (const auto known = read(made)) return known;
  }
  return node.is(Kind::Member) ? configured(program, node, depth) : std::nullopt;
}

/// node-redis 5: `{ expiration: { type: 'EX', value: 30 } }`.
GivenTime time_of_kind(const Node& property) {
  const Node value = program::without_casts(program::value_of(property));
  if (!value || !value.is(Kind::Object)) return {};
  const Node type = program::without_casts(program::value_of(program::property(value, "type")));
  const Node number = program::without_casts(program::value_of(program::property(value, "value")));
  if (!type || !type.is(Kind::String) || !number) return {};
  const TimeUnit unit = unit_of_word(type.text());
  return unit == TimeUnit::Unknown ? GivenTime{} : GivenTime{number, unit};
}

/// What a number is that is given as a text: `'30'`, `String(ttl)`, `ttl.toString()`.
Node without_text(const Node& given) {
  if (!given.is(Kind::Call)) return given;
  const Node head = callee(given);
  if (head && head.is(Kind::Ident) && head.text() == "String" && program::argument(given, 0))
    return program::without_casts(program::argument(given, 0));
  const bool is_spelled = head && head.is(Kind::Member) && head.text() == "toString" && head.child(0);
  return is_spelled ? program::without_casts(head.child(0)) : given;
}

std::optional<double> usual_number(const Program& program, const Node& expression) {
  return read_number(program, expression, {.is_usual = true}, 0);
}

}  // namespace

std::optional<double> number_of(const Program& program, const Node& expression) {
  return read_number(program, expression, {}, 0);
}

GivenTime time_given(const Node& call) {
  TimeUnit next = TimeUnit::Unknown;
  for (const Node given : words_given(call)) {
    const Node plain = given ? program::without_casts(given) : Node{};
    if (!plain) continue;
    if (next != TimeUnit::Unknown) return {plain, next};
    if (plain.is(Kind::String)) next = unit_of_word(plain.text());
    if (!plain.is(Kind::Object)) continue;
    for (const Node property : plain.children()) {
      if (!property.is(Kind::Property)) continue;
      if (const GivenTime nested = time_of_kind(property); nested.number) return nested;
      if (unit_of_word(property.text()) == TimeUnit::Unknown) continue;
      return {program::without_casts(program::value_of(property)), unit_of_word(property.text())};
    }
  }
  return {};
}

Life life_in(const Program& program, const Node& unit, const Node& expression, double worth) {
  const Node given = expression ? program::without_casts(expression) : Node{};
  const Node plain = given ? without_text(given) : Node{};
  if (!plain) return {};
  // Commands of Redis take texts as well: `'EX', '30'`.
  const auto number = read_number(program, plain, {.is_usual = true, .is_parsed = true}, 0);
  const bool is_named = plain.is(Kind::Ident) || plain.is(Kind::Member);
  const TimeUnit said = is_named ? unit_in(plain.text()) : TimeUnit::Unknown;
  const bool is_unsaid = said == TimeUnit::Unknown && number;
  if (worth == kSecond && (said == TimeUnit::Milliseconds || (is_unsaid && is_round_in_milliseconds(*number))))
    return {.span = number, .from = {}, .misread = Life::Misread::TooLong};
  if (worth == 1 && (said == TimeUnit::Seconds || (is_unsaid && is_round_in_seconds(*number)))) {
    const auto meant = number ? std::optional(*number * kSecond) : std::nullopt;
    return {.span = meant, .from = {}, .misread = Life::Misread::TooShort};
  }
  if (number) return {.span = *number * worth, .from = {}};
  return {.span = std::nullopt, .from = path_of_parameter(program, unit, plain), .worth = worth};
}

Life life_of(const Program& program, const Node& unit, const Node& call) {
  const GivenTime time = time_given(call);
  if (!time.number) return {};
  return life_in(program, unit, time.number, time.unit == TimeUnit::Seconds ? kSecond : 1);
}

Life handed_up(const Program& program, const Life& life, const Node& function, const Node& caller, const Node& call) {
  if (life.span || life.from.index < 0) return life;
  const auto index = static_cast<std::size_t>(life.from.index);
  Node given = index < program::argument_count(call) ? program::argument(call, index) : Node{};
  if (given && !life.from.path.empty()) {
    const Node object = program::without_casts(given);
    // `this.waitFor(key, options)`: who handed them in says it.
    if (ParameterPath options = object ? parameter_path(program, caller, object) : ParameterPath{};
        options.index >= 0) {
      options.path += (options.path.empty() ? "" : ".") + life.from.path;
      return {.span = std::nullopt, .from = std::move(options), .worth = life.worth};
    }
    if (object && !object.is(Kind::Object)) return {};
    given = object ? program::value_of(program::property(object, life.from.path)) : Node{};
  }
  if (given) return life_in(program, caller, given, life.worth);
  const Node usual = default_of(function, life.from);
  return usual ? life_in(program, function, usual, life.worth) : Life{};
}

double longest_limit(const Program& program, const Node& call, int depth) {
  if (depth > kDeepest) return 0;
  double longest = 0;
  for (const Node given : arguments(call)) {
    if (!given || given.is(Kind::Function)) continue;
    for (const Node node : program::nodes_of(given, {Kind::Property, Kind::Call})) {
      std::optional<double> limit;
      if (node.is(Kind::Property) && (node.text() == "timeout" || node.text() == "timeoutMs"))
        limit = usual_number(program, program::value_of(node));
      if (node.is(Kind::Call) && program::is_named(callee(node), "AbortSignal", "timeout"))
        limit = usual_number(program, program::argument(node, 0));
      longest = std::max(longest, limit.value_or(0));
    }
  }
  if (const Node limit = limit_of_client(program, call))
    longest = std::max(longest, usual_number(program, limit).value_or(0));
  for (const NodeRef target : program.callees(call)) {
    const Node body = program::body(program[target]);
    if (!body) continue;
    for (const Node node : program::nodes_of(body, {Kind::Await, Kind::Return})) {
      const Node inner = promise_waited_for(node);
      if (inner && inner.is(Kind::Call)) longest = std::max(longest, longest_limit(program, inner, depth + 1));
    }
  }
  return longest;
}

}  // namespace lockstep::effects
