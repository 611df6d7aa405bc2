#include "cache/outcome_codec.h"

#include "cache/archive.h"
#include "cache/shapes.h"

#include <algorithm>

namespace lockstep::cache {

template <>
constexpr findings::Severity last_of<findings::Severity>() {
  return findings::Severity::Error;
}
template <>
constexpr findings::Notification::Level last_of<findings::Notification::Level>() {
  return findings::Notification::Level::Error;
}

template <>
constexpr findings::Step::Role last_of<findings::Step::Role>() {
  return findings::Step::Role::Lock;
}
template <>
constexpr findings::Standing last_of<findings::Standing>() {
  return findings::Standing::CannotTell;
}
template <>
constexpr findings::Priority last_of<findings::Priority>() {
  return findings::Priority::Constraint;
}

template <>
constexpr findings::Accepted::By last_of<findings::Accepted::By>() {
  return findings::Accepted::By::Baseline;
}
template <>
constexpr findings::Suppression::State last_of<findings::Suppression::State>() {
  return findings::Suppression::State::Unchecked;
}

template <class Archive, Like<findings::Place> T>
void describe(Archive& archive, T& place) {
  auto& [path, span, start, end, line, line_column, line_hash] = place;
  archive(path, span, start, end, line, line_column, line_hash);
}

template <class Archive, Like<findings::Related> T>
void describe(Archive& archive, T& related) {
  auto& [place, text] = related;
  archive(place, text);
}

template <class Archive, Like<findings::Step> T>
void describe(Archive& archive, T& step) {
  auto& [place, text, depth, role] = step;
  archive(place, text, depth, role);
}

template <class Archive, Like<findings::Matrix::Row> T>
void describe(Archive& archive, T& row) {
  auto& [label, place] = row;
  archive(label, place);
}

template <class Archive, Like<findings::Matrix> T>
void describe(Archive& archive, T& matrix) {
  auto& [rows, columns, cells] = matrix;
  archive(rows, columns, cells);
}

template <class Archive, Like<findings::Edit> T>
void describe(Archive& archive, T& edit) {
  auto& [place, replacement] = edit;
  archive(place, replacement);
}

template <class Archive, Like<findings::Reason> T>
void describe(Archive& archive, T& reason) {
  auto& [text, place, is_history] = reason;
  archive(text, place, is_history);
}

template <class Archive, Like<findings::Site> T>
void describe(Archive& archive, T& site) {
  auto& [place, subject, identity, is_brought] = site;
  archive(place, subject, identity, is_brought);
}

template <class Archive, Like<findings::Finding> T>
void describe(Archive& archive, T& finding) {
  auto& [rule, kind, severity, identity, subject, where, message, advice, is_brought, also, related, steps, matrix,
         edits, reasons] = finding;
  archive(rule, kind, severity, identity, subject, where, message, advice, is_brought, also, related, steps, matrix,
          edits, reasons);
}

template <class Archive, Like<findings::Verdict> T>
void describe(Archive& archive, T& verdict) {
  auto& [id, pack, area, title, reason, advice, priority, severity, standing, summary, evidence, found] = verdict;
  archive(id, pack, area, title, reason, advice, priority, severity, standing, summary, evidence, found);
}

template <class Archive, Like<findings::Accepted> T>
void describe(Archive& archive, T& accepted) {
  auto& [finding, by, reason, until, comment] = accepted;
  archive(finding, by, reason, until, comment);
}

template <class Archive, Like<findings::SuppressionAge> T>
void describe(Archive& archive, T& age) {
  auto& [commit, date, days] = age;
  archive(commit, date, days);
}

template <class Archive, Like<findings::Suppression> T>
void describe(Archive& archive, T& suppression) {
  auto& [place, form, rules, reason, until, state, found, age] = suppression;
  archive(place, form, rules, reason, until, state, found, age);
}

template <class Archive, Like<findings::BaselineUse> T>
void describe(Archive& archive, T& baseline) {
  auto& [path, entries, fixed] = baseline;
  archive(path, entries, fixed);
}

template <class Archive, Like<findings::Notification> T>
void describe(Archive& archive, T& notification) {
  auto& [level, id, message, place, incomplete] = notification;
  archive(level, id, message, place, incomplete);
}

template <class Archive, Like<findings::Outcome> T>
void describe(Archive& archive, T& outcome) {
  auto& [rules, found, verdicts, accepted, suppressions, baseline, notifications, inventory, category, root, files,
         packages, told_of] = outcome;
  // Nobody asks for an inventory twice, so it is not kept.
  archive(found, verdicts, accepted, suppressions, baseline, notifications, category, root, files, packages, told_of);
}

std::string encode(const findings::Outcome& outcome) {
  std::string bytes;
  Writer out(bytes);
  out(outcome);
  return bytes;
}

std::optional<findings::Outcome> decode_outcome(std::string_view bytes) {
  std::optional<findings::Outcome> outcome(std::in_place);
  Reader in(bytes);
  in(*outcome);
  const bool is_whole = std::all_of(outcome->findings.begin(), outcome->findings.end(), [](const auto& finding) {
    return !finding.matrix ||
           finding.matrix->cells.size() == finding.matrix->rows.size() * finding.matrix->columns.size();
  });
  if (!in.is_done() || !is_whole) return std::nullopt;
  return outcome;
}

}  // namespace lockstep::cache
