#include "git/repository.h"

#include "git/run.h"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

// POSIX leaves its declaration to the program.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace lockstep::git {
namespace {

// A hundred bytes a file, for the largest repositories that there are.
constexpr std::size_t kMostListing = std::size_t{1} << 30U;

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

bool is_object_id(std::string_view word) {
  return (word.size() == 40 || word.size() == 64) &&
         word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The lines of a short file; none of what is no file, a pipe for example.
std::vector<std::string> lines_of_plain_file(const std::string& path) {
  std::error_code failure;
  std::vector<std::string> lines;
  if (std::filesystem::symlink_status(path, failure).type() != std::filesystem::file_type::regular) return lines;
  std::ifstream in(path);
  constexpr std::size_t kMost = 100;
  for (std::string line; lines.size() < kMost && std::getline(in, line);) lines.push_back(line);
  return lines;
}

Error not_listed() {
  return {.what = "git could not list the files that it keeps", .hint = "git fsck tells what is broken"};
}

TrackedFile::Kind kind_of(std::string_view mode) {
  if (mode == "160000") return TrackedFile::Kind::Submodule;
  return mode == "120000" ? TrackedFile::Kind::Link : TrackedFile::Kind::File;
}

/// The records of a listing, each ended by a NUL.
template <class Take>
bool for_each_record(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    if (end == std::string_view::npos || !take(text.substr(0, end))) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

std::string_view take_word(std::string_view& record, char until) {
  const std::size_t end = std::min(record.find(until), record.size());
  const std::string_view word = record.substr(0, end);
  record.remove_prefix(std::min(end + 1, record.size()));
  return word;
}

/// Where git keeps a repository, whose work tree holds a directory; empty when there is none.
std::string git_folder(const std::string& directory) {
  std::error_code failure;
  const Answer answer = run(directory, {"rev-parse", "--absolute-git-dir"});
  if (!answer.succeeded || !answer.out.ends_with('\n')) return {};
  const auto real = std::filesystem::canonical(answer.out.substr(0, answer.out.size() - 1), failure);
  return failure ? std::string() : real.string();
}

/// The index of the commit that is being made, where git has started us as its hook: `git commit -a` and `git commit
/// FILE` make one of their own and name it so, from the top of the work tree if not from the root of all. Empty where
/// it is about another repository, as a hook may go wherever it likes.
std::string index_of_commit(const std::string& top) {
  const char* named = std::getenv("GIT_INDEX_FILE");
  if (named == nullptr || *named == '\0') return {};
  std::error_code failure;
  const std::filesystem::path tree = std::filesystem::canonical(top, failure);
  if (failure) return {};
  const std::filesystem::path index = tree / named;
  const std::filesystem::path folder = std::filesystem::weakly_canonical(index.parent_path(), failure);
  const std::string ours = git_folder(top);
  if (failure || ours.empty()) return {};
  if (folder == ours) return index.string();
  // One that lies anywhere else is what somebody wants here, but not if it is another repository's.
  const bool is_of_another = std::filesystem::exists(folder / "HEAD", failure);
  const bool is_there = std::filesystem::is_directory(folder, failure);  // `.git` is a file in a submodule
  if (is_of_another || !is_there || git_folder(".") != ours) return {};
  return index.string();
}

/// The heads of a merge that has not written them down yet: git names them to the hooks that it asks first.
std::vector<std::string> heads_named_to_hooks() {
  constexpr std::string_view kBeginning = "GITHEAD_";
  std::vector<std::string> heads;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!text.starts_with(kBeginning)) continue;
    const std::string_view id = text.substr(kBeginning.size(), text.find('=') - kBeginning.size());
    if (is_object_id(id)) heads.emplace_back(id);
  }
  std::sort(heads.begin(), heads.end());
  return heads;
}

}  // namespace

