// Types of files that may be uploaded: `accept` of a page, and what the server lets through. The words are everybody's,
// but which of them a program takes is its own decision, made in two places: a type that only the server knows cannot
// be chosen, one that only the page knows is refused after the upload.

#include "rules/duplicate_list/naming.h"
#include "rules/duplicate_list/relation.h"
#include "rules/duplicate_list/traits.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

constexpr std::size_t kTelling = 4;  // types

/// "image/png", "application/pdf"
bool is_media_type(std::string_view value) {
  static constexpr std::array<std::string_view, 6> kTrees = {"image/", "audio/",       "video/",
                                                             "text/",  "application/", "font/"};
  return std::any_of(kTrees.begin(), kTrees.end(),
                     [&](std::string_view tree) { return value.size() > tree.size() && value.starts_with(tree); });
}

bool lists_media_types(const Candidate& candidate) {
  return !candidate.list->is_open && !candidate.list->is_handling() &&
         std::all_of(candidate.values.begin(), candidate.values.end(), is_media_type);
}

/// `ALLOWED_MIME`, `acceptedFiles`: made to let some in.
bool lets_in(const ValueList& list) {
  static constexpr std::array<std::string_view, 10> kWords = {
      "accept", "accepted", "allow", "allowed", "support", "valid", "upload", "supported", "permit", "permitted"};
  const std::vector<std::string> words = words_of(list.name);
  return has_own_name(list) && std::any_of(words.begin(), words.end(), [&](const std::string& word) {
           return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
         });
}

}  // namespace

std::optional<Relation> Relating::judge_media_types(const Candidate& ca, const Candidate& cb) const {
  if (!lists_media_types(ca) || !lists_media_types(cb)) return std::nullopt;  // the cheaper question first
  if (!lets_in(*ca.list) || !lets_in(*cb.list)) return std::nullopt;
  // In one program each purpose may well have a set of its own.
  if (owners_.can_import(*ca.list, *cb.list) || owners_.can_import(*cb.list, *ca.list)) return std::nullopt;
  const std::size_t common = intersection(ca, cb).size();
  const std::size_t united = ca.values.size() + cb.values.size() - common;
  if (common < kTelling || common * 5 < united * 4) return std::nullopt;
  Relation relation{.likeness = Likeness::Drifted, .kinship = Kinship::Some, .common = common};
  if (common == united) relation.likeness = Likeness::Equal;
  if (common < united && common == std::min(ca.values.size(), cb.values.size())) relation.likeness = Likeness::Part;
  relation.surety = Relation::Surety::Likely;
  return relation;
}

}  // namespace lockstep::rules
