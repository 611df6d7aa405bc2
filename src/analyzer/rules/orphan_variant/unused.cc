// Values that are declared and then never spoken of: the leftovers of something removed, or the promise of something
// never written. One declaration is one mistake, however many of its values are idle.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

bool is_named(const Domain::Variant& variant) {
  return variant.declaration.is(Kind::EnumMember) || variant.declaration.is(Kind::Property);
}

// Demos and samples are no place to report, and do not run; but of what they say nobody claims that it is said nowhere,
// and a folder of that name may well be shipped.
bool is_said_in_samples(const Program& program, const Domain::Variant& variant) {
  if (const auto text = program.names().find(variant.text)) {
    const auto is_sample_place = [&](const NodeRef& place) { return is_sample(program[place].file()); };
    if (std::ranges::any_of(program.places().strings(*text), is_sample_place)) return true;
  }
  if (!is_named(variant)) return false;
  return std::ranges::any_of(program.files(), [&](const File& file) {
    return is_sample(file) && std::ranges::any_of(program::nodes_of(file, Kind::Member), [&](const Node& use) {
             return use.text() == variant.declaration.text() && program.definition(use).node == variant.declaration;
           });
  });
}

}  // namespace

bool means_nothing(std::string_view value) {
  if (value.empty()) return true;
  static constexpr std::array<std::string_view, 22> kNothing = {
      "none", "unknown", "default", "other", "idle", "noop", "unset",   "empty", "all",     "undefined", "auto",
      "skip", "ignore",  "nothing", "null",  "void", "init", "inherit", "ok",    "healthy", "normal",    "initial"};
  return std::ranges::find(kNothing, spoken(value)) != kNothing.end();
}

bool is_prose(const Domain::Variant* variant) { return variant->text.find(' ') != std::string_view::npos; }

bool is_said_elsewhere(const Gathered& gathered, const Domain::Variant& variant) {
  return gathered.elsewhere.says(variant.text) || gathered.quotations.has(variant.text) ||
         (is_named(variant) && gathered.elsewhere.names(variant.declaration.text()));
}

void report_unused(const Gathered& gathered, const Domain& domain, std::vector<const Domain::Variant*> idle,
                   std::size_t used, Severity severity, std::vector<Finding>& findings, bool has_entry) {
  std::erase_if(idle, [&](const Domain::Variant* variant) {
    return is_said_in_samples(gathered.program, *variant) || is_said_elsewhere(gathered, *variant);
  });
  if (idle.empty() || (has_entry && Discriminants{gathered.program.models()}.is_catalogue(domain.name))) return;
  const bool is_one = idle.size() == 1;
  Finding finding;
  finding.kind = "unused";
  finding.severity = has_entry ? Severity::Note : severity;
  finding.where = place_of(idle.front()->declaration);
  finding.subject = domain.name;
  for (const Domain::Variant* variant : idle) finding.subject += ' ' + std::string{variant->text};
  finding.message = told(idle) + " of " + domain.name + (is_one ? " is" : " are") +
                    " declared and mentioned nowhere else" + (has_entry ? " but in tables of all values" : "") +
                    ", unlike the other " + std::to_string(used) + " values";
  finding.advice = is_one ? "Remove the value, or use it where it was meant."
                          : "Remove these values, or use them where they were meant.";
  for (std::size_t i = 1; i < idle.size() && i <= kMaxRelated; ++i) {
    finding.related.push_back({place_of(idle[i]->declaration), "mentioned nowhere else either"});
  }
  findings.push_back(std::move(finding));
}

}  // namespace lockstep::rules::variants
