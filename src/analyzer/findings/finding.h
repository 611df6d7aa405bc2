#pragma once

#include "base/span.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a rule says, in a form that needs no program to be shown: reporters see nothing else.
namespace lockstep::findings {

/// Ordered: a later one is worse. SARIF's levels of the same names; `Off` silences a rule.
enum class Severity : std::uint8_t { Off, Note, Warning, Error };

std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// A place in a scanned file. Rules fill in `path` and `span`; `locate` (locate.h) adds what a reader wants to see.
/// A place to report lies on one line: the name or the literal, never a whole list or function, because GitHub shows an
/// alert in a pull request only when every line of it was changed.
struct Place {
  std::string path;  ///< relative to the program root, with `/`
  Span span;         ///< bytes of the file

  Position start;    ///< line and UTF-16 column, both from 1
  Position end;      ///< exclusive; on the line of `start`, where a longer span is cut (an edit's is not)
  std::string line;  ///< the source line without its line break; raw bytes of the scanned file, never trusted
  std::uint32_t line_column = 1;  ///< the column at which `line` begins: of a very long line only a piece is kept
  std::string line_hash;          ///< GitHub's `primaryLocationLineHash`; only of the primary place (line_hash.h)

  friend auto operator<=>(const Place& a, const Place& b) {
    if (const auto order = a.path <=> b.path; order != 0) return order;
    return a.span <=> b.span;
  }
  friend bool operator==(const Place& a, const Place& b) { return a.path == b.path && a.span == b.span; }
};

/// The other half of the story: a place, and what it has to do with the finding (a clause, lower case, no full stop).
struct Related {
  Place place;
  std::string text;
};

/// One stop of a path through the program (SARIF `threadFlowLocation`): entry point, call, read, await, write.
struct Step {
  /// What it does to the state that the path is about; for pictures.
  enum class Role : std::uint8_t { Other, Enter, Call, Read, Wait, Change, Write, Lock };

  Place place;
  std::string text;
  int depth = 0;  ///< how many calls below the entry point (SARIF `nestingLevel`)
  Role role = Role::Other;
};

/// Who spells which values: a row a place, a column a value. `cells` is rows × columns, row by row.
struct Matrix {
  struct Row {
    std::string label;  ///< what the place is called there, e.g. "enum Status", "switch (status)"
    Place place;
  };
  std::vector<Row> rows;
  std::vector<std::string> columns;
  std::vector<bool> cells;
};

/// A replacement that is certainly right. Offered, never applied.
struct Edit {
  Place place;
  std::string replacement;
};

/// Why we believe it: one link of the evidence behind a finding, in the order in which it was weighed. For those who
/// doubt a finding; everybody else reads `message` and `related`.
struct Reason {
  std::string text;  ///< one sentence without a full stop
  std::optional<Place> place;
  bool is_history = false;  ///< git told it, so it differs from clone to clone
};

/// One of the places for which a finding speaks, where one repair mends several. Alone it would be a finding of its
/// own, and as such it is known to suppressions, to the baseline and to what compares with the past: a place is
/// accepted, not all that one sentence speaks for.
struct Site {
  Place place;
  std::string subject;      ///< what it would be about alone
  std::string identity;     ///< made by `check`
  bool is_brought = false;  ///< the change brought it (`--since`, `--staged`)
};

struct Finding {
  std::string rule;                   ///< "duplicate-list"; set by `check`, rules leave it empty
  std::string kind;                   ///< "drifted", shown as duplicate-list/drifted
  Severity severity = Severity::Off;  ///< `Off`: the kind's own, which `check` fills in
  std::string identity;               ///< 12 hex digits; made by `check` from rule, kind and `subject` (identity.h)
  std::string subject;      ///< what the finding is about: names, values, enclosing symbols; no line, no path of a file
  Place where;              ///< the line on which someone would make the repair
  std::string message;      ///< one sentence without a full stop, in the words of the reader's code
  std::string advice;       ///< what to do; one sentence; empty: the rule's own
  bool is_brought = false;  ///< of `where`, as of a site
  std::vector<Site> also;   ///< the further places for which it speaks; rules fill in place and subject
  std::vector<Related> related;
  std::vector<Step> steps;
  std::optional<Matrix> matrix;
  std::vector<Edit> edits;
  std::vector<Reason> reasons;  ///< shown by `explain` and `--why`, and in JSON
};

/// "duplicate-list/drifted", as configuration and suppressions name it.
std::string rule_and_kind(const Finding& finding);

/// Something that the reader must know about the scan itself: a file that could not be read, damage in one, a limit.
struct Notification {
  enum class Level : std::uint8_t { Note, Warning, Error };
  Level level = Level::Warning;
  std::string id;       ///< stable word, e.g. "file-unreadable", "syntax-damaged"
  std::string message;  ///< one sentence without a full stop
  std::optional<Place> place;
  bool incomplete = false;  ///< a file in scope gave no facts at all: exit code 3
};

std::string_view to_string(Notification::Level level);

}  // namespace lockstep::findings
