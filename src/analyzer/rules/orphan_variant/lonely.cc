// Events and jobs with one side only, as a channel shows them.
//
// A bus must show that its events are meant for this program: most of what passes over it has both sides here. A name
// that is mentioned anywhere else (a hook that subscribes in a way that we do not know, a table of relayed events) is
// left alone. What several functions of one file send in vain is one leftover, and one finding.

#include "rules/orphan_variant/channels.h"
#include "rules/orphan_variant/spoken_of.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinAgreed = 2;
constexpr std::size_t kHeardShare = 60;  // percent of what is heard that must be sent before the rest is reported

// A name whose other side is missing.
struct Lonely {
  std::string_view name;
  const std::vector<End>* ends = nullptr;
  const End* reported = nullptr;
};

class Report {
 public:
  Report(const Gathered& gathered, const Channel& channel, std::vector<Finding>& findings)
      : gathered_(gathered), channel_(channel), findings_(findings) {}

  void run() {
    if (channel_.bus->wildcards && !channel_.wildcards.are_on) look_at_idle_wildcards();
    std::size_t agreed = 0;
    for (const auto& [name, ends] : channel_.sent) agreed += is_among(channel_.heard, name) ? 1 : 0;
    if (agreed < kMinAgreed && !channel_.is_closed) return;
    look_at_sent(agreed);
    look_at_heard(agreed);
    look_at_declared();
  }

 private:
  // `@OnEvent('order.*')` of an emitter to which a star is a character like any other.
  void look_at_idle_wildcards() {
    for (const auto& [name, ends] : channel_.heard) {
      if (!has_wildcard(name)) continue;
      for (const End& end : ends) {
        if (!is_production(end.place.file())) continue;
        Finding finding;
        finding.kind = "unproduced";
        finding.severity = Severity::Warning;
        finding.where = place_of(end.place);
        finding.subject = channel_.bus->name + " wildcard " + name;
        finding.message = quoted(name) + " is waited for on " + channel_.bus->name +
                          ", which is set up without wildcards, so this never runs";
        finding.advice = "Switch wildcards on where it is set up, or wait for each event by its name.";
        finding.related.push_back(
            {place_of(channel_.wildcards.setup), "set up here, and `wildcard` is not switched on"});
        findings_.push_back(std::move(finding));
      }
    }
  }

  // `export const paid = defineSignal('paid')`, which is neither sent nor awaited.
  void look_at_declared() {
    for (const auto& [name, ends] : channel_.declared) {
      const bool is_known = is_among(channel_.sent, name) || is_among(channel_.heard, name) ||
                            channel_.stranded.contains(name) || !is_production(ends.front().place.file());
      if (is_known || is_mentioned_elsewhere(name, ends, false)) continue;
      Finding finding;
      finding.kind = "unused";
      finding.severity = Severity::Note;
      finding.where = place_of(ends.front().place);
      finding.subject = channel_.bus->name + ' ' + name;
      finding.message = quoted(name) + " is declared for " + channel_.bus->name + " and neither sent nor awaited";
      finding.advice = "Remove it, or send and handle it where it was meant.";
      findings_.push_back(std::move(finding));
    }
  }

  void look_at_sent(std::size_t agreed) {
    const Bus& bus = *channel_.bus;
    // An emitter of one's own may offer more than anybody takes; a bus of the whole program is for this program.
    const bool is_own = channel_.is_closed || agreed * 100 >= channel_.sent.size() * bus.share;
    if (channel_.hears_anything || !is_own) return;
    std::vector<Lonely> lonely;
    for (const auto& [name, ends] : channel_.sent) {
      // The page around a library may listen to what it tells the page.
      const bool is_for_others = bus.foreign_senders && std::ranges::any_of(ends, [&](const End& end) {
                                   return is_of_library(gathered_.program, end.place.file());
                                 });
      if (!is_among(channel_.heard, name) && !is_for_others && !is_sign_of_life(name)) add(name, ends, true, lonely);
    }
    report_by_file(lonely, true);
  }

  void look_at_heard(std::size_t agreed) {
    const Bus& bus = *channel_.bus;
    // Whoever sends what we cannot read has got the name from somewhere: within one process that is this program.
    if (channel_.sends_anything && !bus.in_process) return;
    const auto own =
        std::ranges::count_if(channel_.heard, [&](const auto& entry) { return bus.own.contains(entry.first); });
    const std::size_t heard = channel_.heard.size() - static_cast<std::size_t>(own);
    if (!channel_.is_closed && !bus.foreign_senders && agreed * 100 < heard * kHeardShare) return;
    std::vector<Lonely> lonely;
    for (const auto& [name, ends] : channel_.heard) {
      if (is_among(channel_.sent, name)) continue;
      const bool must_be_kin = channel_.sends_anything || (bus.foreign_senders && !channel_.is_closed);
      if (!must_be_kin || is_kin(ends)) add(name, ends, false, lonely);
    }
    report_by_file(lonely, false);
  }

