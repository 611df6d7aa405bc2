#include "rules/duplicate_list/report.h"

#include "rules/duplicate_list/folding.h"
#include "rules/duplicate_list/groups.h"
#include "rules/duplicate_list/reasons.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMaxNamed = 3;     ///< values named in a message
constexpr std::size_t kMaxRelated = 24;  ///< places besides the finding's own
constexpr std::size_t kMaxColumns = 24;  ///< of a matrix; beyond that only where the places differ

bool holds(const Candidate& list, std::string_view value) {
  return std::binary_search(list.values.begin(), list.values.end(), value);
}

/// What `list` holds and `other` does not, in the order in which it is written.
std::vector<std::string_view> only_in(const Candidate& list, const Candidate& other) {
  std::vector<std::string_view> found;
  for (const ListedValue& value : list.list->spelled) {
    if (!holds(other, value.text)) found.push_back(value.text);
  }
  for (const std::string_view value : list.list->referenced) {
    if (!holds(other, value)) found.push_back(value);
  }
  return found;
}

/// "`a`, `b` and 3 more"
std::string named(const std::vector<std::string_view>& values) {
  std::string out;
  const std::size_t shown = values.size() <= kMaxNamed + 1 ? values.size() : kMaxNamed;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == values.size() ? " and " : ", ";
    out += "`" + std::string(values[i]) + "`";
  }
  if (shown < values.size()) out += " and " + std::to_string(values.size() - shown) + " more";
  return out;
}

std::string_view is_or_are(const std::vector<std::string_view>& values) {
  return values.size() == 1 ? " is " : " are ";
}

std::string in_title(const ValueList& list) {
  const std::string title = title_of(list);
  return title == "a list" ? "another list" : title;
}

std::string difference(const Candidate& copy, const Candidate& owner) {
  const std::vector<std::string_view> missing = only_in(owner, copy);
  const std::vector<std::string_view> extra = only_in(copy, owner);
  const std::string title = in_title(*owner.list);
  if (extra.empty()) return named(missing) + std::string(is_or_are(missing)) + "missing here but listed in " + title;
  // An end of a wire need not know all names; what it alone knows leads nowhere.
  const bool are_messages = copy.list->names_messages && owner.list->names_messages;
  if (missing.empty() || are_messages)
    return named(extra) + std::string(is_or_are(extra)) + "listed here but missing in " + title;
  return named(missing) + std::string(is_or_are(missing)) + "missing here but listed in " + title + ", which lacks " +
         named(extra);
}

std::string_view kind_of(const Relation& relation, const ValueList& copy, const ValueList& owner) {
  if (relation.is_spelled_part) return "bypassed";
  const bool are_both_types = copy.is_type() && owner.is_type();
  if (relation.likeness == Likeness::Equal) return relation.is_weak && are_both_types ? "overlapping" : "copied";
  if (relation.is_weak) return "overlapping";
  if (is_declared_twice(copy, owner)) return "redeclared";
  return "drifted";
}

Matrix matrix_of(const std::vector<const Candidate*>& rows) {
  Matrix matrix;
  std::vector<std::string_view> columns;
  for (const Candidate* row : rows) {
    const auto add = [&](std::string_view value) {
      if (std::find(columns.begin(), columns.end(), value) == columns.end()) columns.push_back(value);
    };
    for (const ListedValue& value : row->list->spelled) add(value.text);
    for (const std::string_view value : row->list->referenced) add(value);
  }
  if (columns.size() > kMaxColumns) {
    std::erase_if(columns, [&](std::string_view value) {
      return std::all_of(rows.begin(), rows.end(), [&](const Candidate* row) { return holds(*row, value); });
    });
  }
  for (const Candidate* row : rows) {
    matrix.rows.push_back({.label = title_of(*row->list), .place = row->list->place()});
    for (const std::string_view value : columns) matrix.cells.push_back(holds(*row, value));
  }
  for (const std::string_view value : columns) matrix.columns.emplace_back(value);
  return matrix;
}

/// What a finding is about, without lines and paths: it stays what it is when its file gets another name. Lists that
/// differ differ in certain values; when others are missing, that is another finding, or a baseline that knows the
/// first would hide it.
std::string subject_of(const Candidate& copy, const Candidate& owner, std::string_view kind) {
  std::string subject = title_of(*copy.list) + " in " + copy.list->enclosing + "of " + title_of(*owner.list) + ":";
  const auto add = [&](std::string_view mark, std::vector<std::string_view> values) {
    std::sort(values.begin(), values.end());
    for (const std::string_view value : values) subject += " " + std::string(mark) + std::string(value);
  };
  if (copy.list->name.empty() || owner.list->name.empty()) add("", {copy.values.begin(), copy.values.end()});
  if (kind == "drifted" || kind == "redeclared") {
    add("-", only_in(owner, copy));
    add("+", only_in(copy, owner));
  }
  return subject;
}

