// A declared name with one side only, over a bus that no library gave.
//
// Teams write buses of their own: an emitter behind an interface, a service with `publish`, a decorator that sends.
// What they are made of cannot be followed, but their names can: a call says by its own name that it sends or that it
// listens. Where the names are declared together (an enum, a table, a file of constants), and most of them are both
// sent and heard by the program, one that is only sent is lost, and one that is only awaited never comes.

#include "rules/orphan_variant/channels.h"
#include "rules/orphan_variant/named_ends.h"
#include "rules/orphan_variant/spoken_of.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinAgreed = 3;
constexpr std::size_t kMinOfLibrary = 5;  // of names that others can hear as well
constexpr std::size_t kAgreedShare = 60;  // percent of the names that are used at all
constexpr std::size_t kHeardShare = 80;  // before what nobody hears is told of: an emitter may offer more than is taken
constexpr std::size_t kMinLetters = 5;

const std::set<std::string, std::less<>> kNoCalls;

struct Family {
  Node place;
  std::string name;
  std::vector<std::pair<std::string, Node>> members;  // names, and what declares them
};

class OneSided {
 public:
  OneSided(const Gathered& gathered, std::span<const Channel> channels, std::vector<Finding>& findings)
      : gathered_(gathered), channels_(channels), findings_(findings), ends_(named_ends(gathered)) {
    for (const Finding& finding : findings) {
      told_.insert(place_key(finding.where));
      for (const Related& related : finding.related) told_.insert(place_key(related.place));
    }
  }

  void run() {
    declared_families();
    for (const auto& [place, family] : families_) judge(family);
  }

 private:
  // Enums, tables and files of constants to which some name belongs that is sent or heard.
  void declared_families() {
    std::set<NodeRef> owners;
    for (const auto& [name, one] : ends_.names) {
      for (const auto* side : {&one.sent, &one.heard}) {
        for (const End& end : *side) {
          if (!end.declaration) continue;
          const bool is_constant = end.declaration.is(Kind::Declarator);
          if (is_constant && end.declaration.enclosing_function()) continue;
          owners.insert(is_constant ? end.declaration.file().root().ref() : end.declaration.parent().ref());
        }
      }
    }
    for (const NodeRef owner : owners) {
      const Node at = gathered_.program[owner];
      if (at.is(Kind::File)) {
        for (const Node one : program::nodes_of(at.file(), Kind::Declarator)) {
          const Node value = program::without_casts(program::value_of(one));
          const bool is_name = one.child(0) && one.child(0).is(Kind::Binding) && value && value.is(Kind::String);
          if (is_name && !one.enclosing_function()) add(owner, value.text(), one);
        }
      } else {
        for (const Node& one : at.children()) {
          if (!one.is(Kind::EnumMember) && !one.is(Kind::Property)) continue;
          const auto value = gathered_.program.value(program::value_of(one));
          if (value) add(owner, value->text, one);
        }
      }
    }
  }

  void add(NodeRef owner, std::string_view name, const Node& declaration) {
    Family& family = families_[owner];
    if (!family.place) {
      family.place = gathered_.program[owner];
      family.name = name_of(family.place);
    }
    family.members.emplace_back(name, declaration);
  }

  static std::string name_of(const Node& owner) {
    if (owner.is(Kind::File)) return "the constants of " + owner.file().path.substr(owner.file().path.rfind('/') + 1);
    for (Node at = owner; at; at = at.parent()) {
      const bool is_named = at.is(Kind::Enum) || at.is(Kind::Interface) || at.is(Kind::TypeAlias) || at.is(Kind::Class);
      if (is_named) return std::string{at.text()};
      if (at.is(Kind::Declarator) && at.child(0)) return std::string{at.child(0).text()};
    }
    return {};
  }

  const BothEnds* both(std::string_view name) const {
    const auto found = ends_.names.find(name);
    return found == ends_.names.end() ? nullptr : &found->second;
  }

  void judge(const Family& family) {
    std::vector<std::string_view> agreed;
    std::vector<std::pair<std::string_view, Node>> lonely;
    std::set<std::string_view> seen;
    for (const auto& [name, declaration] : family.members) {
      const BothEnds* known = both(name);
      if (known == nullptr || !seen.insert(name).second) continue;
      if (known->sent.empty() || known->heard.empty()) {
        lonely.emplace_back(name, declaration);
      } else {
        agreed.push_back(name);
      }
    }
    const bool is_public = is_of_library(gathered_.program, family.place.file());
    if (agreed.size() < (is_public ? kMinOfLibrary : kMinAgreed)) return;
    if (agreed.size() * 100 < seen.size() * kAgreedShare) return;
    const bool is_for_us = agreed.size() * 100 >= seen.size() * kHeardShare;
    for (const auto& [name, declaration] : lonely) {
      const bool is_sent = both(name)->heard.empty();
      if (is_sent ? is_for_us : !is_public || has_successor(name, agreed)) look_at(family, name, declaration, agreed);
    }
  }