Result<Repository> Repository::of(const std::string& directory) {
  const Answer answer = run(directory, {"rev-parse", "--is-inside-work-tree", "--show-prefix", "--show-cdup"});
  if (answer.succeeded && answer.out.starts_with("true\n") && answer.out.ends_with('\n')) {
    // "true", "path/of/the/directory/" and "../../../", each on a line; any further line break is the path's own.
    std::string_view path = std::string_view(answer.out).substr(5);
    path.remove_suffix(1);
    const std::size_t line_break = path.rfind('\n');
    if (line_break == std::string_view::npos) return not_listed();
    std::string top = directory + "/" + std::string(path.substr(line_break + 1));
    path = path.substr(0, line_break);
    if (path.ends_with('/')) path.remove_suffix(1);
    return Repository(std::move(top), std::string(path));
  }
  if (answer.errors.find("dubious ownership") != std::string::npos) {
    return Error{.what = "git does not read this repository, because it belongs to another user",
                 .where = directory,
                 .frame = {},
                 .hint = "git config --global --add safe.directory " + directory};
  }
  if (!answer.started) return Error{.what = "there is no git here to ask what changed", .hint = "install git"};
  return Error{.what = "this is no git work tree, so nothing is known about changes",
               .where = directory,
               .frame = {},
               .hint = "scan without --since and --staged"};
}

bool Repository::is_shallow() const {
  return run(top_, {"rev-parse", "--is-shallow-repository"}).out.starts_with("true");
}

Result<std::string> Repository::commit(const std::string& revision) const {
  // What begins with a dash is an option to git; no branch or tag does.
  if (!revision.empty() && !revision.starts_with('-')) {
    if (auto id = commit_of(revision)) return *std::move(id);
    // What `:/words` looks for goes on to the end, so it is peeled in a second step.
    if (revision.starts_with(":/")) {
      const Answer answer = run(top_, {"rev-parse", "--verify", "--quiet", revision});
      if (auto id = commit_of(first_line(answer.out)); answer.succeeded && id) return *std::move(id);
    }
  }
  std::string hint = "a branch, a tag or a commit, e.g. --since origin/main";
  if (const auto dots = revision.find(".."); dots != std::string::npos) {
    hint = "one revision; the change is counted from where the two parted: --since " + revision.substr(0, dots);
  } else if (!head()) {
    hint = "nothing was committed yet; --staged compares with nothing then";
  } else if (is_shallow()) {
    hint = "this clone is shallow: git fetch --unshallow, or fetch-depth: 0 in a workflow";
  }
  return Error{.what = "git knows no commit \"" + revision + "\"", .where = "--since", .frame = {}, .hint = hint};
}

std::optional<std::vector<std::string>> Repository::commits(const std::vector<std::string>& revisions) const {
  std::vector<std::string> question{"rev-parse"};
  for (const std::string& revision : revisions) {
    if (revision.empty() || revision.starts_with('-')) return std::nullopt;
    question.push_back(revision + "^{commit}");
  }
  const Answer answer = run(top_, question);
  std::vector<std::string> ids;
  std::string_view rest = answer.out;
  while (answer.succeeded && !rest.empty()) {
    const std::string_view id = take_word(rest, '\n');
    if (!is_object_id(id)) return std::nullopt;  // `^main`
    ids.emplace_back(id);
  }
  return ids.size() == revisions.size() ? std::optional(std::move(ids)) : std::nullopt;
}

std::optional<std::string> Repository::head() const { return commit_of("HEAD"); }

