#include "git/history.h"

#include "git/run.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lockstep::git {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The line with this text that is nearest to a number; 0 when there is none.
std::size_t nearest_line(std::string_view text, std::string_view wanted, std::size_t number) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::size_t best = 0;
  const auto distance = [&](std::size_t line) { return line > number ? line - number : number - line; };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == wanted && (best == 0 || distance(i + 1) < distance(best))) best = i + 1;
  }
  return best;
}

/// Whether a commit's part of `git log -L` brings the value into the line: it stands on a line that comes and on none
/// that goes.
bool brings(std::string_view patch, std::string_view value) {
  bool comes = false;
  for (const std::string_view line : lines_of(patch)) {
    if (line.starts_with("+++") || line.starts_with("---")) continue;
    if (line.starts_with('-') && spells(line.substr(1), value)) return false;
    comes = comes || (line.starts_with('+') && spells(line.substr(1), value));
  }
  return comes;
}

/// A part of `git log`: id, date and subject, each on a line of its own, then the patch.
Commit read_commit(std::string_view part) {
  Commit commit;
  for (std::string* field : {&commit.id, &commit.date, &commit.subject}) {
    const std::size_t end = std::min(part.find('\n'), part.size());
    *field = part.substr(0, end);
    part.remove_prefix(std::min(end + 1, part.size()));
  }
  return commit;
}

}  // namespace

bool spells(std::string_view line, std::string_view value) {
  const auto is_part_of_word = [&](std::size_t at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    return std::isalnum(byte) != 0 || byte == '_' || byte == '-';
  };
  if (value.empty()) return false;
  for (std::size_t at = line.find(value); at != std::string_view::npos; at = line.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    if ((at == 0 || !is_part_of_word(at - 1)) && (end == line.size() || !is_part_of_word(end))) return true;
  }
  return false;
}

Result<std::optional<History>> History::of(const std::string& directory) {
  const Answer answer = run(directory, {"rev-parse", "--is-shallow-repository"});
  if (answer.succeeded) {
    if (!answer.out.starts_with("false")) return std::optional<History>();
    return std::optional<History>(History(directory));
  }
  if (answer.errors.find("dubious ownership") != std::string::npos) {
    return Error{
        .what = "git does not read this repository, because it belongs to another user; so its history is not told",
        .hint = "git config --global --add safe.directory " + directory};
  }
  return std::optional<History>();
}

std::optional<Commit> History::introduced(const std::string& path, std::string_view line, std::uint32_t number,
                                          std::string_view value) const {
  const Answer file = run(directory_, {"cat-file", "blob", "HEAD:./" + path});
  if (!file.succeeded) return std::nullopt;
  const std::size_t at = nearest_line(file.out, line, number);
  if (at == 0) return std::nullopt;
  const std::string range = std::to_string(at) + "," + std::to_string(at) + ":" + path;
  // Newest first; NUL in front of each commit, since nothing else can be told from a subject.
  // Neither names nor the order of files are asked for, which could be read from any file or pipe.
  const Answer log =
      run(directory_, {"log", "-L", range, "--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature",
                       "--no-mailmap", "--encoding=UTF-8", "-O/dev/null", "--format=%x00%h%n%as%n%s", "HEAD"});
  if (!log.succeeded) return std::nullopt;
  std::string_view rest = log.out;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view part = rest.substr(0, end);
    if (brings(part, value)) {
      Commit commit = read_commit(part);
      return commit.date.empty() ? std::nullopt : std::optional(std::move(commit));
    }
    rest.remove_prefix(end);
  }
  return std::nullopt;
}

}  // namespace lockstep::git