class Reporting {
 public:
  Reporting(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations, const Owners& owners,
            const Weights& weights)
      : candidates_(candidates), groups_(candidates, relations, owners), owners_(owners), weights_(weights) {}

  std::vector<Finding> run() const {
    std::vector<Copy> copies = groups_.copies();
    fold(copies, candidates_, owners_);
    std::vector<Finding> findings;
    for (const Copy& copy : copies) {
      if (!copy.is_folded) findings.push_back(finding(copy));
    }
    return findings;
  }

 private:
  const ValueList& list(std::size_t index) const { return *candidates_[index].list; }

  /// Where else the values stand, besides the copy and its owner.
  std::set<std::pair<std::string_view, std::uint32_t>> places_of(const Copy& of) const {
    std::set<std::pair<std::string_view, std::uint32_t>> places;
    for (const std::size_t further : groups_.relatives(of.copy)) {
      if (further != of.owner) places.emplace(list(further).path, list(further).head.begin);
    }
    for (const std::size_t repeat : of.repeats) places.emplace(list(repeat).path, list(repeat).head.begin);
    return places;
  }

  Finding finding(const Copy& of) const {
    const std::size_t copy_index = of.copy;
    const Relation& relation = of.relation;
    const std::size_t owner_index = of.owner;
    const Candidate& copy = candidates_[copy_index];
    const Candidate& original = candidates_[owner_index];
    Finding finding;
    finding.kind = kind_of(relation, *copy.list, *original.list);
    finding.subject = subject_of(copy, original, finding.kind);
    finding.where = copy.list->place();
    finding.severity = severity_of(of, candidates_, owners_);

    std::vector<const Candidate*> rows{&original, &copy};
    finding.related.push_back({.place = original.list->place(), .text = "listed in " + in_title(*original.list)});
    for (const std::size_t further : groups_.relatives(copy_index)) {
      if (further == owner_index || finding.related.size() >= kMaxRelated) continue;
      rows.push_back(&candidates_[further]);
      finding.related.push_back(
          {.place = candidates_[further].list->place(), .text = "and in " + in_title(*candidates_[further].list)});
    }
    for (const std::size_t repeat : of.repeats) {
      const bool is_known = std::any_of(finding.related.begin(), finding.related.end(),
                                        [&](const Related& related) { return related.place == list(repeat).place(); });
      if (!is_known && finding.related.size() < kMaxRelated) {
        finding.related.push_back({.place = list(repeat).place(), .text = "and once more here"});
      }
    }
    finding.matrix = matrix_of(rows);
    const bool is_wider = std::any_of(of.repeats.begin(), of.repeats.end(),
                                      [&](std::size_t repeat) { return list(repeat).path != copy.list->path; });
    finding.advice = advice(copy, original, relation, is_wider);
    finding.message = message(finding.kind, copy, original, relation);
    if (of.is_file) {
      finding.message = "this file is a copy of '" + std::string(original.list->path) + "': " + finding.message;
      finding.advice = "Keep one of the two files and import from it what the other declares";
    }
    give_reasons(finding, copy, original, relation, weights_, owners_);
    std::set<Place> told{finding.where};
    for (const std::size_t repeat : of.repeats) {
      if (!told.insert(list(repeat).place()).second) continue;
      finding.also.push_back({.place = list(repeat).place(),
                              .subject = subject_of(candidates_[repeat], original, finding.kind),
                              .identity = {}});
    }
    if (of.is_file && of.more > 0) {
      finding.message +=
          of.more == 1 ? ", and so is one more list" : ", and so are " + std::to_string(of.more) + " more lists";
    } else if (of.more_apart > 0) {
      finding.message += of.more_apart == 1 ? ", and one more list of this package stands beside a type of that one"
                                            : ", and " + std::to_string(of.more_apart) +
                                                  " more lists of this package stand beside types of that one";
    } else if (of.more > 0) {
      finding.message += of.more == 1
                             ? ", and one more list is a copy from the same file"
                             : ", and " + std::to_string(of.more) + " more lists are copies from the same file";
    } else if (!of.repeats.empty()) {
      const std::size_t further = places_of(of).size();
      finding.message +=
          further == 1 ? ", as in one further place" : ", as in " + std::to_string(further) + " further places";
    }
    return finding;
  }

