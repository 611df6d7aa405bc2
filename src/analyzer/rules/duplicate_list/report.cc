#include "rules/duplicate_list/report.h"

#include "rules/duplicate_list/reasons.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMaxNamed = 3;     ///< values named in a message
constexpr std::size_t kMaxRelated = 16;  ///< places besides the finding's own
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
  if (missing.empty()) return named(extra) + std::string(is_or_are(extra)) + "listed here but missing in " + title;
  return named(missing) + std::string(is_or_are(missing)) + "missing here but listed in " + title + ", which lacks " +
         named(extra);
}

std::string_view kind_of(const Relation& relation, const ValueList& copy, const ValueList& owner) {
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

/// What a finding is about, without lines and paths: it stays what it is when its file gets another name.
std::string subject_of(const Candidate& copy, const Candidate& owner) {
  std::string subject = title_of(*copy.list) + " in " + copy.list->enclosing + "of " + title_of(*owner.list) + ":";
  if (copy.list->name.empty() || owner.list->name.empty()) {
    for (const std::string_view value : copy.values) {
      subject += ' ';
      subject += value;
    }
  }
  return subject;
}

class Reporting {
 public:
  Reporting(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations, const Owners& owners,
            const Weights& weights)
      : candidates_(candidates),
        relations_(relations),
        owners_(owners),
        weights_(weights),
        of_(candidates.size()),
        rank_(candidates.size()) {
    for (std::size_t i = 0; i < relations.size(); ++i) {
      of_[relations[i].a].push_back(i);
      of_[relations[i].b].push_back(i);
    }
    for (std::size_t i = 0; i < candidates.size(); ++i) rank_[i] = owners.rank(*candidates[i].list);
  }

  std::vector<Finding> run() const {
    std::vector<Copy> copies;
    for (std::size_t copy = 0; copy < candidates_.size(); ++copy) {
      if (const Relation* relation = best(copy)) copies.push_back({.copy = copy, .relation = relation});
    }
    fold_repeats(copies);
    fold_files(copies);
    std::vector<Finding> findings;
    for (const Copy& copy : copies) {
      if (!copy.is_folded) findings.push_back(finding(copy));
    }
    return findings;
  }

 private:
  struct Copy {
    std::size_t copy = 0;
    const Relation* relation = nullptr;
    bool is_folded = false;            ///< said by another finding
    std::vector<std::size_t> repeats;  ///< of the same list in the same file
    std::size_t more = 0;              ///< further lists of the file that come from the same other file
  };

  const ValueList& list(std::size_t index) const { return *candidates_[index].list; }
  std::size_t owner(const Copy& copy) const { return other(*copy.relation, copy.copy); }

  /// What is spelled again and again is mended at once: one list several times in a file, whatever it is a copy of
  /// there, and one type in the signatures of many.
  void fold_repeats(std::vector<Copy>& copies) const {
    using Values = std::vector<std::string_view>;
    std::map<std::pair<std::string_view, Values>, Copy*> by_file;
    std::map<std::pair<std::size_t, Values>, Copy*> by_owner;
    const auto fold = [](Copy& copy, auto& known, auto key) {
      const auto [entry, is_first] = known.try_emplace(std::move(key), &copy);
      if (is_first) return;
      copy.is_folded = true;
      entry->second->repeats.push_back(copy.copy);
    };
    for (Copy& copy : copies) {
      const Values& values = candidates_[copy.copy].values;
      fold(copy, by_file, std::pair(list(copy.copy).path, values));
      if (!copy.is_folded && is_anonymous_type(list(copy.copy))) fold(copy, by_owner, std::pair(owner(copy), values));
    }
  }

  /// An enum in code beside the same one in the database's schema: a layer between the two, often on purpose.
  bool mirrors_schema(const Copy& copy) const {
    return list(copy.copy).shape == Shape::Enum && list(owner(copy)).shape == Shape::Prisma &&
           copy.relation->likeness == Likeness::Equal;
  }

  /// How bad it is, where that differs from what the kind is by default.
  Severity severity(const Copy& of) const {
    const ValueList& copy = list(of.copy);
    const ValueList& original = list(owner(of));
    const Relation& relation = *of.relation;
    if (relation.likeness != Likeness::Equal) {
      return relation.surety == Relation::Surety::Likely ? Severity::Warning : Severity::Off;
    }
    if (relation.is_weak || mirrors_schema(of)) return Severity::Note;
    // What flows from one signature to the other is compared by the compiler.
    if (is_anonymous_type(copy) && is_anonymous_type(original) && of.repeats.size() < 3) return Severity::Note;
    // A menu over a type has labels of its own; what is missing there is an entry.
    const bool is_menu = copy.shape == Shape::Elements || copy.shape == Shape::ObjectArray;
    return is_menu && original.is_type() ? Severity::Note : Severity::Off;
  }

  /// A file that was copied as a whole is one cause.
  void fold_files(std::vector<Copy>& copies) const {
    constexpr std::size_t kMany = 4;
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Copy*>> pairs;
    for (Copy& copy : copies) {
      if (copy.is_folded || copy.relation->likeness != Likeness::Equal) continue;
      if (mirrors_schema(copy)) {
        pairs[{list(owner(copy)).path, "enums"}].push_back(&copy);
        continue;
      }
      if (list(copy.copy).path != list(owner(copy)).path)
        pairs[{list(copy.copy).path, list(owner(copy)).path}].push_back(&copy);
    }
    for (auto& [paths, all] : pairs) {
      if (all.size() < kMany) continue;
      all.front()->more = all.size() - 1;
      for (std::size_t i = 1; i < all.size(); ++i) {
        all[i]->is_folded = true;
        all.front()->repeats.push_back(all[i]->copy);
      }
    }
  }

  std::size_t other(const Relation& relation, std::size_t list) const {
    return relation.a == list ? relation.b : relation.a;
  }

  /// Which of two lists is more worth keeping; the first in order of path where all else is equal.
  bool outranks(std::size_t a, std::size_t b) const {
    // Upstream goes first: from there both can import. But nobody imports a switch.
    const ValueList& own_list = list(a);
    const ValueList& other_list = list(b);
    if (own_list.is_handling() == other_list.is_handling()) {
      if (owners_.is_upstream(own_list, other_list)) return true;
      if (owners_.is_upstream(other_list, own_list)) return false;
    }
    if (rank_[a] != rank_[b]) return rank_[a] > rank_[b];
    const std::size_t own = candidates_[a].values.size();
    const std::size_t others = candidates_[b].values.size();
    return own != others ? own > others : a < b;
  }

  /// The relation by which a list is a copy: none when it outranks all that it is related to.
  const Relation* best(std::size_t copy) const {
    const Relation* chosen = nullptr;
    for (const std::size_t index : of_[copy]) {
      const Relation& relation = relations_[index];
      const std::size_t owner = other(relation, copy);
      if (!outranks(owner, copy)) continue;
      if (chosen == nullptr || is_better(relation, *chosen, copy)) chosen = &relation;
    }
    return chosen;
  }

  /// An equal list tells more than a drifted one of a little more standing; a note tells least.
  bool is_better(const Relation& relation, const Relation& chosen, std::size_t copy) const {
    if (relation.is_weak != chosen.is_weak) return !relation.is_weak;
    const auto worth = [&](const Relation& candidate) {
      int sum = rank_[other(candidate, copy)];
      if (candidate.likeness == Likeness::Equal) sum += 25;
      if (candidate.kinship == Kinship::Strong) sum += 25;
      return sum;
    };
    if (worth(relation) != worth(chosen)) return worth(relation) > worth(chosen);
    return outranks(other(relation, copy), other(chosen, copy));
  }

  Finding finding(const Copy& of) const {
    const std::size_t copy_index = of.copy;
    const Relation& relation = *of.relation;
    const std::size_t owner_index = owner(of);
    const Candidate& copy = candidates_[copy_index];
    const Candidate& original = candidates_[owner_index];
    Finding finding;
    finding.kind = kind_of(relation, *copy.list, *original.list);
    finding.subject = subject_of(copy, original);
    finding.where = copy.list->place();
    finding.severity = severity(of);

    std::vector<const Candidate*> rows{&original, &copy};
    finding.related.push_back({.place = original.list->place(), .text = "listed in " + in_title(*original.list)});
    for (const std::size_t index : of_[copy_index]) {
      const std::size_t further = other(relations_[index], copy_index);
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
    finding.advice = owners_.advice(*copy.list, *original.list);
    finding.message = message(finding.kind, copy, original);
    give_reasons(finding, copy, original, relation, weights_, owners_);
    if (of.more > 0) {
      finding.message += ", and " + std::to_string(of.more) + " more lists are copies from the same file";
    }
    return finding;
  }

  static std::string message(std::string_view kind, const Candidate& copy, const Candidate& owner) {
    const std::string count = std::to_string(copy.values.size());
    if (kind == "copied") return "these " + count + " values are already listed in " + in_title(*owner.list);
    if (kind == "redeclared")
      return "`" + copy.list->name + "` is declared twice, and differently: " + difference(copy, owner);
    if (kind == "overlapping" && copy.values == owner.values) {
      return "these " + count + " values are the same as those of " + in_title(*owner.list);
    }
    return difference(copy, owner);
  }

  const std::vector<Candidate>& candidates_;
  const std::vector<Relation>& relations_;
  const Owners& owners_;
  const Weights& weights_;
  std::vector<std::vector<std::size_t>> of_;  // by list: the relations that it takes part in
  std::vector<int> rank_;
};

}  // namespace

std::vector<Finding> report_copies(const std::vector<Candidate>& candidates, const std::vector<Relation>& relations,
                                   const Owners& owners, const Weights& weights) {
  return Reporting(candidates, relations, owners, weights).run();
}

}  // namespace lockstep::rules
