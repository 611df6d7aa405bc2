#include "adoption/baseline.h"

#include "base/utf8.h"
#include "findings/order.h"
#include "json/document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace lockstep::adoption {
namespace {

using findings::Accepted;
using findings::Finding;
using findings::Outcome;
using Entry = Baseline::Entry;

constexpr int kVersion = 1;
constexpr std::string_view kVersionKey = "version";
constexpr std::size_t kIdentity = 12;
constexpr std::size_t kLongestText = 200;
constexpr std::size_t kMostNamed = 5;

bool is_identity(std::string_view text) {
  return text.size() == kIdentity && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What git leaves behind where it could not merge.
std::optional<Span> conflict_marker(std::string_view text) {
  constexpr std::array<std::string_view, 4> kMarkers = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    for (const std::string_view marker : kMarkers) {
      if (text.substr(line).starts_with(marker)) {
        return Span{static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(line + marker.size())};
      }
    }
    line = end + 1;
  }
  return std::nullopt;
}

Status check_version(const json::Document& document) {
  const json::Value* version = document.root.find(kVersionKey);
  if (version == nullptr) {
    return document.error({0, 1}, "this baseline has no version",
                          "its last line says \"version\": 1; lockstep baseline writes it");
  }
  const auto number = version->number();
  if (number == kVersion) return Done{};
  if (number && *number > kVersion) {
    return document.error(version->where(), "a newer lockstep wrote this baseline; this one reads version 1",
                          "update lockstep, or take the baseline that belongs to it");
  }
  return document.error(version->where(), "this is no version of a baseline", "it is 1");
}

constexpr std::string_view kPlaces = " places]";

/// "… [3 places]" says 3; where nothing is said it was one.
std::size_t places_in(std::string_view text) {
  if (!text.ends_with(kPlaces)) return 1;
  text.remove_suffix(kPlaces.size());
  const std::size_t open = text.rfind('[');
  std::size_t places = 1;
  if (open != std::string_view::npos) std::from_chars(text.data() + open + 1, text.data() + text.size(), places);
  return places;
}

Result<Entry> read_entry(const json::Document& document, const json::Member& member) {
  const std::size_t space = std::min(member.key.rfind(' '), member.key.size());
  Entry entry{.identity = member.key.substr(std::min(space + 1, member.key.size())),
              .rule = member.key.substr(0, space),
              .text = {}};
  if (entry.rule.empty() || !is_identity(entry.identity)) {
    return document.error(member.key_where, "this names no finding",
                          "an entry is \"RULE/KIND ID\": \"text\", and the id has 12 digits from 0 to f");
  }
  const auto text = member.value.string();
  if (!text) return document.error(member.value.where(), "an entry holds a text for people", "any text will do");
  entry.text = *text;
  entry.places = places_in(entry.text);
  return entry;
}

void sort_out(std::vector<Entry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key() < b.key(); });
  std::set<std::string, std::less<>> seen;
  std::erase_if(entries, [&](const Entry& entry) { return !seen.insert(entry.identity).second; });
}

/// Plain ASCII, whatever a finding's words are made of.
std::string in_json(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  const auto escape = [&](std::uint32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(unit >> static_cast<unsigned>(shift)) & 0xFU];
  };
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    const auto value = static_cast<std::uint32_t>(point.value);
    if (value == '"' || value == '\\') {
      out += '\\';
      out += static_cast<char>(value);
    } else if (value >= 0x20 && value < 0x7F) {
      out += static_cast<char>(value);
    } else if (value < 0x10000) {
      escape(value);
    } else {
      escape(0xD800 + ((value - 0x10000) >> 10U));
      escape(0xDC00 + ((value - 0x10000) & 0x3FFU));
    }
  }
  return out + '"';
}

std::string text_of(const Finding& finding) {
  std::string text = finding.where.path + ": " + finding.message;
  if (text.size() > kLongestText) {
    std::size_t cut = kLongestText;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "…";
  }
  if (finding.places > 1) text += " [" + std::to_string(finding.places) + std::string(kPlaces);
  return text;
}

/// The path of an entry's text.
std::string_view path_of(const Entry& entry) { return std::string_view(entry.text).substr(0, entry.text.find(": ")); }

/// Findings about one and the same thing are told apart by their number in the order of paths, so a new one may stand
/// before those that were accepted. What was accepted at a path stays accepted there: identities change hands.
void keep_in_place(Outcome& outcome, const Baseline& baseline) {
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<Finding*>> alike;
  const auto note = [&](Finding& finding) { alike[{finding.rule, finding.kind, finding.subject}].push_back(&finding); };
  for (Finding& finding : outcome.findings) note(finding);
  const std::size_t open = outcome.findings.size();
  for (Accepted& accepted : outcome.accepted) note(accepted.finding);
  std::map<std::string_view, std::string_view> paths;
  for (const Entry& entry : baseline.entries) paths.emplace(entry.identity, path_of(entry));
  const auto is_open = [&](const Finding* finding) {
    return finding >= outcome.findings.data() && finding < outcome.findings.data() + open;
  };
  const auto is_known = [&](const Finding& finding) { return paths.count(finding.identity) > 0; };
  const auto is_at_home = [&](const Finding& finding) {
    const auto known = paths.find(finding.identity);
    return known != paths.end() && known->second == finding.where.path;
  };
  std::map<std::string, std::string> moved;
  const auto change_hands = [&](Finding& one, Finding& other) {
    moved[one.identity] = other.identity;
    moved[other.identity] = one.identity;
    std::swap(one.identity, other.identity);
  };
  for (auto& [about, group] : alike) {
    if (group.size() < 2) continue;
    for (Finding* finding : group) {
      if (!is_open(finding) || is_at_home(*finding)) continue;
      for (Finding* other : group) {
        const auto known = paths.find(other->identity);
        if (known == paths.end() || is_at_home(*other)) continue;
        // Where nobody is at home any more, as after a rename, a finding that a comment hides needs no entry.
        if (known->second == finding->where.path || (!is_known(*finding) && !is_open(other))) {
          change_hands(*finding, *other);
          break;
        }
      }
    }
  }
  for (findings::Verdict& verdict : outcome.verdicts) {
    for (std::string& identity : verdict.findings) {
      if (const auto found = moved.find(identity); found != moved.end()) identity = found->second;
    }
  }
}

