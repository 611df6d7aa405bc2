// magic-actor: somebody acts under a name that no user has.
//
// An automated step has to say who it is. Whoever writes it has no user at hand and writes 'system'. It compiles, since
// an id is a string; then the permission check looks the user up and finds nobody, the foreign key refuses the row, or
// the audit log names an actor that cannot be asked. The next author writes 'SYSTEM' or 'bot', and no query finds both.
//
// We go by the names of places (`userId`, `createdBy`), as the callee's own declaration or the stored property has
// them, and by values that stand for nobody in particular. A declared kind ("user" | "bot") is no identity, and an
// exported constant is the repair, not the mistake: where one could be imported we name it.

#include "rules/rule.h"

#include "rules/magic_actor/homes.h"
#include "rules/magic_actor/positions.h"
#include "rules/magic_actor/vocabulary.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

using actors::Homes;
using actors::Use;
using actors::Vocabulary;

constexpr KindInfo kKinds[] = {
    {.id = "literal",
     .severity = Severity::Warning,
     .meaning = "a made-up word stands where a user's id belongs",
     .one = "made-up id stands for a user",
     .many = "made-up ids stand for users",
     .impact = "A permission check finds nobody, a foreign key refuses the row, or the audit log names an actor that "
               "does not exist.",
     .effort = findings::Effort::Line},
    {.id = "principal",
     .severity = Severity::Error,
     .meaning = "a made-up object stands where a whole user belongs",
     .one = "made-up user object stands for a whole user",
     .many = "made-up user objects stand for whole users",
     .impact = "Every check that reads more of the user than this object holds goes wrong, or lets it pass.",
     .effort = findings::Effort::Function},
};

constexpr RuleInfo kInfo{
    .id = "magic-actor",
    .name = "MagicActor",
    .title = "An action is attributed to a made-up user",
    .advice = "Give the actor a user that exists, export its id as one constant, and pass that.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .area = "Who acts",
};

// How many other spellings or uses of one actor are shown beside a finding.
constexpr std::size_t kMaxRelated = 6;

std::string quoted(std::string_view text) { return '\'' + std::string{text} + '\''; }

bool is_number(const Use& use) { return use.spelled.is(Kind::Number) || use.spelled.is(Kind::Unary); }

// The id that a constant for an actor holds: somebody may well have it.
bool is_id(const Use& use, const Vocabulary& vocabulary) {
  return actors::is_uuid(use.text) && !vocabulary.is_sentinel(use.text);
}

// 'acme_global': no word that everybody has for it.
bool is_own_word(const Use& use, const Vocabulary& vocabulary) {
  return !use.principal && !use.at_hand && !is_number(use) && !is_id(use, vocabulary) &&
         !vocabulary.is_sentinel(use.text);
}

// `user?.id ?? 'unknown'`
bool is_fallback(const Node& spelled) {
  const Node up = spelled.parent();
  return up && up.is(Kind::Binary) && (up.op() == Op::Coalesce || up.op() == Op::Or) && up.child(1) == spelled;
}

// "system", "SYSTEM_USER": by their first word.
bool is_same_actor(std::string_view a, std::string_view b) {
  const std::vector<std::string> words = split_words(a);
  const std::vector<std::string> others = split_words(b);
  return !words.empty() && !others.empty() && words.front() == others.front();
}

// The function of a module, or the method of a class, around whatever other functions there are.
Node outermost_function(const Node& at) {
  Node function = at.enclosing_function();
  for (Node outer = function; outer; outer = outer.enclosing_function()) function = outer;
  return function;
}

// `'system'`, `context.kind ?? 'system'`
bool may_be_sentinel(const Node& expression, const Vocabulary& vocabulary) {
  const Node value = program::without_casts(expression);
  if (!value) return false;
  const bool is_choice = value.is(Kind::Binary) && (value.op() == Op::Coalesce || value.op() == Op::Or);
  return is_choice ? may_be_sentinel(value.child(1), vocabulary)
                   : value.is(Kind::String) && vocabulary.is_sentinel(value.text());
}

// `{ userId: 'system', userType: 'system' }`: the object says beside it that this is no user.
bool is_told_apart(const Use& use, const Vocabulary& vocabulary) {
  if (!use.anchor.is(Kind::Object)) return false;
  const auto children = use.anchor.children();
  return std::any_of(children.begin(), children.end(), [&](const Node& part) {
    if (!part.is(Kind::Property)) return false;
    const std::vector<std::string> words = split_words(part.text());
    const bool is_kind = !words.empty() && (words.back() == "type" || words.back() == "kind");
    return is_kind && may_be_sentinel(program::value_of(part), vocabulary);
  });
}

