#include "app/options.h"

namespace lockstep::app {
namespace {

constexpr std::string_view kMainPage =
    R"(lockstep finds the mistakes that live between the files of a TypeScript repository.

Usage
  lockstep [scan] [PATH…]          scan the repository around PATH (default: here), report what lies under PATH
  lockstep audit [PATH…]           the same as a document that people read: lockstep-audit.html
  lockstep explain RULE            what a rule finds, why it matters, what to do
  lockstep explain ID [PATH…]      scan again and show one finding in full
  lockstep rules                   every rule and its kinds
  lockstep doctor [PATH…]          what lockstep could not understand, so that silence is not mistaken for health
  lockstep baseline [PATH…]        accept the findings of today, so that only new ones are reported
  lockstep suppressions [PATH…]    every comment that hides findings: where, why, since when, and whether it is needed
  lockstep init [PATH]             write a lockstep.jsonc for this repository
  lockstep test RULES              run the tests of a rule pack
  lockstep dump facts FILE         what lockstep understood of one file
  lockstep dump program [PATH]     what it understood of all of them together
  lockstep completions SHELL       what bash, zsh or fish needs to complete these words

What is scanned
  --root DIR                       the program (default: nearest lockstep.jsonc, git work tree, workspace)
  --include GLOB, --exclude GLOB   only these files; not those (repeatable)
  --no-ignore                      read what .gitignore leaves out, too
  --config FILE, --no-config       another lockstep.jsonc; none

What is looked for
  --rule ID, --skip-rule ID        only these rules; not those: duplicate-list, lock-discipline/leaked (repeatable)
  --baseline FILE, --no-baseline   another baseline than .lockstep-baseline.json at the root; none
  --today DATE                     hold `until` of suppressions against this day (default: today, in UTC)
  --pack FILE                      requirements and queries of your own, besides those of lockstep.jsonc (repeatable)
  --fail-on SEVERITY               exit with 1 from here on: error, warning (default), note, never

What has changed
  --since REV                      only what is new since the work left REV, or lies on a line that changed
  --staged                         the same of the next commit, as it is staged; the work tree is not looked at

What is written
  --format FORMAT                  text (default), compact, json, sarif, github, gitlab, junit, markdown
  --category NAME                  in SARIF: what code scanning knows this run by (default: by what is looked at)
  --relative-to DIR                paths in reports count from DIR, a folder above the program
  --why                            in text: the evidence behind each finding, too
  --show-accepted                  also what suppressions and the baseline hide, in text and SARIF (JSON always has it)
  -o, --output [FORMAT=]PATH       write there, too; with --quiet only there; `-` is the standard output (repeatable)
  --color auto|always|never        NO_COLOR and FORCE_COLOR are honoured, too
  --quiet                          findings only: no progress, no notes about the scan
  --stats                          how long each step took
  --threads N                      default: as many as this process may use
  --cache-dir DIR, --no-cache      keep what was understood there (default: ~/.cache/lockstep); keep nothing

  --version, --help                `lockstep explain --help` for the other verbs

Exit codes
  0  nothing at or above --fail-on       2  could not run: usage, configuration, no such path
  1  findings at or above it             3  incomplete: a file could not be read

Examples
  lockstep                                          scan the repository you are in
  lockstep apps/api --fail-on error                 report on one folder; all of the program is understood
  lockstep -o sarif=lockstep.sarif -o text=-        a file for code scanning, text for people
  lockstep explain 3f2a91bc04de                     one finding, with all its evidence
)";

constexpr std::string_view kExplainPage = R"(lockstep explain shows what a rule finds, or one finding in full.

Usage
  lockstep explain RULE            the rule's page; `lockstep rules` lists them
  lockstep explain require/ID      what a rule pack in use wants and why, and how it stands here; query/ID likewise
  lockstep explain ID [PATH…]      scans again, as `lockstep scan PATH…` would, and shows the finding with that id
  lockstep explain ID --from REPORT.json
                                   takes it from a report that `lockstep -o REPORT.json` wrote

A rule's name wins over an id. --format, --output, --color and the options of scan that choose what is scanned work
here too.
)";

constexpr std::string_view kAuditPage = R"(lockstep audit writes a scan as a document that people read from the top.

Usage
  lockstep audit [PATH…]           writes lockstep-audit.html, one file that needs no other and no network

  --format html|markdown|json      Markdown is short enough for a pull request; it and JSON go to the standard output
  -o, --output [FORMAT=]PATH       write there instead; `-` is the standard output (repeatable)
  --fail-on SEVERITY               exit with 1 from here on: error, warning, note, never (default)
  --no-history                     do not ask git who made a list drift

In it: a summary in plain sentences, a score card, the findings with what follows from each and what to do, the
checklist of the packs in force, an inventory of what was understood (domains and their copies, messages, locks, actors,
entry points), and what was not. The options of scan that choose what is scanned and what is looked for work here too.
)";

constexpr std::string_view kRulesPage = R"(lockstep rules lists every rule with its kinds and their severities.

Usage
  lockstep rules [--format text|json] [-o [FORMAT=]PATH] [--color auto|always|never]

`lockstep explain RULE` tells more.
)";