/// Files that were read in part: what was found in them may be there still.
std::set<std::string, std::less<>> damaged_files(const Outcome& outcome) {
  std::set<std::string, std::less<>> paths;
  for (const findings::Notification& notification : outcome.notifications) {
    if (notification.place && notification.level != findings::Notification::Level::Note)
      paths.insert(notification.place->path);
  }
  return paths;
}

std::string named(const std::vector<Entry>& entries) {
  std::string text;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostNamed); ++i) {
    text += (i == 0 ? "" : ", ") + entries[i].key();
  }
  if (entries.size() > kMostNamed) text += " and " + std::to_string(entries.size() - kMostNamed) + " more";
  return text;
}

}  // namespace

Result<Baseline> read_baseline(std::string text, std::string path) {
  if (const auto marker = conflict_marker(text)) {
    const json::Document document{.path = std::move(path), .text = std::move(text), .root = {}};
    return document.error(*marker, "git could not merge this baseline, and its conflict markers are still there",
                          "keep the entries of both sides and delete the markers; `" + std::string(kBaselineName) +
                              " merge=union` in .gitattributes does so from now on");
  }
  // A merge may leave an entry twice.
  const auto document = json::parse(std::move(text), std::move(path), json::Repeats::LastWins);
  if (!document) return document.error();
  if (!document->root.is_object()) {
    return document->error(document->root.where(), "a baseline is an object", "lockstep baseline writes one");
  }
  if (auto known = check_version(*document); !known) return known.error();
  Baseline baseline;
  for (const json::Member& member : document->root.members()) {
    if (member.key == kVersionKey) continue;
    auto entry = read_entry(*document, member);
    if (!entry) return entry.error();
    baseline.entries.push_back(*std::move(entry));
  }
  sort_out(baseline.entries);
  return baseline;
}

std::string print(const Baseline& baseline) {
  std::string text = "{\n";
  for (const Entry& entry : baseline.entries) text += in_json(entry.key()) + ": " + in_json(entry.text) + ",\n";
  return text + "\"version\": " + std::to_string(kVersion) + "\n}\n";
}

void accept(Baseline& baseline, const Outcome& outcome) {
  for (const Finding& finding : outcome.findings) {
    std::erase_if(baseline.entries, [&](const Entry& entry) {
      return entry.identity == finding.identity && entry.places < finding.places;
    });
    baseline.entries.push_back({.identity = finding.identity,
                                .rule = rule_and_kind(finding),
                                .text = text_of(finding),
                                .places = finding.places});
  }
  sort_out(baseline.entries);
}

void take_out(Baseline& baseline, const std::vector<Entry>& entries) {
  std::set<std::string_view, std::less<>> gone;
  for (const Entry& entry : entries) gone.insert(entry.identity);
  std::erase_if(baseline.entries, [&](const Entry& entry) { return gone.count(entry.identity) > 0; });
}

std::vector<Entry> hold_against(Outcome& outcome, const Baseline& baseline, std::string path, bool is_whole) {
  keep_in_place(outcome, baseline);
  std::map<std::string_view, const Entry*> known;
  for (const Entry& entry : baseline.entries) known.emplace(entry.identity, &entry);
  std::set<std::string, std::less<>> met;
  std::vector<Finding> open;
  for (Finding& finding : outcome.findings) {
    const auto entry = known.find(finding.identity);
    const bool has_grown = entry != known.end() && finding.places > entry->second->places;
    if (entry != known.end()) met.insert(finding.identity);
    if (entry == known.end() || has_grown) {
      open.push_back(std::move(finding));
      continue;
    }
    outcome.accepted.push_back(
        {.finding = std::move(finding), .by = Accepted::By::Baseline, .reason = {}, .until = {}, .comment = {}});
  }
  outcome.findings = std::move(open);
  std::vector<Entry> left;
  const auto damaged = damaged_files(outcome);
  for (const Entry& entry : baseline.entries) {
    const bool may_be_there = !is_whole || damaged.count(path_of(entry)) > 0;
    if (!may_be_there && met.count(entry.identity) == 0) left.push_back(entry);
  }
  outcome.baseline = findings::BaselineUse{.path = path, .entries = baseline.entries.size(), .fixed = {}};
  for (const Entry& entry : left) outcome.baseline->fixed.push_back(entry.key());
  if (!left.empty()) {
    outcome.notifications.push_back(
        {.level = findings::Notification::Level::Note,
         .id = "baseline-fixed",
         .message = std::to_string(left.size()) + (left.size() == 1 ? " finding of " : " findings of ") + path +
                    (left.size() == 1 ? " is" : " are") + " fixed, or suppressed by a comment: " + named(left) +
                    "; lockstep baseline --prune takes " + (left.size() == 1 ? "it" : "them") + " out"});
  }
  findings::order(outcome);
  return left;
}

}  // namespace lockstep::adoption
