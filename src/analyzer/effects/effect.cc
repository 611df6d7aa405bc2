#include "effects/effect.h"

#include "base/letters.h"
#include "effects/call_chain.h"
#include "effects/commands.h"
#include "effects/named.h"
#include "effects/type_parameters.h"
#include "effects/units.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;
using program::External;
using program::Type;

namespace {

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// What a constant local name, or a field, was given: `const repo = ds.getRepository(X)`.
Node initialiser(const Program& program, const Node& expression) {
  if (!expression || !(expression.is(Kind::Ident) || expression.is(Kind::Member))) return expression;
  const Node declared = program.definition(expression).node;
  if (!declared || !(declared.is(Kind::Declarator) || declared.is(Kind::Field))) return {};
  return program::without_casts(program::value_of(declared));
}

struct Fit {
  bool fits = false;
  Type type;  ///< of the receiver
};

/// The last part of an external name: "Repository" of "Repository", "getRepository" of "DataSource.getRepository()".
std::string_view last_part(std::string_view name) {
  if (name.ends_with("()")) name.remove_suffix(2);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/// Of `Redis | Cluster | null` the first that a library's client may be, where all of them are of that library.
Type client_in_union(const Program& program, const CallGroup& group, const Node& declaration) {
  const Node alternatives = declaration.is(Kind::TypeAlias) ? program::type_annotation(declaration) : declaration;
  if (!alternatives || !alternatives.is(Kind::TypeUnion)) return {};
  Type client;
  for (const Node part : alternatives.children()) {
    const bool is_null = part.is(Kind::TypeLiteral) && part.child(0) && part.child(0).is(Kind::Null);
    if (is_null || part.is(Kind::TypeKeyword)) continue;
    Type type = program.declared_type(part);
    if (!type.external || !has(group.packages, type.external.package)) return {};
    if (!client && has(group.types, last_part(type.external.name))) client = std::move(type);
  }
  return client;
}

Fit fits_type(const Program& program, const CallGroup& group, const Node& receiver) {
  Type type = program.type_of(receiver);
  if (type.declaration && !type.is_array) {
    if (Type client = client_in_union(program, group, type.declaration)) type = std::move(client);
  }
  // A class of the program may extend the library's: a custom repository.
  for (int depth = 0; type.declaration && type.declaration.is(Kind::Class) && depth < 8; ++depth) {
    const auto base = program.superclass(type.declaration);
    const Node written = program::heritage(type.declaration);
    type = {.declaration = base.node, .external = base.external, .written = written};
  }
  if (!type.external) return {.fits = false, .type = std::move(type)};
  const bool of_package = has(group.packages, type.external.package);
  return {.fits = of_package && has(group.types, last_part(type.external.name)), .type = std::move(type)};
}

Node factory_call(const Program& program, const CallGroup& group, const Node& receiver) {
  if (group.factories.empty()) return {};
  const Node made = initialiser(program, receiver);
  if (!made || !made.is(Kind::Call)) return {};
  const Node head = callee(made);
  if (!head || !ends_with_one_of(head.text(), group.factories)) return {};
  // `this.collection()` of a store's own that says which one it is.
  const auto callees = program.callees(made);
  if (argument_count(made) == 0 && callees.size() == 1) {
    const Node below = program::without_casts(returned(program[callees[0]]));
    const Node inner = below && below.is(Kind::Call) ? callee(below) : Node{};
    return inner && ends_with_one_of(inner.text(), group.factories) ? below : Node{};
  }
  return made;
}

bool extends_one_of(const Program& program, const CallGroup& group, const Node& klass) {
  Node at = klass;
  for (int depth = 0; at && at.is(Kind::Class) && depth < 12; ++depth) {
    const Node head = program::heritage(at);
    Node base = head ? head.child(0) : Node{};
    if (base && base.is(Kind::Call)) base = callee(base);
    if (!base) return false;
    const auto above = program.superclass(at);
    if (above.external)
      return has(group.packages, above.external.package) &&
             ends_with_one_of(last_part(above.external.name), group.extends);
    if (!above.node) return ends_with_one_of(base.text(), group.extends);
    at = above.node;
  }
  return false;
}

Node class_of(const Program& program, const Node& expression) {
  if (!expression) return {};
  const Node declared = program.definition(expression).node;
  return declared && declared.is(Kind::Class) ? declared : Node{};
}

/// What a table is called where it is made: `jobs` of `import { jobs as jobTable }`, "jobs" of `const TABLE = 'jobs'`.
std::string_view name_of_table(const Program& program, const Node& expression, int depth = 0) {
  constexpr int kDeepestTable = 3;
  if (!expression || depth > kDeepestTable || !(expression.is(Kind::Ident) || expression.is(Kind::Member))) return {};
  if (const auto text = program.value(expression)) return text->text;
  const Node declared = program.definition(expression).node;
  if (declared && declared.is(Kind::Method)) {  // `get scope() { return this.db.select().from(orders) }`
    const Node query = declared.child(0) ? program::without_casts(returned(declared.child(0))) : Node{};
    const Node from = query && query.is(Kind::Call) ? chained(query, "from") : Node{};
    return from ? name_of_table(program, argument(from, 0), depth + 1) : std::string_view{};
  }
  if (!declared || !declared.is(Kind::Declarator)) return {};
  const Node made = program::without_casts(program::value_of(declared));
  const Node head = made && made.is(Kind::Call) ? callee(made) : Node{};
  return head && ends_with_any_case(head.text(), "table") ? declared.child(0).text() : std::string_view{};
}

/// `prisma` of `prisma.user`, and of the `user` that `const { user } = prisma` took out of it.
Node holder_of_word(const Program& program, const Node& receiver) {
  if (receiver.is(Kind::Member)) return receiver.child(0);
  const Node taken = receiver.is(Kind::Ident) ? program.definition(receiver).node : Node{};
  if (!taken || !taken.is(Kind::PatternProperty) || taken.text() != receiver.text()) return {};
  const Node holder = taken.parent().parent();
  const Node from = holder && holder.is(Kind::Declarator) ? program::without_casts(program::value_of(holder)) : Node{};
  return from && (from.is(Kind::Ident) || from.is(Kind::Member)) ? from : Node{};
}

/// `m` of `dataSource.transaction(async (m) => …)`.
bool is_handed_in(const Program& program, const CallGroup& group, const Node& receiver) {
  if (group.handed_in_by.empty() || !receiver.is(Kind::Ident)) return false;
  const Node parameter = program.definition(receiver).node;
  if (!parameter || !parameter.is(Kind::Parameter)) return false;
  const Node around = parameter.enclosing_function().parent();
  const Node head = around && around.is(Kind::Call) ? callee(around) : Node{};
  return head && head.is(Kind::Member) && has(group.handed_in_by, head.text());
}

/// Whether the call is one of the group's, and if so what it is about.
bool find_subject(const Program& program, const CallModel& model, const Node& call, Effect& effect) {
  const CallGroup& group = *model.group;
  const Node receiver = receiver_of(call);
  switch (group.about) {
    case About::TypeArgument: {
      if (!receiver) return false;
      if (const Node made = factory_call(program, group, receiver)) {
        name_entity(program, entity_argument(program, made), effect);
        if (effect.subject.empty()) name_entity(program, argument(made, 0), effect);
        effect.is_generic = !effect.entity && !entity_argument(program, made);
        return !effect.subject.empty();
      }
      const Fit fit = fits_type(program, group, receiver);
      if (fit.fits) {
        const Node written = meant_at(program, call, program::type_argument(fit.type.written, 0));
        if (written) {
          const Type type = program.declared_type(written);
          effect.shown = written.text();
          effect.is_generic = is_type_parameter(program, written) || (!type.declaration && !type.external);
          if (!effect.is_generic) effect.entity = type.declaration;
        } else {
          effect.shown = last_word(receiver);
        }
      } else {
        if (fit.type.external || fit.type.declaration || !ends_with_one_of(last_word(receiver), group.receivers))
          return false;
        effect.shown = last_word(receiver);
      }
      effect.subject = subject_of(effect.shown);
      return !effect.subject.empty();
    }
    case About::FirstArgument: {
      if (!receiver) return false;
      const Fit fit = fits_type(program, group, receiver);
      const Node first = argument(call, 0);
      if (!fit.fits) {
        const bool is_called_so = has(group.receivers, in_small(last_word(receiver)));
        if (fit.type.external || fit.type.declaration) return false;
        if (!is_called_so && !(class_of(program, first) && is_handed_in(program, group, receiver))) return false;
      }
      if (!first) return model.does == Does::Flush;
      if (first.is(Kind::String) || class_of(program, first) ||
          (first.is(Kind::Ident) && first.text()[0] >= 'A' && first.text()[0] <= 'Z')) {
        name_entity(program, first, effect);
      }
      return true;
    }
    case About::Receiver: {
      if (!receiver) return false;
      // `User.scope('x').findOne()`: what stands at the beginning of the chain.
      Node root = receiver;
      for (int depth = 0; root && root.is(Kind::Call) && depth < 16; ++depth) {
        const Node head = callee(root);
        root = head && head.is(Kind::Member) ? head.child(0) : Node{};
      }
      if (!root) return false;
      if (!group.extends.empty()) {
        Node klass = class_of(program, root);
        if (root.is(Kind::This)) klass = root.enclosing(Kind::Class);
        if (klass && extends_one_of(program, group, klass)) {
          effect.entity = klass;
          effect.shown = klass.text();
          effect.subject = subject_of(effect.shown);
          return true;
        }
      }
      const Fit fit = fits_type(program, group, root);
      const Node made = initialiser(program, root);
      const bool is_model_call =
          made && made.is(Kind::Call) && (last_word(made) == "model" || last_word(made) == "getModelForClass");
      const std::string_view word = last_word(root);
      const bool by_word =
          !fit.type.external && !fit.type.declaration && word.size() > 5 && ends_with_one_of(word, group.receivers);
      if (!fit.fits && !is_model_call && !by_word) return false;
      effect.shown = word;
      if (fit.fits) {
        if (const Node written = meant_at(program, call, program::type_argument(fit.type.written, 0));
            written && !written.text().empty()) {
          effect.shown = written.text();
          if (effect.shown.ends_with("Document") && effect.shown.size() > 8)
            effect.shown.resize(effect.shown.size() - 8);
          effect.is_generic = is_type_parameter(program, written);
          if (!effect.is_generic) effect.entity = program.declared_type(written).declaration;
        }
      }
      effect.subject = subject_of(effect.shown);
      return !effect.subject.empty();
    }
    case About::ReceiverWord: {
      const Node parent = receiver ? holder_of_word(program, receiver) : Node{};
      if (!parent) return false;
      std::string_view name = last_word(parent);
      while (name.starts_with('#') || name.starts_with('_')) name.remove_prefix(1);  // `this.#prisma`, `this._prisma`
      if (!has(group.parents, in_small(name))) {
        const Type type = program.type_of(parent);
        if (!type.external || !has(group.packages, type.external.package)) return false;
      }
      effect.shown = receiver.text();
      effect.subject = subject_of(effect.shown);
      return true;
    }
    case About::Builder: {
      if (!receiver) return false;
      if (model.chain.empty()) {
        const Node builder = chained(receiver, "createQueryBuilder");
        const Node made = builder ? builder : chained(initialiser(program, receiver), "createQueryBuilder");
        if (!made) return false;
        const Node repository = receiver_of(made);
        if (const Node klass = argument(made, 0); klass && class_of(program, klass)) {
          name_entity(program, klass, effect);
          return !effect.subject.empty();
        }
        const Node of = repository && repository.is(Kind::Call) ? entity_argument(program, repository) : Node{};
        if (of && !of.is(Kind::String)) {
          name_entity(program, of, effect);
        } else if (const Node type = meant_at(
                       program, call, program::type_argument(fits_type(program, group, repository).type.written, 0))) {
          effect.shown = type.text();
          const Type entity = program.declared_type(type);
          effect.is_generic = is_type_parameter(program, type) || (!entity.declaration && !entity.external);
          if (!effect.is_generic) effect.entity = entity.declaration;
        } else {
          effect.shown = last_word(repository);
        }
        effect.subject = subject_of(effect.shown);
        return !effect.subject.empty();
      }
      const std::string_view root = root_word(call);
      const Node query = chained(receiver, "createQueryBuilder");
      if (!query && !has(group.receivers, in_small(root))) {
        const Fit fit = fits_type(program, group, receiver);
        if (!fit.type.external || !has(group.packages, fit.type.external.package)) return false;
      }
      Node names_table = chained(
          model.does == Does::ReadMany && call.is(Kind::Call) && callee(call).text() == "from" ? call : receiver,
          model.chain);
      if (callee(call).text() == "from") names_table = chained(receiver, model.chain) ? call : Node{};
      if (callee(call).text() == model.chain) names_table = call;  // `db.delete(users)`
      if (!names_table && model.chain == "table") names_table = root_call(receiver);
      if (!names_table) return false;
      name_entity(program, argument(names_table, 0), effect);
      if (effect.subject.empty() && query) name_entity(program, receiver_of(query), effect);
      return !effect.subject.empty();
    }
    case About::Key: {
      const Node head = callee(call);
      if (!head) return false;
      if (group.functions) {
        const External external = program.external_callee(call);
        if (external && has(group.packages, external.package)) return true;
        if (head.is(Kind::Ident)) return false;
      }
      if (!receiver) return false;
      const Fit fit = fits_type(program, group, receiver);
      if (fit.fits) return true;
      if (fit.type.external || fit.type.declaration) return false;
      return ends_with_one_of(last_word(receiver), group.receivers);
    }
    case About::Instance:
      return false;
  }
  return false;
}

/// `SET … NX` takes a lock.
void take_if_new(const Program& program, const CallModel& model, const Node& call, Effect& effect) {
  if (model.unless_exists.empty() || !says_word(program, call, model.unless_exists)) return;
  effect.does = Does::Acquire;
  effect.only_if_new = true;
  effect.has_expiry = says_word(program, call, model.expiry);
}

}  // namespace

std::string subject_of(std::string_view word) {
  std::string subject = in_small(word);
  std::erase(subject, '_');
  for (const std::string_view end : {"repository", "repo", "model", "entity"}) {
    if (subject.size() > end.size() && subject.ends_with(end)) {
      subject.resize(subject.size() - end.size());
      break;
    }
  }
  return entity_word(subject);
}

Node entity_argument(const Program& program, const Node& call) {
  for (const Node given : arguments(call)) {
    if (!given) continue;
    const bool is_name = given.is(Kind::Ident) && given.text()[0] >= 'A' && given.text()[0] <= 'Z';
    if (given.is(Kind::String) || is_name || class_of(program, given)) return given;
  }
  return {};
}

void name_entity(const Program& program, const Node& expression, Effect& effect) {
  if (!expression) return;
  if (expression.is(Kind::String)) {
    effect.shown = expression.text();
  } else {
    effect.shown = last_word(expression);
    effect.entity = class_of(program, expression);
    if (effect.entity && !effect.entity.text().empty()) {
      effect.shown = effect.entity.text();
    } else if (const std::string_view table = name_of_table(program, expression); !table.empty()) {
      effect.shown = table;
    }
  }
  effect.subject = subject_of(effect.shown);
}

Node located(const Node& call, const std::string& locator) {
  if (locator.empty()) return {};
  if (locator == "last") {
    const Node second = argument(call, 1);
    const Node first = argument(call, 0);
    const bool names_class = first && first.is(Kind::Ident) && first.text()[0] >= 'A' && first.text()[0] <= 'Z';
    return second && names_class ? second : first;
  }
  if (locator == "last-value")
    return argument(call, callee(call).text().starts_with("h") && argument_count(call) > 2 ? 2 : 1);
  if (locator.starts_with("chain:")) {
    const Node head = callee(call);
    std::string_view names = std::string_view(locator).substr(6);
    for (;;) {  // "chain:where,findById"
      const std::string_view name = names.substr(0, names.find(','));
      Node found = following(call, name);
      if (!found && head && head.is(Kind::Member)) found = chained(head.child(0), name);
      // `where('id', id)` and `where('id = :id', { id })`: the whole call says it
      if (found) return argument_count(found) == 1 ? argument(found, 0) : found;
      if (name.size() == names.size()) return {};
      names.remove_prefix(name.size() + 1);
    }
  }
  if (names_command(locator)) return behind_command(call, locator);
  if (locator.starts_with("inner:")) {
    // `onConflict((of) => of.column('key').doUpdateSet({ … }))`
    const std::string_view name = std::string_view(locator).substr(6);
    for (const Node inner : program::nodes_of(call, Kind::Call)) {
      const Node head = callee(inner);
      if (inner != call && head && head.text() == name) return argument(inner, 0);
    }
    return {};
  }
  Node given = argument(call, static_cast<std::size_t>(locator[0] - '0'));
  if (locator.size() < 3 || !given) return given;
  given = program::without_casts(given);
  return program::value_of(program::property(given, std::string_view(locator).substr(2)));
}

bool has_row_lock(const Vocabulary& vocabulary, const Node& call) {
  for (const Node given : arguments(call)) {
    if (!given || !given.is(Kind::Object)) continue;
    for (const Node property : given.children()) {
      if (property.is(Kind::Property) && vocabulary.is_lock_option(property.text())) return true;
    }
  }
  for (const std::string_view name : {"setLock", "forUpdate", "forNoKeyUpdate", "for"}) {
    const Node head = callee(call);
    if (following(call, name) || (head && head.is(Kind::Member) && chained(head.child(0), name))) return true;
  }
  return false;
}

namespace {

/// `this.db.manager.update(…)` where `db` is another library's: what its word says is then of no account.
bool is_of_another_library(const Program& program, const std::vector<const CallModel*>& models, const CallModel& model,
                           const Node& call) {
  const External made = program.type_of(receiver_of(call).child(0)).external;
  return made && !has(model.group->packages, made.package) &&
         std::ranges::any_of(models, [&](const CallModel* other) { return has(other->group->packages, made.package); });
}

}  // namespace

std::optional<Effect> effect_of(const Program& program, const Vocabulary& vocabulary,
                                const std::vector<const CallModel*>& models, const Node& call) {
  if (models.empty()) return std::nullopt;
  const bool is_ours = !program.callees(call).empty();
  for (const CallModel* model : models) {
    if (model->group->about == About::Instance || gives_other_command(call, model->key)) continue;
    // A static method that a model class of the program overrides still does what its name says.
    if (is_ours && model->group->extends.empty()) continue;
    Effect effect{
        .does = model->does, .store = model->group->store, .call = call, .group = model->group, .whole = model->whole};
    if (!find_subject(program, *model, call, effect)) continue;
    if (model->group->about == About::ReceiverWord && is_of_another_library(program, models, *model, call)) continue;
    effect.key = located(call, model->key);
    effect.data = located(call, model->data);
    effect.unique = located(call, model->unique);
    effect.is_upsert = model->is_upsert;
    if (model->does == Does::Read || model->does == Does::ReadMany) effect.row_lock = has_row_lock(vocabulary, call);
    take_if_new(program, *model, call, effect);
    return effect;
  }
  return std::nullopt;
}

std::optional<Effect> telling_effect(const Program& program, const std::vector<const CallModel*>& models,
                                     const Node& call) {
  const Node receiver = receiver_of(call);
  if (!receiver) return std::nullopt;
  for (const CallModel* model : models) {
    if (!model->is_telling || gives_other_command(call, model->key) || program.type_of(receiver).declaration) continue;
    Effect effect{.does = model->does, .store = model->group->store, .call = call};
    take_if_new(program, *model, call, effect);
    if (!model->unless_exists.empty() && !effect.only_if_new) continue;
    effect.key = located(call, model->key);
    return effect;
  }
  return std::nullopt;
}

std::optional<Effect> instance_effect(const std::vector<const CallModel*>& models, const Node& call,
                                      std::span<const std::string> packages) {
  for (const CallModel* model : models) {
    if (model->group->about != About::Instance) continue;
    if (!packages.empty() && !has(model->group->packages, packages.front())) continue;
    return Effect{.does = model->does,
                  .store = model->group->store,
                  .call = call,
                  .group = model->group,
                  .data = located(call, model->data),
                  .whole = model->whole,
                  .compares_lists = model->compares_lists};
  }
  return std::nullopt;
}

}  // namespace lockstep::effects
