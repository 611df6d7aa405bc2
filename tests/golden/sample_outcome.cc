#include "golden/sample_outcome.h"

#include "findings/identity.h"
#include "findings/locate.h"
#include "findings/order.h"

#include <stdexcept>

namespace lockstep {
namespace {

using findings::Finding;
using findings::KindInfo;
using findings::Notification;
using findings::Outcome;
using findings::Place;
using findings::RuleInfo;
using findings::Severity;

constexpr KindInfo kListKinds[] = {
    {"drifted", Severity::Error, "copies of one list that no longer hold the same values"},
    {"copied", Severity::Warning, "the same list, written out again"}};
constexpr KindInfo kActorKinds[] = {{"literal", Severity::Warning, "a made-up name where an identity belongs"}};
constexpr KindInfo kWriteKinds[] = {
    {"unlocked", Severity::Error, "a write that other writers lock and this one does not"}};
constexpr std::string_view kWriteTags[] = {"concurrency", "external/cwe/cwe-362"};

constexpr RuleInfo kRules[] = {
    {.id = "duplicate-list",
     .name = "DuplicateList",
     .title = "The same list of values is written out more than once",
     .advice = "Export the list from one module and import it in the others.",
     .severity = Severity::Error,
     .kinds = kListKinds,
     .page = "# duplicate-list\n\nThe copies agree on the day they are written.\n\n```ts\nconst states = "
             "[\"open\"];\n```\n"},
    {.id = "magic-actor",
     .name = "MagicActor",
     .title = "An automated action is attributed to a made-up user",
     .advice = "Name the actor in one exported constant.",
     .severity = Severity::Warning,
     .kinds = kActorKinds,
     .page = "# magic-actor\n\nIt fails a permission check, a foreign key, or an audit.\n",
     .precision = "medium"},
    {.id = "unguarded-write",
     .name = "UnguardedWrite",
     .title = "Shared state is read, changed and written back with no lock held",
     .advice = "Take the lock around reading and writing.",
     .severity = Severity::Error,
     .kinds = kWriteKinds,
     .page = "# unguarded-write\n\nTwo requests overwrite each other.\n",
     .tags = kWriteTags},
};

std::map<std::string, std::string, std::less<>> sources() {
  const std::string padding(300, 'a');
  return {
      {"packages/shared/src/status.ts",
       "// Every state that an order can be in.\n"
       "export enum Status {\n"
       "  Open = \"open\",\n"
       "  Paid = \"paid\",\n"
       "  Refunded = \"refunded\",\n"
       "}\n"},
      {"packages/shop/src/orders/state.ts",
       "export const STATES = [\"open\", \"paid\"] as const;\r\n"
       "\r\n"
       "export const NAMES = \"\xF0\x9F\x98\x80\xE4\xBD\xA0\xE5\xA5\xBD\", WIDE = [\"open\", \"paid\"];\r\n"},
      {"packages/shop/src/pages/[id]/a b.tsx",
       "export const Filter = () => (\n"
       "\t<select>\n"
       "\t\t<option value=\"open\">\x1b[31mOpen\x1b[0m \xE2\x80\xAEnepo</option>\n"
       "\t\t<option value=\"paid\">\xFF\xC2\x85</option>\n"
       "\t</select>\n"
       ");"},
      {"packages/shop/src/save.ts",
       "export async function settle(id: string) {\n"
       "  const order = await orders.findOne(id);\n"
       "  order.meta = { ...order.meta, paid: true };\n"
       "  await orders.save(order);\n"
       "  audit(id, { userId: \"system\", createdBy: \"system\" });\n"
       "}\n"},
      {"packages/shop/src/min.js", padding + "([\"open\",\"paid\"]);" + padding + padding + "\n"},
  };
}

Place place_of(const Sample& sample, std::string_view path, std::string_view text, int occurrence = 1) {
  const std::string& source = sample.sources.find(path)->second;
  std::size_t at = source.find(text);
  for (int i = 1; i < occurrence && at != std::string::npos; ++i) at = source.find(text, at + 1);
  if (at == std::string::npos) throw std::logic_error("the sample has no such text");
  return {.path = std::string(path),
          .span = {.begin = static_cast<std::uint32_t>(at), .end = static_cast<std::uint32_t>(at + text.size())}};
}

Finding drifted(const Sample& sample) {
  Finding finding;
  finding.rule = "duplicate-list";
  finding.kind = "drifted";
  finding.severity = Severity::Error;
  finding.subject = "STATES";
  finding.where = place_of(sample, "packages/shop/src/orders/state.ts", "STATES");
  finding.message = "`STATES` lacks \"refunded\", which `Status[]` has";
  const Place owner = place_of(sample, "packages/shared/src/status.ts", "Status");
  const Place options = place_of(sample, "packages/shop/src/pages/[id]/a b.tsx", "\"open\"");
  finding.reasons = {{"they share 2 values that weigh 1.70 together: paid 0.90, open 0.80", std::nullopt},
                     {"`Status` is exported, and \x1b[31mred\x1b[0m stays a word", owner}};
  finding.related = {{owner, "the complete list, and the one to import"}, {options, "options that lack it too"}};
  finding.matrix =
      findings::Matrix{.rows = {{"enum Status", owner}, {"const STATES", finding.where}, {"<option>", options}},
                       .columns = {"open", "paid", "refunded"},
                       .cells = {true, true, true, true, true, false, true, true, false}};
  finding.edits = {{place_of(sample, "packages/shop/src/orders/state.ts", "[\"open\", \"paid\"] as const"),
                    "Object.values(Status)"}};
  return finding;
}

Finding minified(const Sample& sample) {
  Finding finding;
  finding.rule = "duplicate-list";
  finding.kind = "copied";
  finding.severity = Severity::Note;
  finding.subject = "min.js";
  finding.where = place_of(sample, "packages/shop/src/min.js", "\"open\"");
  finding.message = "these 2 values are already listed in `Status`";
  finding.advice = "Import `Status`.";
  findings::Matrix matrix;
  for (int i = 0; i < 12; ++i) matrix.columns.push_back("value-" + std::to_string(i));
  matrix.rows = {{"this list", finding.where},
                 {"enum Status", place_of(sample, "packages/shared/src/status.ts", "Status")}};
  for (int i = 0; i < 24; ++i) matrix.cells.push_back(i != 3 && i != 17);
  finding.matrix = matrix;
  return finding;
}

Finding unlocked(const Sample& sample) {
  constexpr std::string_view kFile = "packages/shop/src/save.ts";
  Finding finding;
  finding.rule = "unguarded-write";
  finding.kind = "unlocked";
  finding.severity = Severity::Error;
  finding.subject = "settle orders.meta";
  finding.where = place_of(sample, kFile, "save");
  finding.message = "`order` is written back without the lock, and with what was read before the `await`";
  finding.steps = {{place_of(sample, kFile, "settle"), "an HTTP request enters here", 0},
                   {place_of(sample, kFile, "findOne"), "`order` is read", 1},
                   {place_of(sample, kFile, "order.meta", 1), "its old `meta` goes into the new one", 1},
                   {finding.where, "and is written back", 1}};
  return finding;
}

Finding actor(const Sample& sample, std::string_view property, int occurrence) {
  Finding finding;
  finding.rule = "magic-actor";
  finding.kind = "literal";
  finding.severity = Severity::Warning;
  finding.subject = "settle " + std::string(property) + " system";
  finding.where = place_of(sample, "packages/shop/src/save.ts", "\"system\"", occurrence);
  finding.message = "\"system\" is no user, but is passed as `" + std::string(property) + "`";
  return finding;
}

}  // namespace

Sample sample() {
  Sample sample;
  sample.sources = sources();
  Outcome& outcome = sample.outcome;
  outcome.rules.assign(std::begin(kRules), std::end(kRules));
  outcome.root = "shop";
  outcome.files = 61;
  outcome.packages = 2;
  Finding odd;
  odd.severity = Severity::Warning;
  odd.rule = "duplicate-list";
  odd.kind = "copied";
  odd.subject = "NAMES";
  odd.where = place_of(sample, "packages/shop/src/orders/state.ts", "WIDE");
  odd.message = "a name from a file: \x1b]0;title\x07 and \xE2\x80\xAEright to left";
  Finding control = odd;
  control.subject = "Filter";
  control.message = "these options are a copy";
  control.where = place_of(sample, "packages/shop/src/pages/[id]/a b.tsx", "Open");
  outcome.findings = {drifted(sample),
                      minified(sample),
                      unlocked(sample),
                      actor(sample, "userId", 1),
                      actor(sample, "createdBy", 2),
                      odd,
                      control};
  outcome.verdicts = {
      {.id = "status-lives-in-shared",
       .pack = "shop-rules",
       .area = "One list of states",
       .title = "`Status` is exported by the shared package",
       .reason = "Every package must know every state",
       .advice = "Export it again.",
       .priority = findings::Priority::MustHave,
       .severity = Severity::Error,
       .standing = findings::Standing::Holds,
       .summary = "an enum of 3 values",
       .evidence = {{place_of(sample, "packages/shared/src/status.ts", "Status"), "exported here"}},
       .findings = {}},
      {.id = "settling-is-tested",
       .pack = "shop-rules",
       .area = "One list of states",
       .title = "A test settles one order twice at a time",
       .reason = "",
       .advice = "",
       .priority = findings::Priority::NiceToHave,
       .severity = Severity::Note,
       .standing = findings::Standing::NotApplicable,
       .summary = "there are no tests",
       .evidence = {},
       .findings = {}},
  };
  outcome.notifications = {{.level = Notification::Level::Warning,
                            .id = "syntax-damaged",
                            .message = "a part of this file could not be parsed",
                            .place = place_of(sample, "packages/shop/src/pages/[id]/a b.tsx", "<select>")},
                           {.level = Notification::Level::Error,
                            .id = "file-unreadable",
                            .message = "permission denied",
                            .place = Place{.path = "packages/shop/src/secret.ts"},
                            .incomplete = true}};
  const findings::ReadFile read = [&](std::string_view path) -> std::optional<std::string> {
    const auto found = sample.sources.find(path);
    if (found == sample.sources.end()) return std::nullopt;
    return found->second;
  };
  locate(outcome, read, Workers{1});
  order(outcome);
  assign_identities(outcome);
  return sample;
}

Outcome accepted_in(Outcome outcome) {
  using findings::Accepted;
  using findings::Suppression;
  using findings::SuppressionAge;
  findings::Place comment = outcome.findings.front().where;
  comment.span = {.begin = 0, .end = 2};
  comment.start = {1, 1};
  comment.end = {1, 3};
  const std::string reason = "the old [shop] shows \x1b[31mred\u202e, and ends at ]]>";
  outcome.accepted = {
      {.finding = outcome.findings[0],
       .by = Accepted::By::Comment,
       .reason = reason,
       .until = "2027-01-31",
       .comment = comment},
      {.finding = outcome.findings[1], .by = Accepted::By::Baseline, .reason = {}, .until = {}, .comment = {}}};
  outcome.findings.erase(outcome.findings.begin(), outcome.findings.begin() + 2);
  outcome.baseline = findings::BaselineUse{
      .path = ".lockstep-baseline.json", .entries = 2, .fixed = {"duplicate-list/drifted 0123456789ab"}};
  outcome.suppressions = {
      {.place = comment,
       .form = "next-line",
       .rules = {"duplicate-list/drifted", "magic-actor"},
       .reason = reason,
       .until = "2027-01-31",
       .state = Suppression::State::Used,
       .findings = 1,
       .age = SuppressionAge{.commit = "0a1b2c3", .date = "2026-11-25", .days = 1}},
      {.place = comment,
       .form = "file",
       .rules = {"stale-save"},
       .reason = "drafts",
       .until = {},
       .state = Suppression::State::Unused},
      {.place = comment,
       .form = "block",
       .rules = {"stale-save"},
       .reason = "drafts",
       .until = {},
       .state = Suppression::State::Unchecked},
  };
  return outcome;
}

Outcome many_findings(std::size_t count) {
  Outcome outcome;
  outcome.rules.assign(std::begin(kRules), std::end(kRules));
  for (std::size_t i = 0; i < count; ++i) {
    Finding finding;
    finding.rule = "duplicate-list";
    finding.kind = "copied";
    finding.severity = i % 3 == 0 ? Severity::Note : i % 3 == 1 ? Severity::Warning : Severity::Error;
    finding.subject = std::to_string(i);
    finding.message = "finding number " + std::to_string(i);
    const auto line = static_cast<std::uint32_t>(i + 1);
    finding.where = {
        .path = "src/many.ts", .span = {.begin = line, .end = line + 1}, .start = {line, 1}, .end = {line, 2}};
    finding.where.line_hash = std::to_string(i) + ":1";
    // As long as findings are in real life: gzip has something to do.
    for (std::uint32_t step = 1; step <= 6; ++step) {
      Place place = finding.where;
      place.path = "packages/service-" + std::to_string(i * 7919 % 613) + "/src/module-" +
                   std::to_string(step * i % 997) + ".ts";
      place.start.line = place.end.line = static_cast<std::uint32_t>((i * 31 + step * 17) % 900 + 1);
      finding.steps.push_back({place, "calls function number " + std::to_string(i * step % 4099), 1});
      finding.related.push_back({place, "written here, too"});
    }
    outcome.findings.push_back(finding);
  }
  order(outcome);
  assign_identities(outcome);
  return outcome;
}

}  // namespace lockstep