constexpr std::string_view kDoctorPage =
    R"(lockstep doctor tells what was not understood, so that silence is not mistaken for health.

Usage
  lockstep doctor [PATH…]          files, packages, imports, libraries and calls: how much of them was understood,
                                   what was not and why, with the first few places of each

What is marked with ! may hide findings. Numbers about files, imports and calls are those of what lies under PATH.
--format text|json, --output, --color and the options of scan that choose what is scanned work here too. The exit code
is 0, or 2 when it could not run.
)";

constexpr std::string_view kBaselinePage =
    R"(lockstep baseline accepts the findings of today, so that from now on only new ones are reported.

Usage
  lockstep baseline [PATH…]              write .lockstep-baseline.json at the root, and commit it
                                         if there is one: list what is new (exit 1) and change nothing
  lockstep baseline --prune              take out what is fixed, or suppressed by a comment; new findings stay out
  lockstep baseline --accept-new         take in what is new
  lockstep baseline --baseline FILE …    another file; `lockstep scan --baseline FILE` reads it

Findings are known by what they are about, so they stay accepted when lines move, files are renamed or code is
formatted. The file has one sorted line an entry. Git merges what two branches add and take out; where their lines
meet, a line in .gitattributes lets it keep those of both:

  .lockstep-baseline.json merge=union

With PATH or --rule only a part is looked at: what is new there can be accepted, and all other entries stay.

Exit codes
  0  written, or nothing to do          2  could not run: a malformed baseline, say
  1  new findings, nothing written      3  incomplete: a file could not be read, so nothing was written

--color, --today and the options of scan that choose what is scanned and looked for work here too.
)";

constexpr std::string_view kSuppressionsPage =
    R"(lockstep suppressions lists the comments that hide findings: where, why, since when, and whether they are needed.

Usage
  lockstep suppressions [PATH…] [--format text|json] [-o [FORMAT=]PATH]

A finding may stay when a comment says which rule and why. Nothing works without a reason:

  // lockstep-ignore-next-line duplicate-list/drifted: the old app must not learn the new states
  emit('ping'); // lockstep-ignore-line orphan-variant until 2027-01-31: the listener comes with the next release
  {/* lockstep-ignore-next-line magic-actor, duplicate-list: shown to nobody but the system */}

  // lockstep-ignore-begin stale-save: these rows are never changed again
  // lockstep-ignore-end

  /* lockstep-ignore-file duplicate-list: a verbatim copy of the vendor's list */     (in front of the first statement)

The next line is the next one that holds code. A finding with two ends can be suppressed at either; one with more at
the place where it is reported. Comments that are unused, expired, without a reason or misspelt are findings of the
rule `suppression` (lockstep explain suppression).

--format, --output, --color and the options of scan that choose what is scanned and looked for work here too, and
--today DATE, against which `until` is held. The age comes from git; it is missing in shallow clones. The exit code is
0, or 2 when it could not run.
)";

constexpr std::string_view kInitPage =
    R"(lockstep init writes a lockstep.jsonc that says what was found here and what may be changed.

Usage
  lockstep init [PATH] [-o FILE]   default: lockstep.jsonc at the root of the repository around PATH; `-` is the
                                   standard output

Everything in it is commented; nothing changes until somebody takes a comment away. A file that is there is never
overwritten.
)";

constexpr std::string_view kTestPage = R"(lockstep test runs the tests of a rule pack.

Usage
  lockstep test RULES.jsonc        every folder in the pack's "tests" is a small program

Expectations are comments on the lines that they are about:
  const TOOLS = ["a", "b"];        // expect: require/one-list-of-tools
What the pack reports elsewhere is a failure, too. A folder with a lockstep.jsonc of its own, which must name the pack,
binds options; the others get the defaults. Exit codes: 0 all as expected, 1 something is not, 2 could not run.
)";

constexpr std::string_view kDumpPage =
    R"(lockstep dump shows what lies between two steps of a scan. Look here first when a rule is silent.

Usage
  lockstep dump facts FILE         what one file says: declarations, values, calls, in source order
  lockstep dump program [PATH…]    what all the files mean together: modules, definitions, calls

--output, and the options of scan that choose what is scanned, work here too.
)";

constexpr std::string_view kCompletionsPage =
    R"(lockstep completions prints what a shell needs to complete verbs, options and their values.

Usage
  lockstep completions bash > ~/.local/share/bash-completion/completions/lockstep
  lockstep completions zsh > ~/.zfunc/_lockstep        with `fpath+=~/.zfunc` before compinit in ~/.zshrc
  lockstep completions fish > ~/.config/fish/completions/lockstep.fish

The Debian package brings them along.
)";

}  // namespace

std::string_view help_page(std::string_view verb) {
  if (verb == "audit") return kAuditPage;
  if (verb == "explain") return kExplainPage;
  if (verb == "rules") return kRulesPage;
  if (verb == "doctor") return kDoctorPage;
  if (verb == "baseline") return kBaselinePage;
  if (verb == "suppressions") return kSuppressionsPage;
  if (verb == "init") return kInitPage;
  if (verb == "test") return kTestPage;
  if (verb == "dump") return kDumpPage;
  if (verb == "completions") return kCompletionsPage;
  return kMainPage;
}

}  // namespace lockstep::app
