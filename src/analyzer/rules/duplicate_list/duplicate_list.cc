// duplicate-list: one set of values, written out by hand in more than one place.
//
// The copies agree on the day they are written. Later someone adds a value to one of them, every test still passes, and
// half of the program has never heard of the new value. We report each copy, at its name or first value, against the
// definition that it could import, and say what is missing where once they have drifted.
//
// Much in a program looks like a copied list and is none: uses of an enum, what the compiler checks, words of protocols
// and plain English, two domains that happen to look alike. The steps, each a file: collect the lists of all shapes
// (value_list.h), see what the compiler keeps in step already (checked.h), weigh values by how rare they are and names
// by what they tell (weights.h), relate lists (relation.h, traits.h, drift.cc), choose whom the others should import
// (owner.h), say it (report.h). Constants of one value are bypassed.h and constants_twice.h.

#include "rules/duplicate_list/bypassed.h"
#include "rules/duplicate_list/checked.h"
#include "rules/duplicate_list/constants_twice.h"
#include "rules/duplicate_list/forms.h"
#include "rules/duplicate_list/kin_members.h"
#include "rules/duplicate_list/owner.h"
#include "rules/duplicate_list/readers.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/report.h"
#include "rules/duplicate_list/stored.h"
#include "rules/duplicate_list/tables_in_parts.h"
#include "rules/duplicate_list/tables_of_lists.h"
#include "rules/duplicate_list/ties.h"
#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/value_list.h"
#include "rules/duplicate_list/weights.h"
#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "drifted",
     .severity = Severity::Error,
     .meaning = "a copy that lacks values of the other, or has some of its own",
     .one = "list has drifted from its original",
     .many = "lists have drifted from their originals",
     .impact = "One part of the program accepts, shows or handles values that another has never heard of, and no test "
               "or compiler says so.",
     .effort = findings::Effort::Line},
    {.id = "redeclared",
     .severity = Severity::Error,
     .meaning = "one exported name declared twice, with different values",
     .one = "name is declared twice with different values",
     .many = "names are declared twice with different values",
     .impact = "Which values are known depends on which of the two declarations a file happens to import.",
     .effort = findings::Effort::Function},
    {.id = "copied",
     .severity = Severity::Warning,
     .meaning = "the same values written out again",
     .one = "list is a second copy of another",
     .many = "lists are second copies of others",
     .impact = "Both agree today; the next value is added to one of them only.",
     .effort = findings::Effort::Line},
    {.id = "bypassed",
     .severity = Severity::Warning,
     .meaning = "a literal spelled out where a constant holds it",
     .one = "literal stands where a constant holds it",
     .many = "literals stand where constants hold them",
     .impact = "Renaming the constant's value leaves this spelling behind.",
     .effort = findings::Effort::Line},
    {.id = "overlapping",
     .severity = Severity::Note,
     .meaning = "two lists that share most values, with little to tie them",
     .one = "pair of lists is much alike",
     .many = "pairs of lists are much alike",
     .impact = "If the two mean one thing, they will drift apart.",
     .effort = findings::Effort::Function},
};

constexpr Setting kSettings[] = {
    {.name = "min-values", .fallback = 3, .meaning = "Leave lists with fewer distinct values alone."},
};

constexpr std::string_view kTags[] = {"maintainability", "duplication"};

constexpr RuleInfo kInfo{
    .id = "duplicate-list",
    .name = "DuplicateList",
    .title = "One list of values is written out in more than one place",
    .advice = "Export the list from one module and import it in the others.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = kSettings,
    .tags = kTags,
    .area = "Lists of values",
};

/// Handling whose own file spells out all that it handles deals with that, wherever else the values stand.
void explain_handling(std::vector<Candidate>& candidates) {
  for (std::size_t begin = 0, end = 0; begin < candidates.size(); begin = end) {
    while (end < candidates.size() && candidates[end].list->path == candidates[begin].list->path) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      if (!candidates[i].list->is_handling()) continue;
      for (std::size_t j = begin; j < end && !candidates[i].is_explained; ++j) {
        const std::vector<std::string_view>& known = candidates[j].values;
        const std::vector<std::string_view>& handled = candidates[i].values;
        candidates[i].is_explained = !candidates[j].list->is_handling() &&
                                     std::includes(known.begin(), known.end(), handled.begin(), handled.end());
      }
    }
  }
}

