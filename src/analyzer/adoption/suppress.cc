#include "adoption/suppress.h"

#include "adoption/grammar.h"
#include "findings/identity.h"
#include "findings/order.h"
#include "findings/sites.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace lockstep::adoption {
namespace {

using findings::Accepted;
using findings::Finding;
using findings::Outcome;
using findings::Place;
using findings::RuleInfo;
using findings::Severity;
using findings::Suppression;

/// A comment, the stretch of its file that it is about, and what it did there.
struct Placed {
  const FileComments* file;
  const facts::Directive* directive;
  Comment comment;
  Span covers;
  bool is_expired = false;
  std::vector<bool> was_used;        // by target
  std::set<const Finding*> hidden;   // they are counted once, however many comments hide them
  const Finding* one_end = nullptr;  // a finding with other ends that nothing hides

  bool holds() const { return !comment.fault && !is_expired && comment.form != Form::End; }
};

std::string_view spelled(Form form) {
  switch (form) {
    case Form::Line:
      return "line";
    case Form::NextLine:
      return "next-line";
    case Form::Begin:
    case Form::End:
      return "block";
    case Form::File:
      return "file";
  }
  return "line";
}

std::string rules_of(const Comment& comment) {
  std::string text;
  for (const Target& target : comment.targets) text += (text.empty() ? "`" : ", `") + target.spelled() + "`";
  return text;
}

class Suppressing {
 public:
  Suppressing(Outcome& outcome, std::span<const FileComments> files, const Search& search)
      : outcome_(outcome), search_(search) {
    for (const FileComments& file : files) {
      place(file);
      if (!file.is_asked_about) not_asked_.insert(file.path);
    }
    for (std::size_t i = 0; i < comments_.size(); ++i) by_path_[comments_[i].file->path].push_back(i);
  }

  void hide() {
    for (const Finding& finding : outcome_.findings) {
      std::optional<std::size_t> by;
      const std::vector<bool>& hidden = hidden_.emplace_back(hidden_places(finding, by));
      if (!by) continue;
      const Placed& comment = comments_[*by];
      outcome_.accepted.push_back({.finding = findings::part_of(finding, hidden, "and here, where no comment hides it"),
                                   .by = Accepted::By::Comment,
                                   .reason = comment.comment.reason,
                                   .until = comment.comment.until,
                                   .comment = place_of(comment)});
    }
  }

  void list() {
    for (const Placed& placed : comments_) {
      if (!placed.file->is_asked_about || (placed.comment.form == Form::End && !placed.comment.fault)) continue;
      Suppression& listed = outcome_.suppressions.emplace_back();
      listed.place = place_of(placed);
      listed.form = spelled(placed.comment.form);
      for (const Target& target : placed.comment.targets) listed.rules.push_back(target.spelled());
      listed.reason = placed.comment.fault ? placed.directive->text : placed.comment.reason;
      listed.until = placed.comment.until;
      listed.findings = placed.hidden.size();
      listed.state = state_of(placed);
    }
  }

  /// What is wrong with them, over the whole program: identities must not depend on what was asked about.
  std::vector<Finding> problems() const {
    Outcome told;
    for (const Placed& placed : comments_) {
      if (auto problem = problem_of(placed)) told.findings.push_back(std::move(*problem));
    }
    findings::order(told);
    findings::assign_identities(told);
    std::erase_if(told.findings, [&](const Finding& finding) { return not_asked_.count(finding.where.path) > 0; });
    return std::move(told.findings);
  }

  /// Takes the hidden ones away; nothing may ask for them behind this.
  void drop_hidden() {
    std::vector<Finding> open;
    for (std::size_t i = 0; i < outcome_.findings.size(); ++i) {
      Finding& finding = outcome_.findings[i];
      std::vector<bool>& places = hidden_[i];
      const bool is_any_hidden = std::find(places.begin(), places.end(), true) != places.end();
      places.flip();
      if (std::find(places.begin(), places.end(), true) == places.end()) continue;
      open.push_back(is_any_hidden ? findings::part_of(finding, places, "suppressed here") : std::move(finding));
    }
    comments_.clear();
    outcome_.findings = std::move(open);
  }

 private:
  static Place place_of(const Placed& placed) {
    return {.path = std::string(placed.file->path), .span = placed.directive->where};
  }

