#include "findings/sites.h"

#include <algorithm>
#include <utility>

namespace lockstep::findings {

std::size_t count_sites(const Finding& finding) { return 1 + finding.also.size(); }

SiteView site(const Finding& finding, std::size_t index) {
  if (index == 0) {
    return {.place = finding.where,
            .subject = finding.subject,
            .identity = finding.identity,
            .is_brought = finding.is_brought};
  }
  const Site& one = finding.also[index - 1];
  return {.place = one.place, .subject = one.subject, .identity = one.identity, .is_brought = one.is_brought};
}

Finding part_of(const Finding& finding, const std::vector<bool>& chosen, std::string_view text) {
  Finding part = finding;
  part.also.clear();
  for (std::size_t i = 1; i < count_sites(finding); ++i) {
    if (chosen[i]) part.also.push_back(finding.also[i - 1]);
  }
  if (chosen[0]) return part;
  Site first = std::move(part.also.front());
  part.also.erase(part.also.begin());
  std::erase_if(part.related, [&](const Related& related) { return related.place == first.place; });
  part.related.insert(part.related.begin(), {.place = finding.where, .text = std::string(text)});
  part.where = std::move(first.place);
  part.subject = std::move(first.subject);
  part.identity = std::move(first.identity);
  part.is_brought = first.is_brought;
  part.edits.clear();  // they mend the other place
  return part;
}

}  // namespace lockstep::findings
