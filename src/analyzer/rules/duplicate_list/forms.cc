// A form has a schema (`zodResolver(settings)`) and a field has choices (`<Select options={PROVIDERS}
// {...register('provider')} />`). The name of the field ties the two: whoever chooses what the schema has not heard of
// is told that his choice is invalid. What is let in and not offered may come from elsewhere, so it is none of our
// business.

#include "rules/duplicate_list/forms.h"

#include "rules/duplicate_list/shapes.h"
#include "rules/reasons.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

/// What a field of a form offers.
struct Offer {
  std::string_view field;
  Node where;                            ///< the list, or the element around the choices
  std::string name;                      ///< of the list; empty: it has none
  std::vector<std::string_view> values;  ///< in order
};

/// `{...register('provider')}`, `name="provider"`: which field of the form an element is.
std::string_view field_of(const Node& attributes) {
  for (const Node part : attributes.children()) {
    if (!part.is(Kind::Spread)) continue;
    const Node call = part.child(0);
    const Node name = call && call.is(Kind::Call) ? program::argument(call, 0) : Node{};
    const bool is_registered = name && name.is(Kind::String) && program::callee(call).text() == "register";
    if (is_registered) return name.text();
  }
  const Node property = program::property(attributes, "name");
  const Node name = property ? program::value_of(property) : Node{};
  return name && name.is(Kind::String) ? name.text() : std::string_view{};
}

/// The values of `[{ value: 'a', label: 'A' }, …]`; nothing where one of them is not known.
std::vector<std::string_view> values_of_options(const Program& program, const Node& array) {
  std::vector<std::string_view> values;
  for (const Node element : array.children()) {
    const Node object = program::without_casts(element);
    const Node property = object && object.is(Kind::Object) ? program::property(object, "value") : Node{};
    const auto value = property ? program.value(program::value_of(property)) : std::nullopt;
    if (!value) return {};
    if (is_value_text(value->text)) values.push_back(value->text);
  }
  return values;
}

/// The values of `<option value="a">A</option> …`; nothing where other children might hold more.
std::vector<std::string_view> values_of_children(const Program& program, const Node& element) {
  std::vector<std::string_view> values;
  for (const Node child : element.children()) {
    if (!child.is(Kind::Element)) continue;
    const Node attributes = child.child(1);
    const Node property = attributes ? program::property(attributes, "value") : Node{};
    const auto value = property ? program.value(program::value_of(property)) : std::nullopt;
    if (!value || child.text() != "option") return {};
    if (is_value_text(value->text)) values.push_back(value->text);
  }
  return values;
}

std::vector<Offer> offers_in(const Program& program, const File& file) {
  std::vector<Offer> offers;
  for (const Node element : program::nodes_of(file, Kind::Element)) {
    const Node attributes = element.child(1);
    if (!attributes || !attributes.is(Kind::Attributes)) continue;
    const std::string_view field = field_of(attributes);
    if (field.empty()) continue;
    Offer offer{.field = field, .where = element, .name = {}, .values = {}};
    if (const Node property = program::property(attributes, "options")) {
      const Node given = program::without_casts(program::value_of(property));
      const Node array = given ? program::without_casts(program.constant(given)) : Node{};
      if (!array || !array.is(Kind::Array)) continue;
      offer.values = values_of_options(program, array);
      offer.where = array;
      if (given.is(Kind::Ident)) offer.name = given.text();
    } else {
      offer.values = values_of_children(program, element);
    }
    if (offer.values.size() >= 2) offers.push_back(std::move(offer));
  }
  return offers;
}

/// What the schema of a form says of a field: the Property of `z.object({ provider: z.enum([…]) })`.
Node field_of_schema(const Program& program, const Node& schema, std::string_view field) {
  constexpr int kLinks = 8;
  Node call = program::without_casts(program.constant(schema));
  for (int link = 0; call && call.is(Kind::Call) && link < kLinks; ++link) {
    const Node callee = program::callee(call);
    const Node given = program::without_casts(program::argument(call, 0));
    const bool describes = callee && (callee.text() == "object" || callee.text() == "extend");
    if (describes && given && given.is(Kind::Object)) {
      if (const Node found = program::property(given, field)) return found;
    }
    call = callee && callee.is(Kind::Member) ? program::without_casts(program.constant(callee.child(0))) : Node{};
  }
  return {};
}

std::vector<Node> schemas_in(const Program& program, const File& file) {
  static constexpr std::array<std::string_view, 5> kResolvers = {"zodResolver", "valibotResolver", "yupResolver",
                                                                 "typeboxResolver", "standardSchemaResolver"};
  std::vector<Node> schemas;
  for (const std::string_view resolver : kResolvers) {
    const auto name = program.names().find(resolver);
    if (!name) continue;
    for (const NodeRef place : program::in_file(program.places().calls(*name), file.id)) {
      if (const Node schema = program::argument(program[place], 0)) schemas.push_back(schema);
    }
  }
  return schemas;
}

Finding finding_for(const Offer& offer, const Node& field, const std::vector<std::string_view>& refused) {
  Finding finding;
  finding.kind = "drifted";
  finding.where = place_of(field);
  finding.subject = "choices of the field " + std::string(offer.field) + " that its schema refuses:";
  std::string named;
  for (std::size_t i = 0; i < refused.size(); ++i) {
    finding.subject += " " + std::string(refused[i]);
    if (i > 0) named += i + 1 == refused.size() ? " and " : ", ";
    named += "`" + std::string(refused[i]) + "`";
  }
  const std::string where = offer.name.empty() ? "the form" : "`" + offer.name + "`";
  finding.message = named + (refused.size() == 1 ? " is" : " are") + " missing here, but " + where + " offers " +
                    (refused.size() == 1 ? "it" : "them") + " for this very field";
  finding.related.push_back({.place = place_of(offer.where), .text = "offered here"});
  finding.advice = offer.name.empty() ? "Write the values once, and make both the choices and the schema of them"
                                      : "Make the schema of the values of " + where + ", or both of one list";
  give_reason(finding,
              "the element is the field `" + std::string(offer.field) + "` of a form that goes by this schema");
  return finding;
}

}  // namespace

std::vector<Finding> find_refused_choices(const Program& program) {
  std::vector<Finding> findings;
  std::set<NodeRef> told;
  for (const File& file : program.files()) {
    if (file.roles.any(kNotOurCode | workspace::Role::Example)) continue;
    const std::vector<Node> schemas = schemas_in(program, file);
    // With several forms in a file nobody can tell which of them a field is of.
    if (schemas.size() != 1) continue;
    for (const Offer& offer : offers_in(program, file)) {
      const Node field = field_of_schema(program, schemas.front(), offer.field);
      if (!field || field.file().roles.any(kNotOurCode)) continue;
      const program::Values accepted = program.values(program::value_of(field));
      if (!accepted.complete || accepted.values.size() < 2) continue;
      std::vector<std::string_view> refused;
      for (const std::string_view value : offer.values) {
        const bool is_known = std::any_of(accepted.values.begin(), accepted.values.end(),
                                          [&](const program::Value& one) { return one.text == value; });
        if (!is_known) refused.push_back(value);
      }
      const bool is_most = refused.size() * 2 < offer.values.size();
      if (!refused.empty() && is_most && told.insert(field.ref()).second) {
        findings.push_back(finding_for(offer, field, refused));
      }
    }
  }
  return findings;
}

}  // namespace lockstep::rules