  void place(const FileComments& file) {
    std::vector<std::size_t> open;  // blocks whose end is still to come, by index
    for (const facts::Directive& directive : file.directives) {
      auto comment = read_comment(directive.text, search_.known);
      if (!comment) continue;
      Placed& placed = comments_.emplace_back(
          Placed{.file = &file, .directive = &directive, .comment = *std::move(comment), .covers = {}});
      placed.was_used.resize(placed.comment.targets.size());
      placed.is_expired = !placed.comment.until.empty() && placed.comment.until < search_.today;
      if (placed.comment.fault) continue;
      switch (placed.comment.form) {
        case Form::Line:
          placed.covers = directive.lines;
          break;
        case Form::NextLine:
          placed.covers = directive.next_line;
          break;
        case Form::File:
          placed.covers = {0, UINT32_MAX};
          if (!directive.leads) {
            placed.comment.fault = {"malformed", "`lockstep-ignore-file` stands behind code",
                                    "Move it in front of the first statement, where readers of the file see it"};
          }
          break;
        case Form::Begin:
          open.push_back(comments_.size() - 1);
          break;
        case Form::End:
          close(placed, open);
          break;
      }
    }
    for (const std::size_t index : open) {
      comments_[index].comment.fault = {"malformed", "this block of suppression is never closed",
                                        "Write `lockstep-ignore-end` behind the last line that it is about"};
    }
  }

  void close(Placed& end, std::vector<std::size_t>& open) {
    const auto matches = [&](std::size_t index) {
      return end.comment.targets.empty() || comments_[index].comment.targets == end.comment.targets;
    };
    const auto begin = std::find_if(open.rbegin(), open.rend(), matches);
    if (begin == open.rend()) {
      end.comment.fault = {"malformed", "no block of suppression that begins above ends here",
                           "Take it out, or let it name the rules of its `lockstep-ignore-begin`"};
      return;
    }
    Placed& block = comments_[*begin];
    // From comment to comment: what stands before or behind on the same line is not in between.
    block.covers = {block.directive->where.begin, end.directive->where.end - 1};
    open.erase(std::next(begin).base());
  }

  /// Adds the comments that are about a place and name the finding's rule, each with the index of the name.
  void cover(const Finding& finding, const Place& place,
             std::vector<std::pair<std::size_t, std::size_t>>& found) const {
    const auto here = by_path_.find(place.path);
    if (here == by_path_.end()) return;
    for (const std::size_t index : here->second) {
      const Placed& placed = comments_[index];
      if (!placed.holds() || place.span.begin < placed.covers.begin || place.span.begin > placed.covers.end) continue;
      for (std::size_t i = 0; i < placed.comment.targets.size(); ++i) {
        const Target& target = placed.comment.targets[i];
        if (target.rule == finding.rule && (target.kind.empty() || target.kind == finding.kind)) {
          found.emplace_back(index, i);
        }
      }
    }
  }

  using Covers = std::vector<std::pair<std::size_t, std::size_t>>;

  void use(const Covers& covers, const Finding& finding) {
    for (const auto& [index, target] : covers) {
      comments_[index].was_used[target] = true;
      comments_[index].hidden.insert(&finding);
    }
  }

  /// Which of the places for which a finding speaks are hidden, and by which comment first. A place that no comment is
  /// about stays, or one reason would speak for whatever comes later.
  std::vector<bool> hidden_places(const Finding& finding, std::optional<std::size_t>& by) {
    std::vector<bool> hidden(findings::count_sites(finding));
    Covers own;
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      const std::size_t before = own.size();
      cover(finding, findings::site(finding, i).place, own);
      hidden[i] = own.size() > before;
    }
    const std::set<Place> ends = other_ends(finding);
    Covers others;
    bool are_all = !ends.empty();
    for (const Place& place : ends) {
      const std::size_t before = others.size();
      cover(finding, place, others);
      are_all = are_all && others.size() > before;
    }
    if (are_all) hidden.assign(hidden.size(), true);
    use(own, finding);
    if (are_all) use(others, finding);
    if (!own.empty() || are_all) by = (own.empty() ? others : own).front().first;
    if (std::find(hidden.begin(), hidden.end(), true) == hidden.end()) {
      for (const auto& [index, target] : others) comments_[index].one_end = &finding;
    }
    return hidden;
  }

  /// The places that a finding is about beside its own: those that it points at or speaks for, and the rows of its
  /// table.
  static std::set<Place> other_ends(const Finding& finding) {
    std::set<Place> places;
    for (const findings::Related& related : finding.related) places.insert(related.place);
    for (const findings::Site& site : finding.also) places.insert(site.place);
    if (finding.matrix) {
      for (const auto& row : finding.matrix->rows) places.insert(row.place);
    }
    places.erase(finding.where);
    return places;
  }

