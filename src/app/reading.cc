#include "app/reading.h"

#include "app/terminal.h"
#include "facts/extract.h"
#include "syntax/tree.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lockstep::app {
namespace {

facts::Trouble::Kind kind_of(const workspace::Trouble& trouble) {
  if (!trouble.incomplete) return facts::Trouble::Kind::NotText;  // a binary file: nothing is missing
  return trouble.id == "file-too-large" ? facts::Trouble::Kind::TooLarge : facts::Trouble::Kind::Unreadable;
}

facts::FileFacts extract(const std::string& path, const workspace::Bytes& bytes, const facts::Queries& queries) {
  thread_local syntax::Parser parser;
  facts::FileFacts facts = facts::extract(parser, path, bytes.text, queries.empty() ? nullptr : &queries);
  if (bytes.trouble) facts.troubles = {{.kind = kind_of(*bytes.trouble), .message = bytes.trouble->message}};
  return facts;
}

std::string_view extension_of(std::string_view path) { return path.substr(std::min(path.rfind('.'), path.size())); }

}  // namespace

Reading::Reading(const workspace::Workspace& workspace, const facts::Queries& queries, cache::Cache* cache,
                 const Workers& workers, bool wants_progress)
    : workspace_(workspace),
      queries_(queries),
      cache_(cache),
      workers_(workers),
      wants_progress_(wants_progress),
      contents_(workspace.files().size()),
      facts_(contents_.size()),
      made_(contents_.size()),
      was_recalled_(contents_.size()) {}

template <class Task>
void Reading::for_each_file(const Task& task) {
  Progress progress(wants_progress_, "reading file", contents_.size());
  workers_.for_each(contents_.size(), [&](std::size_t index) {
    task(index);
    progress.step();
  });
}

void Reading::identify() {
  if (cache_ == nullptr) return;
  for_each_file([&](std::size_t index) {
    const workspace::SourceFile& file = workspace_.files()[index];
    contents_[index] =
        file.object.empty() ? cache_->content_of_file(file.path, file.stamp) : cache_->content_of_object(file.object);
    if (!contents_[index]) read(index);
  });
}

std::vector<facts::FileFacts> Reading::facts() {
  for_each_file([&](std::size_t index) {
    if (!facts_[index] && !recall(index)) read(index);
  });
  std::vector<facts::FileFacts> all;
  all.reserve(facts_.size());
  // The emptied husks go, too: they would stay beside the program until the end.
  for (auto& facts : std::exchange(facts_, {})) all.push_back(*std::move(facts));
  return all;
}

/// What the facts of a file follow from. The cache is there, and the content is known.
cache::Digest Reading::key_of(std::size_t index) const {
  return cache_->facts_key(extension_of(workspace_.files()[index].path), queries_.fingerprint(), *contents_[index]);
}

/// The facts of a file whose content is known, if the cache has them.
bool Reading::recall(std::size_t index) {
  if (cache_ == nullptr || !contents_[index]) return false;
  facts_[index] = cache_->find_facts(key_of(index));
  was_recalled_[index] = facts_[index] ? 1 : 0;
  return facts_[index].has_value();
}

void Reading::read(std::size_t index) {
  const std::string& path = workspace_.files()[index].path;
  const workspace::Bytes bytes = workspace_.read(FileId{index});
  contents_[index].reset();
  if (cache_ != nullptr && !bytes.trouble) contents_[index] = cache_->content_of(bytes.text);
  if (recall(index)) return;
  facts_[index] = extract(path, bytes, queries_);
  if (contents_[index]) {
    made_[index] = cache::Cache::entry_of(key_of(index), *facts_[index]);
  }
}

void Reading::keep() {
  if (cache_ == nullptr) return;
  std::vector<cache::Pack::Entry> entries;
  for (auto& entry : made_) {
    if (entry) entries.push_back(*std::move(entry));
  }
  made_.clear();
  cache_->keep(std::move(entries));
  std::vector<cache::Ledger::FileLine> files;
  std::vector<cache::Ledger::ObjectLine> objects;
  for (std::size_t i = 0; i < contents_.size(); ++i) {
    const workspace::SourceFile& file = workspace_.files()[i];
    if (!contents_[i]) continue;
    if (file.object.empty()) {
      files.push_back({.path = file.path, .stamp = file.stamp, .content = *contents_[i]});
    } else {
      objects.push_back({.id = file.object, .content = *contents_[i]});
    }
  }
  cache_->remember(std::move(files), std::move(objects));
}

void Reading::count(Stopwatch& watch) const {
  if (cache_ == nullptr) return;
  watch.count("files from the cache",
              static_cast<std::size_t>(std::count(was_recalled_.begin(), was_recalled_.end(), 1)));
}

}  // namespace lockstep::app