  // `health.mailer` is sent to see whether that can be done.
  bool is_sign_of_life(std::string_view name) const {
    const std::vector<std::string> words = split_words(name);
    return std::ranges::any_of(words,
                               [&](const std::string& word) { return channel_.bus->signs_of_life.contains(word); });
  }

  bool is_among(const Channel::Ends& side, std::string_view name) const {
    if (side.contains(name)) return true;
    return std::ranges::any_of(
        side, [&](const auto& entry) { return may_be_same_event(entry.first, name) || is_covered(entry.first, name); });
  }

  // Whether one of two names is a pattern that takes the other.
  bool is_covered(std::string_view a, std::string_view b) const {
    if (!channel_.bus->wildcards) return false;
    return (has_wildcard(a) && channel_.wildcards.take(a, b)) || (has_wildcard(b) && channel_.wildcards.take(b, a));
  }

  // Whether names that the program does send are declared together with this one.
  bool is_kin(const std::vector<End>& ends) const {
    std::set<NodeRef> tables;
    for (const auto& [name, sent] : channel_.sent) {
      for (const End& end : sent) {
        if (end.declaration && !end.declaration.is(Kind::Declarator)) tables.insert(end.declaration.parent().ref());
      }
    }
    return std::ranges::any_of(
        ends, [&](const End& end) { return end.declaration && tables.contains(end.declaration.parent().ref()); });
  }

  // `mail.request` is sent and `mail.reply` is heard, each at one end only: the service that answers is not ours.
  bool is_partner_outside(std::string_view name, const std::vector<End>& ends, bool is_sent) const {
    if (!channel_.bus->between_services) return false;
    const auto& opposite = is_sent ? channel_.heard : channel_.sent;
    const auto& same = is_sent ? channel_.sent : channel_.heard;
    return std::ranges::any_of(opposite, [&](const auto& entry) {
      if (is_among(same, entry.first) || family_of(entry.first) != family_of(name)) return false;
      return std::ranges::any_of(entry.second, [&](const End& other) {
        return other.declaration && std::ranges::any_of(ends, [&](const End& end) {
                 return end.declaration && end.declaration.parent() == other.declaration.parent();
               });
      });
    });
  }

  // `gamepadconnected`: browsers name their events in one small word.
  static bool is_native(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
  }

  // What the page is told without anybody listening does no harm; it does where somebody waits in vain, under another
  // name. Nor does a listener that nobody ever sets up.
  bool is_harmless(const std::vector<End>& ends, bool is_sent) const {
    if (is_sent) {
      return channel_.bus->foreign_senders && std::ranges::all_of(channel_.heard, [&](const auto& entry) {
               return channel_.bus->own.contains(entry.first) || is_native(entry.first) ||
                      is_among(channel_.sent, entry.first);
             });
    }
    return std::ranges::all_of(ends, [&](const End& end) {
      const Node function = whole_function(end.place);
      return function && !function.text().empty() && !function.parent().is(Kind::Method) &&
             gathered_.program.callers(function).empty() && !is_handed_on(function);
    });
  }