  // Others may send what a published package waits for, unless it is the old name of what the program sends:
  // `proxy_opened` beside `gateway_opened`.
  static bool has_successor(std::string_view name, const std::vector<std::string_view>& agreed) {
    constexpr std::size_t kShared = 2;
    const std::vector<std::string> words = split_words(name);
    if (words.size() <= kShared) return false;
    return std::ranges::any_of(agreed, [&](std::string_view other) {
      const std::vector<std::string> others = split_words(other);
      return others.size() > kShared && std::equal(words.rbegin(), words.rbegin() + kShared, others.rbegin());
    });
  }

  void look_at(const Family& family, std::string_view name, const Node& declaration,
               const std::vector<std::string_view>& agreed) {
    const BothEnds& known = *both(name);
    const bool is_sent = known.heard.empty();
    std::vector<End> ends = is_sent ? known.sent : known.heard;
    if (!is_telling(name)) return;
    const auto reported = std::ranges::find_if(ends, [](const End& end) { return is_production(end.place.file()); });
    if (reported == ends.end() || is_of_known_bus(name, is_sent)) return;
    const Node place = reported->place;
    ends.push_back({place, declaration});
    if (is_spoken_of(gathered_, name, ends, {.registers = kNoCalls, .is_sent = is_sent, .only_made = !is_sent})) return;
    if (is_composed_in_call(gathered_.program, is_sent ? ends_.hearers : ends_.senders, name)) return;
    if (is_sent && is_for_tests(name, ends, agreed)) return;
    if (!is_sent && gathered_.mentions.is_used_whole(owner_of(declaration))) return;
    if (!told_.insert(place_key(place_of(place))).second) return;
    report(family, name, declaration, ends, is_sent, agreed);
  }

  // A test waits for it, and not for the others, which tests may look at as anybody does.
  bool is_for_tests(std::string_view name, const std::vector<End>& ends,
                    const std::vector<std::string_view>& agreed) const {
    return is_awaited_by_test(gathered_, name, ends) && std::ranges::none_of(agreed, [&](std::string_view other) {
             return is_awaited_by_test(gathered_, other, both(other)->sent);
           });
  }

  static std::string place_key(const Place& place) { return place.path + ' ' + std::to_string(place.span.begin); }

  static Node owner_of(const Node& declaration) {
    const Node up = declaration.parent();
    return up && up.is(Kind::Object) ? up.enclosing(Kind::Declarator) : up;
  }

  // A word that another part of the program is full of (`create`) may be anything.
  static bool is_telling(std::string_view name) {
    if (name.size() < kMinLetters || name.find(' ') != std::string_view::npos) return false;
    return std::ranges::any_of(name, [](char c) { return !(c >= 'a' && c <= 'z'); });
  }

  // A bus that we know may hear what it does not name, or be open to others.
  bool is_of_known_bus(std::string_view name, bool is_sent) const {
    return std::ranges::any_of(channels_, [&](const Channel& channel) {
      const Bus& bus = *channel.bus;
      if (bus.own.contains(name)) return true;
      const bool is_open = is_sent ? channel.hears_anything : channel.sends_anything && !bus.in_process;
      const bool is_ours = (is_sent ? channel.sent : channel.heard).contains(name);
      if (is_ours && (is_open || bus.foreign_senders || bus.between_services)) return true;
      return std::ranges::any_of(is_sent ? channel.heard : channel.sent, [&](const auto& entry) {
        if (bus.wildcards && has_wildcard(entry.first)) return channel.wildcards.take(entry.first, name);
        return may_be_same_event(entry.first, name);
      });
    });
  }

  void report(const Family& family, std::string_view name, const Node& declaration, const std::vector<End>& ends,
              bool is_sent, const std::vector<std::string_view>& agreed) {
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(ends.back().place);  // the first in production, see `look_at`
    finding.subject = family.name + ' ' + std::string{name};
    finding.message = quoted(name) + " of " + family.name +
                      (is_sent ? " is sent here and nobody listens to it, unlike "
                               : " is waited for here and nobody sends it, unlike ") +
                      listed(agreed);
    finding.advice = is_sent ? "Listen to it where something should follow, or stop sending it."
                             : "Send it where it should happen, or remove what waits for it.";
    finding.related.push_back({place_of(declaration), "the name is declared here"});
    for (const End& end : ends) {
      if (end.place == ends.back().place || finding.related.size() == kMaxRelated) continue;
      finding.related.push_back({place_of(end.place), is_sent ? "sent here too" : "waited for here too"});
    }
    give_reason(finding, std::to_string(agreed.size()) + " names of " + family.name +
                             " are both sent and awaited in this program (" + listed(agreed) + ")");
    give_reason(finding, "no other place mentions the name, and no text is composed that could make it");
    give_trail(finding, gathered_.program, ends.back().place);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::span<const Channel> channels_;
  std::vector<Finding>& findings_;
  NamedEnds ends_;
  std::map<NodeRef, Family> families_;  // by what declares the names
  std::set<std::string> told_;          // places of findings
};

}  // namespace

void find_one_sided(const Gathered& gathered, std::span<const Channel> channels, std::vector<Finding>& findings) {
  OneSided{gathered, channels, findings}.run();
}

}  // namespace lockstep::rules::variants