/// Fields that the entries of a catalogue fill in one by one (`features: ['a', 'b', 'c']` of twenty products): data.
std::set<std::pair<std::string_view, std::string_view>> catalogue_fields(const std::vector<ValueList>& lists) {
  constexpr std::size_t kMany = 4;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> counts;
  for (const ValueList& list : lists) {
    if (is_field(list) && list.shape == Shape::Array) ++counts[{list.path, list.name}];
  }
  std::set<std::pair<std::string_view, std::string_view>> fields;
  for (const auto& [field, count] : counts) {
    if (count >= kMany) fields.insert(field);
  }
  return fields;
}

std::vector<Finding> check(const Program& program, const Shared&, const Settings& settings) {
  const ValueLists all = collect_value_lists(program);
  const Vocabulary vocabulary(program.models());
  const Weights weights(program, all.lists, vocabulary);
  const Owners owners(program);
  const Ties ties(program);
  const Relating relating(weights, vocabulary, owners, ties, all.excluded,
                          static_cast<std::size_t>(std::max<std::int64_t>(2, settings["min-values"])));

  std::vector<Candidate> candidates;
  std::vector<Candidate> definitions;  // also of words that tell nothing elsewhere: of a column they tell what it takes
  const auto catalogue = catalogue_fields(all.lists);
  for (const ValueList& list : all.lists) {
    if (is_field(list) && list.shape == Shape::Array && catalogue.contains({list.path, list.name})) continue;
    Candidate candidate{.list = &list};
    for (const ListedValue& value : list.spelled) candidate.values.push_back(value.text);
    candidate.values.insert(candidate.values.end(), list.referenced.begin(), list.referenced.end());
    std::sort(candidate.values.begin(), candidate.values.end());
    candidate.values.erase(std::unique(candidate.values.begin(), candidate.values.end()), candidate.values.end());
    if (defines_column(list)) {
      candidate.name = NameWords(list.name, vocabulary);
      definitions.push_back(candidate);
    }
    if (!relating.takes_part(candidate)) continue;
    candidate.is_closed = relating.is_closed(candidate);
    // The arrays of an object that lists by groups: the whole speaks for them.
    if (!candidates.empty() && candidates.back().list->shape == Shape::ArraysObject &&
        candidates.back().list->node.contains(list.node)) {
      continue;
    }
    candidate.name = NameWords(list.name, vocabulary);
    candidate.around = NameWords(list.surroundings, vocabulary);
    candidate.checked = checked_by_compiler(program, list);
    candidates.push_back(std::move(candidate));
  }
  explain_handling(candidates);
  std::vector<Finding> findings = report_copies(candidates, relating.relate(candidates), owners, weights);
  for (Finding& finding : find_outgrown_columns(program, definitions, vocabulary, owners)) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

/// Constants of one value: no lists, and found without looking at any.
std::vector<Finding> check_constants(const Program& program, const Shared&, const Settings&) {
  const Vocabulary vocabulary(program.models());
  const Owners owners(program);
  std::vector<Finding> findings;
  for (Finding& finding : find_bypassed(program, vocabulary, owners)) findings.push_back(std::move(finding));
  for (Finding& finding : find_bypassed_cases(program, vocabulary, owners)) findings.push_back(std::move(finding));
  for (Finding& finding : find_constants_twice(program, vocabulary, owners)) findings.push_back(std::move(finding));
  for (Finding& finding : find_refused_choices(program)) findings.push_back(std::move(finding));
  for (Finding& finding : find_kin_members_twice(program)) findings.push_back(std::move(finding));
  for (Finding& finding : find_tables_of_lists(program, owners)) findings.push_back(std::move(finding));
  for (Finding& finding : find_tables_in_parts(program, owners)) findings.push_back(std::move(finding));
  for (Finding& finding : find_forgetful_readers(program)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace

extern constinit const Rule duplicate_list{.info = kInfo, .check = check, .effort = 3, .also = check_constants};

}  // namespace lockstep::rules