  // Whether a function is handed to somebody by its name.
  bool is_handed_on(const Node& function) const {
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      return std::ranges::any_of(program::nodes_of(file, Kind::Ident), [&](const Node& use) {
        return use.text() == function.text() && gathered_.program.definition(use).node == function;
      });
    });
  }

  bool is_mentioned_elsewhere(std::string_view name, const std::vector<End>& ends, bool is_sent) const {
    return is_spoken_of(gathered_, name, ends, {.registers = channel_.bus->registers, .is_sent = is_sent});
  }

  // `node:${}:closed` as `node:…:closed`.
  static std::string shown(std::string_view name) {
    std::string text(name);
    for (std::size_t at = text.find("${}"); at != std::string::npos; at = text.find("${}", at))
      text.replace(at, 3, "…");
    return text;
  }

  // Whether another search found the name to have one side only: it reports the declaration, or shows these places.
  bool is_reported(const std::vector<End>& ends, bool is_sent) const {
    const std::string_view kind = is_sent ? "unhandled" : "unproduced";
    return std::ranges::any_of(ends, [&](const End& end) {
      const Place place = place_of(end.place);
      const Place declared = end.declaration ? place_of(end.declaration) : place;
      return std::ranges::any_of(findings_, [&](const Finding& finding) {
        if (finding.where == declared || finding.where == place) return true;
        return finding.kind == kind &&
               std::ranges::any_of(finding.related, [&](const Related& related) { return related.place == place; });
      });
    });
  }

  void add(std::string_view name, const std::vector<End>& ends, bool is_sent, std::vector<Lonely>& lonely) const {
    const Bus& bus = *channel_.bus;
    if (bus.own.contains(name)) return;
    // A pattern waits for whatever may come, so all that is sent must be known.
    const bool is_readable = bus.wildcards && channel_.wildcards.are_on && !is_sent && !channel_.sends_anything;
    if (has_wildcard(name) && !is_readable) return;
    const auto reported = std::ranges::find_if(ends, [](const End& end) { return is_production(end.place.file()); });
    if (reported == ends.end()) return;
    if (!channel_.is_closed && is_mentioned_elsewhere(name, ends, is_sent)) return;
    if (!channel_.is_closed && is_composed_in_call(gathered_.program, is_sent ? bus.listen : bus.send, name)) return;
    if (is_partner_outside(name, ends, is_sent) || is_reported(ends, is_sent)) return;
    if (is_sent && is_awaited_by_test(gathered_, name, ends)) return;
    lonely.push_back({.name = name, .ends = &ends, .reported = &*reported});
  }

  void report_by_file(const std::vector<Lonely>& lonely, bool is_sent) {
    std::map<FileId, std::vector<Lonely>> by_file;
    for (const Lonely& one : lonely) by_file[one.reported->place.file().id].push_back(one);
    for (auto& [file, group] : by_file) {
      std::ranges::sort(group, {}, [](const Lonely& one) { return one.reported->place.ref(); });
      report(group, is_sent);
    }
  }

  // Names that are both sent and heard.
  std::vector<std::string_view> agreed_names(bool is_sent) const {
    std::vector<std::string_view> agreed;
    for (const auto& [other, unused] : is_sent ? channel_.heard : channel_.sent) {
      if ((is_sent ? channel_.sent : channel_.heard).contains(other)) agreed.push_back(other);
    }
    return agreed;
  }

  void report(const std::vector<Lonely>& group, bool is_sent) {
    const Bus& bus = *channel_.bus;
    const bool is_one = group.size() == 1;
    const End& first = *group.front().reported;
    const std::vector<std::string_view> agreed = agreed_names(is_sent);
    std::vector<std::string> names;
    for (const Lonely& one : group) names.push_back(shown(one.name));
    const std::string called = listed({names.begin(), names.end()});
    Finding finding;
    finding.kind = is_sent ? "unhandled" : "unproduced";
    const bool is_note = std::ranges::all_of(group, [&](const Lonely& one) { return is_harmless(*one.ends, is_sent); });
    finding.severity = is_note ? Severity::Note : Severity::Warning;
    finding.where = place_of(first.place);
    finding.subject = bus.name;
    for (const Lonely& one : group) finding.subject += ' ' + std::string{one.name};
    const std::string them = is_one ? "it" : "them";
    finding.message = called + (is_one ? " is " : " are ");
    if (is_sent) {
      finding.message += "sent over " + bus.name + " and nobody listens to " + them;
      if (!agreed.empty()) finding.message += ", unlike " + listed(agreed);
      finding.advice = is_one ? "Handle " + called + ", or stop sending it." : "Handle these, or stop sending them.";
    } else {
      finding.message += "waited for on " + bus.name + " and nobody sends " + them + ", so this never runs";
      finding.advice = "Send " + (is_one ? called : std::string{"them"}) +
                       " where it should happen, or remove what waits for " + them + '.';
    }
    show_places(finding, group, is_sent);
    if (channel_.is_closed) {
      give_reason(finding, "every use of this emitter is seen: nothing is done with it but to send and to listen");
    } else {
      give_reason(finding, "over " + bus.name + " " + std::to_string(agreed.size()) +
                               " names are both sent and awaited in this program (" + listed(agreed) +
                               "), so this bus is its own");
    }
    give_reason(finding, std::string(is_sent ? "every listener" : "every sender") +
                             " on it names what it takes part in, and no other place mentions the name");
    give_trail(finding, gathered_.program, first.place);
    findings_.push_back(std::move(finding));
  }

  // First one place a name, then whatever else there is to see.
  void show_places(Finding& finding, const std::vector<Lonely>& group, bool is_sent) const {
    const auto show = [&](const Node& place, std::string text) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(place), std::move(text)});
    };
    for (const Lonely& one : group) {
      if (&one != &group.front())
        show(one.reported->place, quoted(shown(one.name)) + (is_sent ? " is sent here" : " is waited for here"));
    }
    for (const Lonely& one : group) {
      if (const auto stranded = channel_.stranded.find(one.name); !is_sent && stranded != channel_.stranded.end())
        show(stranded->second.front().place, "would be sent here, but nobody runs this");
      if (one.reported->declaration) show(one.reported->declaration, "the name is declared here");
      for (const End& end : *one.ends) {
        if (end.place != one.reported->place) show(end.place, is_sent ? "sent here too" : "waited for here too");
      }
    }
  }

  const Gathered& gathered_;
  const Channel& channel_;
  std::vector<Finding>& findings_;
};

}  // namespace

void report_lonely(const Gathered& gathered, const Channel& channel, std::vector<Finding>& findings) {
  Report{gathered, channel, findings}.run();
}

}  // namespace lockstep::rules::variants
