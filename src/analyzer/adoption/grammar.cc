#include "adoption/grammar.h"

#include "adoption/days.h"
#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace lockstep::adoption {
namespace {

struct Word {
  std::string_view text;
  Form form;
};
constexpr std::array kWords = {
    Word{"lockstep-ignore-next-line", Form::NextLine}, Word{"lockstep-ignore-line", Form::Line},
    Word{"lockstep-ignore-begin", Form::Begin},        Word{"lockstep-ignore-end", Form::End},
    Word{"lockstep-ignore-file", Form::File},
};
// How other tools and other versions of English spell it. Whoever writes one of these means us.
constexpr std::array<std::string_view, 4> kOtherBeginnings = {"lockstep-ignore", "lockstep-disable", "lockstep-enable",
                                                              "lockstep-expect-error"};
constexpr std::string_view kBlanks = " \t\v\f";
constexpr std::string_view kOfNames = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Takes a stretch of the given characters off the front, and blanks behind it.
std::string_view take(std::string_view& text, std::string_view characters) {
  const std::size_t end = std::min(text.find_first_not_of(characters), text.size());
  const std::string_view taken = text.substr(0, end);
  text = trimmed(text.substr(end));
  return taken;
}

std::string ticked(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string guess(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const auto near = nearest(word, candidates);
  return near ? "Did you mean " + ticked(*near) + "?" : std::string();
}

Comment::Fault malformed(std::string message, std::string advice) {
  return {.kind = "malformed", .message = std::move(message), .advice = std::move(advice)};
}

std::string usage(std::string_view word, std::string_view rules = "RULE", std::string_view reason = "reason") {
  return "`" + std::string(word) + " " + std::string(rules) + ": " + std::string(reason) + "`";
}

/// Nothing when such a rule, and such a kind of it, exists.
std::optional<Comment::Fault> fault_of(const Target& target, std::span<const findings::RuleInfo> known) {
  if (target.rule == "suppression") {
    return malformed("what is said about suppressions cannot be suppressed",
                     "Mend the other comment, or switch the rule off for these files in lockstep.jsonc");
  }
  const auto rule = std::find_if(known.begin(), known.end(), [&](const auto& info) { return info.id == target.rule; });
  std::vector<std::string> names;
  if (rule == known.end()) {
    for (const findings::RuleInfo& info : known) {
      if (info.id != "suppression") names.emplace_back(info.id);
    }
    std::string advice = guess(target.rule, names);
    if (advice.empty()) advice = "`lockstep rules` lists all rules";
    return Comment::Fault{"unknown-rule", "there is no rule " + ticked(target.rule), std::move(advice)};
  }
  // A rule without kinds of its own takes them from elsewhere.
  if (target.kind.empty() || rule->kinds.empty()) return std::nullopt;
  for (const findings::KindInfo& kind : rule->kinds) {
    if (kind.id == target.kind) return std::nullopt;
    names.push_back(target.rule + "/" + std::string(kind.id));
  }
  std::string advice = guess(target.spelled(), names);
  if (advice.empty()) advice = "`lockstep explain " + target.rule + "` tells its kinds";
  return Comment::Fault{"unknown-rule", "the rule " + ticked(target.rule) + " has no kind " + ticked(target.kind),
                        std::move(advice)};
}

/// `RULE[/KIND], …` off the front.
std::vector<Target> take_targets(std::string_view& text, bool& is_cut) {
  std::vector<Target> targets;
  for (;;) {
    const std::string_view name = take(text, kOfNames);
    if (name.empty()) return targets;
    const std::size_t slash = std::min(name.find('/'), name.size());
    // What ends in a slash or a comma was to go on, and nobody knows how.
    if (slash + 1 == name.size()) {
      is_cut = true;
      return targets;
    }
    targets.push_back({.rule = std::string(name.substr(0, slash)),
                       .kind = std::string(name.substr(std::min(slash + 1, name.size())))});
    if (!text.starts_with(',')) return targets;
    text = trimmed(text.substr(1));
    is_cut = text.empty();
  }
}

/// Reads what stands between the word and the colon.
std::optional<Comment::Fault> read_head(std::string_view head, std::string_view word, bool has_colon, Comment& comment,
                                        std::span<const findings::RuleInfo> known) {
  bool is_cut = false;
  comment.targets = take_targets(head, is_cut);
  if (is_cut) {
    return malformed("a rule or a kind is missing in this suppression",
                     "Write " + usage(word, "RULE[/KIND]") + ", several rules parted by commas");
  }
  if (comment.targets.empty()) {
    return malformed("this suppression does not begin with the name of a rule",
                     "Write which finding may stay, and why: " + usage(word));
  }
  for (const Target& target : comment.targets) {
    if (auto fault = fault_of(target, known)) return fault;
  }
  if (head.starts_with("until") && kBlanks.find(head.substr(5, 1)) != std::string_view::npos) {
    head = trimmed(head.substr(5));
    const std::string_view day = take(head, "0123456789-");
    if (!is_day(day)) {
      return malformed("`until` is not followed by a day such as 2027-01-31",
                       "Write the last day on which it shall hold as year, month and day");
    }
    comment.until = day;
  }
  if (head.empty()) return std::nullopt;
  const std::string name = comment.targets.front().spelled();
  if (!has_colon) {
    return Comment::Fault{"missing-reason",
                          "this suppression of " + ticked(name) + " has no colon in front of its reason",
                          "Write " + usage(word, name, head)};
  }
  return malformed(ticked(head) + " stands where only rules and `until` may stand",
                   "Write " + usage(word, name) + "; several rules are parted by commas");
}

/// "until 2027-01-31", and not "until the importer is through".
bool begins_with_until(std::string_view reason) {
  if (!reason.starts_with("until")) return false;
  reason = trimmed(reason.substr(5));
  return is_day(take(reason, "0123456789-"));
}

bool says_something(std::string_view reason) {
  return std::any_of(reason.begin(), reason.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

std::optional<Comment> read_comment(std::string_view text, std::span<const findings::RuleInfo> known) {
  const std::string_view word = text.substr(0, std::min(text.find_first_of(" \t\v\f:,"), text.size()));
  const auto form = std::find_if(kWords.begin(), kWords.end(), [&](const Word& each) { return each.text == word; });
  Comment comment;
  if (form == kWords.end()) {
    std::vector<std::string> words;
    for (const Word& each : kWords) words.emplace_back(each.text);
    std::string advice = guess(word, words);
    std::string small(word);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    if (std::find(words.begin(), words.end(), small) != words.end())
      advice = "Write it in small letters: " + ticked(small);
    const bool is_ours = std::any_of(kOtherBeginnings.begin(), kOtherBeginnings.end(),
                                     [&](std::string_view beginning) { return small.starts_with(beginning); });
    if (!is_ours && advice.empty()) return std::nullopt;
    // "lockstep-ignore" alone is as near to one form as to the other.
    if (advice.empty() || word == "lockstep-ignore") {
      advice =
          "Write `lockstep-ignore-next-line`, `lockstep-ignore-line`, `lockstep-ignore-begin` … "
          "`lockstep-ignore-end` or `lockstep-ignore-file`";
    }
    comment.fault = malformed(ticked(word) + " is no form of suppression", std::move(advice));
    return comment;
  }
  comment.form = form->form;
  const std::string_view rest = trimmed(text.substr(word.size()));
  if (comment.form == Form::End) {
    std::string_view head = rest;
    bool is_cut = false;
    comment.targets = take_targets(head, is_cut);
    if (!head.empty() || is_cut) {
      comment.fault = malformed("`lockstep-ignore-end` takes rules and nothing else",
                                "The reason stands at `lockstep-ignore-begin`");
    }
    return comment;
  }
  const std::size_t colon = std::min(rest.find(':'), rest.size());
  const bool has_colon = colon < rest.size();
  comment.fault = read_head(trimmed(rest.substr(0, colon)), word, has_colon, comment, known);
  if (has_colon) comment.reason = trimmed(rest.substr(colon + 1));
  if (!comment.fault && begins_with_until(comment.reason)) {
    comment.fault = malformed(
        "`until` stands behind the colon, where it is a part of the reason",
        "Write the day in front of it: " + usage(word, comment.targets.front().spelled() + " until 2027-01-31"));
  }
  if (!comment.fault && !says_something(comment.reason)) {
    const std::string name = comment.targets.front().spelled();
    comment.fault = {"missing-reason", "this suppression of " + ticked(name) + " gives no reason",
                     "Say why it may stay, so that the next reader need not ask: " + usage(word, name)};
  }
  return comment;
}

}  // namespace lockstep::adoption