// The same word, asked for and written under one name: a reader knows it, and only the spelling ties the two.
using Agreed = std::set<std::pair<std::string, std::string_view>>;

Agreed agreed_words(const std::vector<Use>& uses) {
  Agreed read;
  Agreed agreed;
  for (const Use& use : uses) {
    if (use.is_read) read.emplace(spoken(use.name), use.text);
  }
  for (const Use& use : uses) {
    if (!use.is_read && read.contains({spoken(use.name), use.text})) agreed.emplace(spoken(use.name), use.text);
  }
  return agreed;
}

std::string shown(const Use& use) { return is_number(use) ? std::string{use.text} : quoted(use.text); }

/// What is wrong with it, as the end of a sentence.
std::string claim(const Use& use, const Vocabulary& vocabulary) {
  if (is_id(use, vocabulary)) return ", and only that id says who is meant";
  if (use.principal) return ": no such user exists";
  if (use.is_name) return ", but nobody bears that name";
  if (use.at_hand) return ", although `" + program::describe(use.at_hand) + "` is at hand";
  return is_number(use) ? ", and only that number says who is meant" : ", but no user has that id";
}

std::string subject_of(const Program& program, const Use& use) {
  const Node function = use.spelled.enclosing_function();
  return std::string{use.name} + ' ' + std::string{use.text} + ' ' + (function ? program.qualified_name(function) : "");
}

Finding report(const Program& program, const Vocabulary& vocabulary, const Homes& homes, const Use& use, bool is_told,
               bool is_agreed) {
  const File& file = use.spelled.file();
  Finding finding;
  finding.kind = use.principal ? "principal" : "literal";
  finding.severity = is_told || use.is_name ? Severity::Note : use.principal ? Severity::Error : Severity::Warning;
  finding.where = place_of(use.spelled);
  finding.subject = subject_of(program, use);
  finding.message = shown(use) + " is " + use.where + claim(use, vocabulary);
  if (use.receiver) {
    finding.related.push_back(
        {place_of(use.receiver), use.principal ? "a user is asked for here" : "an id is asked for here"});
  }
  give_reason(finding,
              shown(use) +
                  (is_number(use)                     ? " is the number of a constant for an actor"
                   : is_id(use, vocabulary)           ? " is the id that a constant for an actor holds"
                   : vocabulary.is_sentinel(use.text) ? " stands for nobody in particular (models: actors)"
                                                      : " is a word of the program's own, and no id of a user") +
                  ", and `" + std::string{use.name} + "` names an identity");
  if (use.receiver) {
    for (Node at = use.spelled.parent(); at && !at.is(Kind::Function); at = at.parent()) {
      if (at.is(Kind::Call) || at.is(Kind::New)) {
        give_call(finding, program, at);
        break;
      }
    }
    give_reason(finding, "the parameter that takes it is declared here", use.receiver);
  }
  if (use.constant) {
    finding.related.push_back(
        {place_of(file, program::name_span(use.constant)), "the constant hides the literal from other files"});
  }
  if (use.at_hand) {
    const bool is_id = last_word(use.at_hand.text()) == "id";
    finding.advice = std::string(is_id ? "Pass `" : "Pass the id of `") + program::describe(use.at_hand) + "`.";
    give_reason(finding, "for whom this is done is known here", use.at_hand);
  } else if (use.is_name) {
    finding.advice = "Take the name from where the id beside it comes from, or leave it empty.";
    give_reason(finding, "the id stands beside it, so this is a name for people to read, and a note");
  } else if (const auto home = homes.find(file, use.text)) {
    // A number or a uuid is the right one already, and only not by its name.
    if (!use.principal && !is_number(use) && !is_id(use, vocabulary)) finding.severity = Severity::Error;
    finding.advice = "Use " + home->name;
    if (!home->specifier.empty()) {
      finding.advice +=
          " (import { " + home->name.substr(0, home->name.find('.')) + " } from '" + home->specifier + "')";
    }
    finding.advice += '.';
    finding.related.push_back(
        {place_of(home->declaration.file(), program::name_span(home->declaration)), "the constant for this actor"});
    give_reason(finding, home->name + " is exported for this actor and could be imported here, so it is an error",
                home->declaration);
  } else {
    if (vocabulary.is_nobody(use.text) && is_fallback(use.spelled)) {
      finding.advice = "Refuse to go on without somebody, or leave `" + std::string(use.name) +
                       "` empty: " + quoted(use.text) + " is nobody who could be looked up.";
    }
    if (is_told || is_agreed || is_own_word(use, vocabulary)) {
      finding.advice = "Export one constant for " + quoted(use.text) +
                       " and use it wherever it is written or compared: only the spelling ties those places.";
    }
    if (is_told) give_reason(finding, "a kind beside it says that it is no user, so it is a note");
    give_reason(finding, "no exported constant for this actor could be imported here");
  }
  return finding;
}