  const RuleInfo* info_of(std::string_view rule) const {
    const auto found =
        std::find_if(search_.known.begin(), search_.known.end(), [&](const RuleInfo& info) { return info.id == rule; });
    return found == search_.known.end() ? nullptr : &*found;
  }

  bool was_asked(const Placed& placed, const Target& target) const {
    const RuleInfo* info = info_of(target.rule);
    return info != nullptr && search_.was_asked(*info, target.kind, placed.file->path);
  }

  /// The targets that hide nothing although everything was looked for that they could hide.
  std::vector<Target> idle_targets(const Placed& placed) const {
    std::vector<Target> idle;
    for (std::size_t i = 0; i < placed.comment.targets.size(); ++i) {
      const Target& target = placed.comment.targets[i];
      if (!placed.was_used[i] && was_asked(placed, target)) idle.push_back(target);
    }
    return idle;
  }

  Suppression::State state_of(const Placed& placed) const {
    using State = Suppression::State;
    if (placed.comment.fault) return State::Broken;
    if (placed.is_expired) return State::Expired;
    if (!placed.hidden.empty()) return State::Used;
    return idle_targets(placed).size() == placed.comment.targets.size() ? State::Unused : State::Unchecked;
  }

  /// Nothing when all is well, or when nobody wants to hear of it.
  std::optional<Finding> problem_of(const Placed& placed) const {
    const RuleInfo* info = info_of("suppression");
    if (!placed.file->is_told || info == nullptr) return std::nullopt;
    Finding finding{.where = place_of(placed)};
    finding.rule = info->id;
    finding.subject = placed.directive->text;
    if (placed.comment.fault) {
      finding.kind = placed.comment.fault->kind;
      finding.message = placed.comment.fault->message;
      finding.advice = placed.comment.fault->advice;
    } else if (placed.is_expired) {
      finding.kind = "expired";
      finding.message =
          "this suppression of " + rules_of(placed.comment) + " was to last until " + placed.comment.until;
      finding.advice = "Mend what it hid, or say until when it may stay and why";
    } else if (placed.comment.form == Form::End || !say_unused(placed, finding)) {
      return std::nullopt;
    }
    finding.severity = search_.severity(*info, finding.kind, finding.where.path, Severity::Off);
    if (finding.severity == Severity::Off) return std::nullopt;
    return finding;
  }

  bool say_unused(const Placed& placed, Finding& finding) const {
    const std::vector<Target> idle = idle_targets(placed);
    if (idle.empty()) return false;
    Comment named;
    named.targets = idle;
    finding.kind = "unused";
    if (placed.one_end != nullptr && placed.hidden.empty()) {
      const Finding& other = *placed.one_end;
      finding.message =
          "this suppression of " + rules_of(named) + " is at one of several ends of a finding, and hides nothing";
      finding.advice = "Move it to the place where " + other.identity + " is reported";
      finding.related.push_back({.place = other.where, .text = "reported here: " + other.message});
      return true;
    }
    finding.message = "nothing is left here that this suppression of " + rules_of(named) + " could hide";
    if (idle.size() == placed.comment.targets.size()) {
      finding.advice = "Take it out: it would hide the next finding here, too";
      // A block has another end, and what lies in between is no business of an edit.
      if (placed.comment.form != Form::Begin) {
        finding.edits.push_back(
            {.place = {.path = std::string(placed.file->path), .span = placed.directive->removal}, .replacement = ""});
      }
    } else {
      finding.advice = "Take the name out: it would hide the next finding here, too";
    }
    return true;
  }

  Outcome& outcome_;
  const Search& search_;
  std::vector<Placed> comments_;  // by path and position
  std::set<std::string_view, std::less<>> not_asked_;
  std::map<std::string_view, std::vector<std::size_t>, std::less<>> by_path_;
  std::vector<std::vector<bool>> hidden_;  // by finding: which of its places
};

}  // namespace

void suppress(Outcome& outcome, std::span<const FileComments> files, const Search& search) {
  Suppressing suppressing(outcome, files, search);
  suppressing.hide();
  suppressing.list();
  std::vector<Finding> problems = suppressing.problems();
  suppressing.drop_hidden();
  if (problems.empty()) return;
  std::move(problems.begin(), problems.end(), std::back_inserter(outcome.findings));
  findings::order(outcome);
}

}  // namespace lockstep::adoption