  /// What to do, and first what to decide where the two differ.
  std::string advice(const Candidate& copy, const Candidate& original, const Relation& relation, bool is_wider) const {
    std::vector<const ValueList*> equals;
    for (const std::size_t further : groups_.relatives(static_cast<std::size_t>(&copy - candidates_.data()))) {
      if (candidates_[further].values == copy.values) equals.push_back(candidates_[further].list);
    }
    add_namesakes(copy, original, equals);
    const bool are_equal = relation.likeness == Likeness::Equal || relation.is_spelled_part;
    if (!are_equal) equals.clear();
    std::string advice =
        owners_.advice(*copy.list, *original.list, {.is_wider = is_wider, .has_drifted = !are_equal, .equals = equals});
    if (are_equal || advice.empty() || relation.misspelled != Relation::Misspelled::Neither) return advice;
    const std::vector<std::string_view> missing = only_in(original, copy);
    const std::vector<std::string_view> extra = only_in(copy, original);
    // Where neither may import from the other, all that can be done is to add it.
    const bool is_apart = owners_.share_nothing(*copy.list, *original.list);
    const std::string then =
        std::string(1, static_cast<char>(std::tolower(static_cast<unsigned char>(advice[0])))) + advice.substr(1);
    if (!missing.empty() && !extra.empty()) {
      return "Decide first which of the two is right; then " + (is_apart ? "bring the other in line" : then);
    }
    const std::vector<std::string_view>& only = missing.empty() ? extra : missing;
    const bool is_one = only.size() == 1;
    return "Decide first whether " + named(only) + (is_one ? " belongs " : " belong ") +
           (missing.empty() ? "in " + in_title(*original.list) + " too" : "here") + ": if so, " +
           (is_apart ? std::string(is_one ? "add it" : "add them") : then) + "; if not, say in a comment why " +
           (is_one ? "it is" : "they are") + (missing.empty() ? " only here" : " left out");
  }

  /// What the package that the values should come from calls these very values elsewhere: of four everyday words that
  /// tells too little to say that it is the same list, and enough to take it where the list is known to be there.
  void add_namesakes(const Candidate& copy, const Candidate& original, std::vector<const ValueList*>& equals) const {
    constexpr std::size_t kEnough = 4;
    if (copy.values.size() < kEnough || !original.list->node || has_own_name(*original.list)) return;
    for (const Candidate& other : candidates_) {
      const ValueList& named = *other.list;
      if (other.values != copy.values || !is_named_type(named) || !named.is_exported || !named.node) continue;
      if (named.node.file().package_id == original.list->node.file().package_id) equals.push_back(&named);
    }
  }

  static std::string message(std::string_view kind, const Candidate& copy, const Candidate& owner,
                             const Relation& relation) {
    if (relation.misspelled != Relation::Misspelled::Neither) {
      const std::string_view own = only_in(copy, owner).front();
      const std::string_view meant = other_spelling(own, owner);
      return named({own}) + " is spelled " + named({meant.empty() ? only_in(owner, copy).front() : meant}) + " in " +
             in_title(*owner.list) +
             (meant.empty() ? ", and wherever else the two values stand" : ", and equals nothing there");
    }
    const std::string count = std::to_string(copy.values.size());
    if (kind == "bypassed")
      return "these " + count + " values are spelled out where " + in_title(*owner.list) + " holds them";
    if (kind == "copied") {
      // "all" or "none" may make a difference that is none.
      const std::size_t common = intersection(copy, owner).size();
      const std::string these = common == copy.values.size() ? "these " : std::to_string(common) + " of these ";
      return these + count + " values are already listed in " + in_title(*owner.list);
    }
    if (kind == "redeclared")
      return "`" + copy.list->name + "` is declared twice, and differently: " + difference(copy, owner);
    if (kind == "overlapping" && copy.values == owner.values) {
      return "these " + count + " values are the same as those of " + in_title(*owner.list);
    }
    return difference(copy, owner);
  }

  const std::vector<Candidate>& candidates_;
  Groups groups_;
  const Owners& owners_;
  const Weights& weights_;
};

}  // namespace

std::vector<Finding> report_copies(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations,
                                   const Owners& owners, const Weights& weights) {
  return Reporting(candidates, relations, owners, weights).run();
}

}  // namespace lockstep::rules