/// Uses that are mended at one go, the first of which is reported.
using Mistake = std::vector<const Use*>;

/// One literal may stand in two positions at once (`const userId = x ?? 'system'` that is compared): the first counts.
/// Several fields of one object literal are one mistake.
std::vector<Mistake> by_anchor(const std::vector<Use>& uses) {
  std::vector<Mistake> mistakes;
  std::set<NodeRef> seen;
  std::map<NodeRef, std::size_t> known;
  for (const Use& use : uses) {
    if (!seen.insert(use.spelled.ref()).second) continue;
    const auto [at, is_first] = known.try_emplace(use.anchor.ref(), mistakes.size());
    if (is_first) mistakes.emplace_back();
    mistakes[at->second].push_back(&use);
  }
  return mistakes;
}

/// One fallback all over a function is one, too, and so is a word of the program's own that many files spell.
std::vector<Mistake> by_function(const std::vector<Mistake>& mistakes, const Vocabulary& vocabulary) {
  constexpr std::size_t kAgainAndAgain = 3;
  constexpr std::size_t kManyFiles = 3;
  std::map<std::pair<std::string, std::string_view>, std::set<FileId>> files;
  for (const Mistake& mistake : mistakes) {
    const Use& use = *mistake.front();
    if (is_own_word(use, vocabulary)) files[{spoken(use.name), use.text}].insert(use.spelled.file().id);
  }
  using Same = std::tuple<NodeRef, std::string, std::string_view>;
  const auto same = [&](const Use& use) {
    const auto everywhere = files.find({spoken(use.name), use.text});
    if (everywhere != files.end() && everywhere->second.size() >= kManyFiles && is_own_word(use, vocabulary))
      return Same{NodeRef{}, spoken(use.name), use.text};
    const Node function = use.principal ? Node{} : outermost_function(use.spelled);
    return Same{function ? function.ref() : use.anchor.ref(), spoken(use.name), use.text};
  };
  std::map<Same, std::size_t> count;
  for (const Mistake& mistake : mistakes) ++count[same(*mistake.front())];
  std::vector<Mistake> merged;
  std::map<Same, std::size_t> known;
  for (const Mistake& mistake : mistakes) {
    const Same key = same(*mistake.front());
    const auto [at, is_first] = known.try_emplace(key, merged.size());
    if (is_first || count[key] < kAgainAndAgain) {
      merged.push_back(mistake);
    } else {
      merged[at->second].insert(merged[at->second].end(), mistake.begin(), mistake.end());
    }
  }
  return merged;
}

std::vector<Finding> check(const Program& program, const Shared& /*shared*/, const Settings& /*settings*/) {
  const Vocabulary vocabulary{program.models()};
  const Homes homes{program, vocabulary};
  std::vector<Use> uses = actors::made_up(program, vocabulary, homes.numbers(), homes.ids());
  std::erase_if(uses, [&](const Use& use) {
    if (homes.define(use.spelled)) return true;
    return (is_number(use) || is_id(use, vocabulary)) && !homes.find(use.spelled.file(), use.text);
  });
  const Agreed agreed = agreed_words(uses);
  const std::vector<Mistake> mistakes = by_function(by_anchor(uses), vocabulary);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    const Use& use = *mistakes[i].front();
    findings.push_back(report(program, vocabulary, homes, use, is_told_apart(use, vocabulary),
                              agreed.contains({spoken(use.name), use.text})));
    Finding& finding = findings.back();
    std::set<NodeRef> anchors{use.anchor.ref()};
    for (const Use* further : std::span(mistakes[i]).subspan(1)) {
      finding.related.push_back({place_of(further->spelled), "also " + further->where});
      if (!anchors.insert(further->anchor.ref()).second) continue;
      finding.also.push_back(
          {.place = place_of(further->spelled), .subject = subject_of(program, *further), .identity = {}});
    }
    // Other spellings of the same actor: no query finds them all.
    std::size_t shown = 0;
    for (const Use& other : uses) {
      if (shown == kMaxRelated) break;
      if (other.text == use.text || !is_same_actor(other.text, use.text)) continue;
      finding.related.push_back({place_of(other.spelled), "spelled " + quoted(other.text) + " here"});
      ++shown;
    }
  }
  return findings;
}

}  // namespace

extern constinit const Rule magic_actor{.info = kInfo, .check = check, .is_of_one_end = true, .effort = 2};

}  // namespace lockstep::rules
