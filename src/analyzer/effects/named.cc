#include "effects/named.h"

#include "json/reader.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::effects {

using program::argument;
using program::argument_count;
using program::callee;

namespace {

constexpr int kDeepestBody = 3;
constexpr std::size_t kMostCallees = 4;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// `User` of `UserById`, `UserByIdAndName`; the words behind "By" name the key.
std::string_view before_key(std::string_view words) {
  for (std::size_t at = 0; (at = words.find("By", at)) != std::string_view::npos; at += 2) {
    if (at + 2 < words.size() && is_upper(words[at + 2])) return words.substr(0, at);
  }
  return words;
}

bool is_awaited(const Node& call) {
  Node at = call.parent();
  while (at && at.is(Kind::Cast)) at = at.parent();
  return at && at.is(Kind::Await);
}

/// Awaited here, or handed to somebody who waits.
bool is_waited_for(const Node& call) {
  Node parent = call.parent();
  while (parent && (parent.is(Kind::Conditional) || parent.is(Kind::Binary) || parent.is(Kind::Cast)))
    parent = parent.parent();
  if (!parent) return false;
  return parent.is(Kind::Await) || parent.is(Kind::Return) || parent.is(Kind::Array) || parent.is(Kind::Function);
}

std::string_view plain_name(const Node& expression) {
  return expression && (expression.is(Kind::Ident) || expression.is(Kind::Member)) ? expression.text()
                                                                                   : std::string_view{};
}

}  // namespace

std::string entity_word(std::string_view word) {
  std::string out;
  for (const char c : word) out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  if (out.size() > 4 && out.ends_with("ies")) out.replace(out.size() - 3, 3, "y");
  if (out.size() > 3 && out.ends_with('s') && !out.ends_with("ss")) out.pop_back();
  return out;
}

NamedEffects::NamedEffects(const Program& program, const Vocabulary& vocabulary)
    : program_(program), vocabulary_(vocabulary), calls_(vocabulary.calls().in(program)) {
  for (const auto& section : program.models().sections("named-effects")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      const Does does = reader.string("does", "read") == "read" ? Does::Read : Does::Update;
      for (const std::string_view verb : reader.strings("verbs")) verbs_.emplace_back(verb, does);
    }
  }
  for (const auto& section : program.models().sections("named-stores")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      const auto take = [&](std::string_view key, std::vector<std::string>& into) {
        for (const std::string_view word : reader.strings(key)) into.emplace_back(word);
      };
      take("receivers", receivers_);
      take("ends", ends_);
      take("begins", begins_);
      take("guarded", guarded_);
      take("data", data_);
      take("keys", keys_);
      take("browsers", browsers_);
    }
  }
  for (const workspace::Package& package : program.workspace().packages()) {
    is_browser_.push_back(std::any_of(browsers_.begin(), browsers_.end(),
                                      [&](const std::string& browser) { return !package.range_of(browser).empty(); }));
  }
  std::vector<program::Name> telling;
  program.places().each(program::Places::Of::Call, [&](program::Name name, std::span<const NodeRef>) {
    Saying saying = saying_of(program.names()[name]);
    if (!saying.is_telling) return;
    sayings_.emplace(name.value, std::move(saying));
    telling.push_back(name);
  });
  all_ = program.places().of(program::Places::Of::Call, telling);
}

bool NamedEffects::is_browser_code(const program::File& file) const {
  if (file.path.ends_with("x")) return true;  // .tsx, .jsx
  return file.package_id < is_browser_.size() && is_browser_[file.package_id] != 0;
}

NamedEffects::Saying NamedEffects::saying_of(std::string_view name) const {
  Saying saying;
  for (const auto& [verb, does] : verbs_) {
    if (!name.starts_with(verb)) continue;
    std::string_view rest = name.substr(verb.size());
    if (!rest.empty() && !is_upper(rest[0])) continue;
    for (const std::string& word : guarded_) {
      if (rest.find(word) != std::string_view::npos) return {};
    }
    saying.is_telling = true;
    saying.does = does;
    for (const std::string& end : ends_) {
      if (rest.ends_with(end)) rest.remove_suffix(end.size());
    }
    for (const std::string& begin : begins_) {
      if (rest.starts_with(begin)) rest.remove_prefix(begin.size());
    }
    const std::string_view entity = before_key(rest);
    saying.shown = entity;
    saying.subject = entity_word(entity);
    return saying;
  }
  return saying;
}

