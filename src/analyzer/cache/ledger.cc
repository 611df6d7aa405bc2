#include "cache/ledger.h"

#include "cache/archive.h"

#include <algorithm>
#include <iterator>

namespace lockstep::cache {

template <class Archive, Like<Digest> T>
void describe(Archive& archive, T& digest) {
  auto& [first, second] = digest;
  archive(first, second);
}

template <class Archive, Like<Stamp> T>
void describe(Archive& archive, T& stamp) {
  auto& [size, modified, changed, inode] = stamp;
  archive(size, modified, changed, inode);
}

template <class Archive, Like<Ledger::FileLine> T>
void describe(Archive& archive, T& line) {
  auto& [path, stamp, content] = line;
  archive(path, stamp, content);
}

template <class Archive, Like<Ledger::ObjectLine> T>
void describe(Archive& archive, T& line) {
  auto& [id, content] = line;
  archive(id, content);
}

namespace {

constexpr std::string_view kMagic = "lockstep ledger 1\n";

// FAT counts in two seconds; the clock that file systems read may lag some milliseconds behind ours.
constexpr std::int64_t kSettledAfter = 2'500'000'000;

const std::string& key(const Ledger::FileLine& line) { return line.path; }
const std::string& key(const Ledger::ObjectLine& line) { return line.id; }

template <class Line>
const Line* find(const std::vector<Line>& lines, std::string_view wanted) {
  const auto at = std::lower_bound(lines.begin(), lines.end(), wanted,
                                   [](const Line& line, std::string_view text) { return key(line) < text; });
  return at != lines.end() && key(*at) == wanted ? &*at : nullptr;
}

/// The new lines, and those of the old ones that nothing was said about, if they are no more than the new ones.
template <class Line>
bool merge(std::vector<Line>& lines, std::vector<Line> seen) {
  if (seen.empty()) return false;  // the other half of the ledger was asked
  const auto before = [](const Line& a, const Line& b) { return key(a) < key(b); };
  std::stable_sort(seen.begin(), seen.end(), before);
  seen.erase(std::unique(seen.begin(), seen.end(), [](const Line& a, const Line& b) { return key(a) == key(b); }),
             seen.end());
  std::vector<Line> others;
  std::set_difference(lines.begin(), lines.end(), seen.begin(), seen.end(), std::back_inserter(others), before);
  if (others.size() <= seen.size() + 1000) {
    std::vector<Line> all;
    std::merge(seen.begin(), seen.end(), others.begin(), others.end(), std::back_inserter(all), before);
    seen = std::move(all);
  }
  if (seen == lines) return false;
  lines = std::move(seen);
  return true;
}

}  // namespace

bool is_settled(const Stamp& stamp, std::int64_t now) {
  return std::max(stamp.modified, stamp.changed) < now - kSettledAfter;
}

Ledger Ledger::parse(const Secret& secret, std::string_view bytes) {
  Ledger ledger;
  if (!bytes.starts_with(kMagic)) return ledger;
  Reader in(bytes.substr(kMagic.size()));
  Digest check;
  in(check);
  const std::string_view body = in.text();
  if (!in.is_done() || check != Hasher(secret).add("ledger").add(body).finish()) return ledger;
  Reader lines(body);
  lines(ledger.files_, ledger.objects_);
  if (!lines.is_done()) return {};
  return ledger;
}

std::string Ledger::bytes(const Secret& secret) const {
  std::string body;
  Writer lines(body);
  lines(files_, objects_);
  std::string bytes(kMagic);
  Writer out(bytes);
  out(Hasher(secret).add("ledger").add(body).finish());
  out.text(body);
  return bytes;
}

std::optional<Digest> Ledger::content_of_file(std::string_view path, const Stamp& stamp) const {
  const FileLine* line = find(files_, path);
  return line != nullptr && line->stamp == stamp ? std::optional(line->content) : std::nullopt;
}

std::optional<Digest> Ledger::content_of_object(std::string_view id) const {
  const ObjectLine* line = find(objects_, id);
  return line != nullptr ? std::optional(line->content) : std::nullopt;
}

bool Ledger::update(std::vector<FileLine> files, std::vector<ObjectLine> objects, std::int64_t now) {
  for (FileLine& line : files) {
    if (!is_settled(line.stamp, now)) line.stamp = {};  // which no file has
  }
  const bool files_differ = merge(files_, std::move(files));
  return merge(objects_, std::move(objects)) || files_differ;
}

}  // namespace lockstep::cache