std::optional<std::string> Repository::commit_of(const std::string& revision) const {
  const Answer answer = run(top_, {"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  std::string id = first_line(answer.out);
  return answer.succeeded && is_object_id(id) ? std::optional(std::move(id)) : std::nullopt;
}

std::optional<std::string> Repository::merge_base(const std::string& one, const std::string& other) const {
  const Answer answer = run(top_, {"merge-base", one, other});
  std::string id = first_line(answer.out);
  return answer.succeeded && is_object_id(id) ? std::optional(std::move(id)) : std::nullopt;
}

std::vector<std::string> Repository::merged_heads() const {
  std::vector<std::string> heads;
  const auto add = [&](const std::string& revision) {
    const Answer answer = run(top_, {"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
    std::string id = first_line(answer.out);
    const bool is_known = std::find(heads.begin(), heads.end(), id) != heads.end();
    if (answer.succeeded && is_object_id(id) && !is_known) heads.push_back(std::move(id));
  };
  add("MERGE_HEAD");
  // As a revision it is the first of them only.
  if (!heads.empty()) {
    for (const std::string& id : lines_of_plain_file(git_folder(top_) + "/MERGE_HEAD")) {
      if (is_object_id(id)) add(id);
    }
    return heads;
  }
  for (const std::string& id : heads_named_to_hooks()) add(id);
  return heads;
}

Result<std::vector<TrackedFile>> Repository::files_of(const std::string& commit) const {
  const Answer answer = run(top_, {"ls-tree", "-r", "-z", "--full-tree", commit}, kMostListing);
  std::vector<TrackedFile> files;
  // "MODE TYPE OBJECT\tPATH"
  const bool is_sound = answer.succeeded && for_each_record(answer.out, [&](std::string_view record) {
                          const TrackedFile::Kind kind = kind_of(take_word(record, ' '));
                          take_word(record, ' ');
                          const std::string_view object = take_word(record, '\t');
                          if (!is_object_id(object) || record.empty()) return false;
                          files.push_back({.path = std::string(record), .object = std::string(object), .kind = kind});
                          return true;
                        });
  if (!is_sound) return not_listed();
  return files;
}

Result<std::vector<TrackedFile>> Repository::staged_files() const {
  const std::string index = index_of_commit(top_);
  std::error_code failure;
  if (!index.empty() && !std::filesystem::exists(index, failure)) {
    return Error{.what = "the index that GIT_INDEX_FILE names is not there", .where = index, .frame = {}, .hint = {}};
  }
  const Answer answer = run(top_, {"ls-files", "--stage", "-z"}, kMostListing, index);
  std::vector<TrackedFile> files;
  std::string unmerged;
  // "MODE OBJECT STAGE\tPATH"
  const bool is_sound = answer.succeeded && for_each_record(answer.out, [&](std::string_view record) {
                          const TrackedFile::Kind kind = kind_of(take_word(record, ' '));
                          const std::string_view object = take_word(record, ' ');
                          const std::string_view stage = take_word(record, '\t');
                          if (!is_object_id(object) || record.empty()) return false;
                          if (stage != "0" && unmerged.empty()) unmerged = record;
                          files.push_back({.path = std::string(record), .object = std::string(object), .kind = kind});
                          return true;
                        });
  if (!is_sound) return not_listed();
  if (!unmerged.empty()) {
    return Error{.what = "this file has conflicts, so it is not certain what will be committed",
                 .where = unmerged,
                 .frame = {},
                 .hint = "resolve them and git add the file"};
  }
  return files;
}

bool Repository::tracks(const std::string& path) const {
  const std::string from_top = path_.empty() ? path : path_ + "/" + path;
  const Answer answer =
      run(top_, {"--literal-pathspecs", "ls-files", "-z", "--", from_top}, kMostListing, index_of_commit(top_));
  return answer.succeeded && !answer.out.empty();
}

std::vector<std::string> Repository::files_left_out() const {
  std::vector<std::string> paths;
  const Answer answer = run(top_, {"ls-files", "-t", "-z"}, kMostListing);
  if (!answer.succeeded) return paths;
  for_each_record(answer.out, [&](std::string_view record) {
    if (!record.starts_with("S ")) return true;
    std::error_code failure;
    const auto status = std::filesystem::symlink_status(top_ + "/" + std::string(record.substr(2)), failure);
    if (status.type() == std::filesystem::file_type::not_found) paths.emplace_back(record.substr(2));
    return true;
  });
  return paths;
}

}  // namespace lockstep::git
