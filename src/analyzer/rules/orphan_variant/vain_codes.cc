// A code that a table of handlers waits for and nobody makes, among many that begin alike.
//
// `onFailure(error, { 'account.locked': () => …, 'account.taken': () => … })`: pages handle the codes that a server
// answers with, and no type ties the two. A code that was renamed over there keeps its handler here, and whoever meets
// the new one gets the general answer. The codes of a vendor are made nowhere in the program; so most of the codes that
// begin with the same word must be made by it, and this one must stand nowhere but as a key.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinMade = 3;     // handled codes of the family that the program makes
constexpr std::size_t kPerIdle = 2;     // of these, for each that nobody makes
constexpr std::size_t kMinLetters = 5;  // behind the separator

// "account." of "account.locked"; empty for what is no such code.
std::string_view family_of(std::string_view code) {
  const std::size_t at = code.find_first_of(".:");
  const bool is_code = at != std::string_view::npos && at > 1 && code.size() - at > kMinLetters &&
                       code.find_first_of(" /*") == std::string_view::npos;
  return is_code ? code.substr(0, at + 1) : std::string_view{};
}

// The key of what is to be done, in an object that a call is given.
bool is_handler(const Node& property) {
  const Node value = program::value_of(property);
  const Node object = property.parent();
  return value && value.is(Kind::Function) && object.is(Kind::Object) && object.parent().is(Kind::Call) &&
         !property.text().empty();
}

class VainCodes {
 public:
  VainCodes(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    std::map<std::string_view, std::map<std::string_view, std::vector<Node>>> families;  // keys by code
    gathered_.program.places().each(program::Places::Of::Property, [&](program::Name name, auto places) {
      const std::string_view code = gathered_.program.names()[name];
      const std::string_view family = family_of(code);
      if (family.empty()) return;
      for (const NodeRef& place : places) {
        const Node property = gathered_.program[place];
        if (is_production(property.file()) && is_handler(property)) families[family][code].push_back(property);
      }
    });
    for (const auto& [family, codes] : families) {
      if (codes.size() > kMinMade) look_at(family, codes);
    }
  }

 private:
  using Codes = std::map<std::string_view, std::vector<Node>>;

  void look_at(std::string_view family, const Codes& codes) {
    std::vector<std::string_view> idle;
    std::size_t made = 0;
    for (const auto& [code, keys] : codes) {
      if (is_made(code, keys)) {
        ++made;
      } else if (!is_mentioned(code, keys)) {
        idle.push_back(code);
      }
    }
    if (idle.empty() || made < kMinMade || made < idle.size() * kPerIdle) return;
    std::map<FileId, std::vector<std::string_view>> by_file;
    for (const std::string_view code : idle) by_file[codes.at(code).front().file().id].push_back(code);
    for (const auto& [file, vain] : by_file) report(family, vain, codes, made);
  }

  bool is_made(std::string_view code, const std::vector<Node>& keys) const {
    return std::ranges::any_of(gathered_.mentions.of_text(code), [&](const Mention& mention) {
      return mention.role == Role::Produced && std::ranges::find(keys, mention.node) == keys.end();
    });
  }

  // Asked for elsewhere, listed, composed, or said in another language.
  bool is_mentioned(std::string_view code, const std::vector<Node>& keys) const {
    const auto is_other = [&](const Mention& mention) {
      return std::ranges::find(keys, mention.node) == keys.end() && mention.role != Role::Tested;
    };
    return std::ranges::any_of(gathered_.mentions.of_text(code), is_other) ||
           gathered_.mentions.may_be_composed(code) || gathered_.elsewhere.says(code) || gathered_.quotations.has(code);
  }

  void report(std::string_view family, const std::vector<std::string_view>& vain, const Codes& codes,
              std::size_t made) {
    const bool is_one = vain.size() == 1;
    const Node first = codes.at(vain.front()).front();
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(first.file(), program::name_span(first));
    finding.subject = "code";
    for (const std::string_view code : vain) finding.subject += ' ' + std::string{code};
    finding.message = listed(vain) + (is_one ? " has a handler here and is" : " have handlers here and are") +
                      " made nowhere, unlike " + std::to_string(made) + " other codes that begin with " +
                      quoted(family);
    finding.advice = is_one ? "Handle the code that is made in its place, or remove the handler."
                            : "Handle the codes that are made in their place, or remove the handlers.";
    for (const std::string_view code : vain) {
      for (const Node& key : codes.at(code)) {
        if (key != first && finding.related.size() < kMaxRelated)
          finding.related.push_back({place_of(key.file(), program::name_span(key)), "handled here too"});
      }
    }
    give_reason(finding, "no code spells it but as the key of a handler, and no text is composed that could make it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_vain_codes(const Gathered& gathered, std::vector<Finding>& findings) { VainCodes{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