const NamedEffects::Saying* NamedEffects::saying_at(const Node& head) const {
  const auto name = head.name();
  const auto known = name ? sayings_.find(name->value) : sayings_.end();
  return known == sayings_.end() ? nullptr : &known->second;
}

std::string_view NamedEffects::entity_of(const Node& receiver) const {
  const std::string_view word = plain_name(receiver);
  for (const std::string& end : receivers_) {
    if (word.size() > end.size() && ends_with_any_case(word, end)) return word.substr(0, word.size() - end.size());
  }
  return {};
}

bool NamedEffects::tells_of(const Node& call, const std::string& subject) const {
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return false;
  const auto& models = calls_[head];
  if (models.empty()) {
    // `findUser` that calls `findUserById`: that one is the read.
    const Saying* saying = saying_at(head);
    return saying != nullptr && !subject.empty() && saying->subject == subject;
  }
  // A repository for every entity has a model whose name says nothing about any of them.
  const auto effect = effect_of(program_, vocabulary_, models, call);
  return effect && (subject.empty() || entity_word(effect->subject) == subject);
}

bool NamedEffects::body_tells(const Node& function, const std::string& subject) const {
  const auto [known, is_new] = told_.try_emplace({function.ref(), subject}, false);
  if (!is_new) return known->second;
  std::set<NodeRef> seen{function.ref()};
  std::vector<NodeRef> level{function.ref()};
  for (int depth = 0; depth <= kDeepestBody; ++depth) {
    std::vector<NodeRef> below;
    for (const NodeRef at : level) {
      for (const Node call : program::nodes_of(program_[at], Kind::Call)) {
        if (tells_of(call, subject)) return known->second = true;
        const auto callees = program_.callees(call);
        if (callees.size() > kMostCallees) continue;
        for (const NodeRef target : callees) {
          if (seen.insert(target).second) below.push_back(target);
        }
      }
    }
    level = std::move(below);
  }
  return false;
}

bool NamedEffects::is_understood(const Node& call, const std::string& subject) const {
  const auto callees = program_.callees(call);
  return std::any_of(callees.begin(), callees.end(),
                     [&](const NodeRef target) { return body_tells(program_[target], subject); });
}

void NamedEffects::find_data(Effect& effect) const {
  const Node first = program::without_casts(argument(effect.call, 0));
  const Node second = program::without_casts(argument(effect.call, 1));
  if (second) {
    effect.key = first;
    effect.data = second;
    return;
  }
  effect.data = first;
  if (!first || !first.is(Kind::Object)) return;
  for (const std::string& key : keys_) {
    if (const Node where = program::property(first, key); where && !effect.key) effect.key = program::value_of(where);
  }
  for (const std::string& name : data_) {
    const Node data = program::property(first, name);
    if (!data) continue;
    effect.data = program::without_casts(program::value_of(data));
    return;
  }
}

std::optional<Effect> NamedEffects::of(const Node& call) const {
  const Node head = callee(call);
  if (!head || !(head.is(Kind::Ident) || head.is(Kind::Member))) return std::nullopt;
  const Saying* known = saying_at(head);
  if (known == nullptr) return std::nullopt;
  const Saying& saying = *known;
  const bool is_read = saying.does == Does::Read;
  if (is_read ? !is_awaited(call) : !is_waited_for(call)) return std::nullopt;

  const std::string_view entity = head.is(Kind::Member) ? entity_of(head.child(0)) : std::string_view{};
  if (entity.empty() && saying.subject.size() < 3) return std::nullopt;
  if (is_browser_code(call.file()) || program_.external_callee(call)) return std::nullopt;
  Effect effect{.does = saying.does, .call = call, .by_name = true};
  effect.subject = entity.empty() ? saying.subject : entity_word(entity);
  effect.shown = entity.empty() ? saying.shown : std::string(entity);
  if (is_understood(call, entity.empty() ? std::string{} : effect.subject)) return std::nullopt;
  if (is_read) {
    effect.key = program::without_casts(argument(call, 0));
  } else {
    find_data(effect);
    if (!effect.data) return std::nullopt;
  }
  return effect;
}

}  // namespace lockstep::effects
