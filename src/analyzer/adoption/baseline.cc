#include "adoption/baseline.h"

#include "base/utf8.h"
#include "findings/sites.h"
#include "json/document.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace lockstep::adoption {
namespace {

using findings::Finding;
using findings::Outcome;
using Entry = Baseline::Entry;

constexpr int kVersion = 1;
constexpr std::string_view kVersionKey = "version";
constexpr std::size_t kIdentity = 12;
constexpr std::size_t kLongestText = 200;

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

std::string text_of(const findings::Place& place, const Finding& finding) {
  std::string text = place.path + ": " + finding.message;
  if (text.size() <= kLongestText) return text;
  std::size_t cut = kLongestText;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
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

std::string_view Entry::path() const { return std::string_view(text).substr(0, text.find(": ")); }

Entry entry_of(const Finding& finding, const findings::SiteView& site) {
  return {.identity = std::string(site.identity), .rule = rule_and_kind(finding), .text = text_of(site.place, finding)};
}

void accept(Baseline& baseline, const Outcome& outcome) {
  for (const Finding& finding : outcome.findings) {
    for (std::size_t i = 0; i < findings::count_sites(finding); ++i) {
      baseline.entries.push_back(entry_of(finding, findings::site(finding, i)));
    }
  }
  sort_out(baseline.entries);
}

void take_out(Baseline& baseline, const std::vector<Entry>& entries) {
  std::set<std::string_view, std::less<>> gone;
  for (const Entry& entry : entries) gone.insert(entry.identity);
  std::erase_if(baseline.entries, [&](const Entry& entry) { return gone.count(entry.identity) > 0; });
}

void restate(Baseline& baseline, const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    for (Entry& known : baseline.entries) {
      if (known.identity == entry.identity) known.text = entry.text;
    }
  }
}

}  // namespace lockstep::adoption
