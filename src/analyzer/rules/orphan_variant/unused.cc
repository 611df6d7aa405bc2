// Values that are declared and then never spoken of: the leftovers of something removed, or the promise of something
// never written. One declaration is one mistake, however many of its values are idle.

#include "rules/orphan_variant/orphans.h"

#include <string>

namespace lockstep::rules::variants {

bool is_prose(const Domain::Variant* variant) { return variant->text.find(' ') != std::string_view::npos; }

void report_unused(const Domain& domain, std::vector<const Domain::Variant*> idle, std::size_t used, Severity severity,
                   std::vector<Finding>& findings) {
  if (idle.empty()) return;
  const bool is_one = idle.size() == 1;
  Finding finding;
  finding.kind = "unused";
  finding.severity = severity;
  finding.where = place_of(idle.front()->declaration);
  finding.subject = domain.name;
  for (const Domain::Variant* variant : idle) finding.subject += ' ' + std::string{variant->text};
  finding.message = told(idle) + " of " + domain.name + (is_one ? " is" : " are") +
                    " declared and mentioned nowhere else, unlike the other " + std::to_string(used) + " values";
  finding.advice = is_one ? "Remove the value, or use it where it was meant."
                          : "Remove these values, or use them where they were meant.";
  for (std::size_t i = 1; i < idle.size() && i <= kMaxRelated; ++i) {
    finding.related.push_back({place_of(idle[i]->declaration), "mentioned nowhere else either"});
  }
  findings.push_back(std::move(finding));
}

}  // namespace lockstep::rules::variants
