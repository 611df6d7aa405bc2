#include "cache/cache.h"

#include "cache/facts_codec.h"
#include "cache/files.h"
#include "cache/outcome_codec.h"
#include "fingerprint/fingerprint.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <unordered_set>
#include <utility>

namespace lockstep::cache {
namespace {

constexpr std::string_view kPackEnding = ".pack";
constexpr std::string_view kLedgerName = "ledger";
constexpr std::string_view kSecretName = "secret";
constexpr std::string_view kLockName = "lock";
constexpr std::string_view kProgramPrefix = "program-";
constexpr std::uint64_t kLargestLedger = std::uint64_t{256} << 20U;

// More files than these are slow to open; of what no run has needed lately this much may stay.
constexpr std::size_t kMostPacks = 8;
constexpr std::uint64_t kBytesToSpare = std::uint64_t{64} << 20U;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return std::int64_t{time.tv_sec} * kSecond + time.tv_nsec;
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

/// The names in a folder, sorted; none when it cannot be read.
std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseFolder> folder(opendir(path.c_str()));
  if (folder == nullptr) return names;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Size and time of the last change; both 0 when there is no such file.
std::pair<std::uint64_t, std::int64_t> size_and_time(const std::string& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return {0, 0};
  return {status.st_size, std::int64_t{status.st_mtime} * kSecond};
}

/// Only one of several runs tidies up; the others have no need to wait for it.
File try_lock(const std::string& path) {
  File file(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open() || flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) return {};
  return file;
}

/// What a run that was killed left behind.
void remove_unfinished(const std::string& folder) {
  for (const std::string& name : names_in(folder)) {
    if (!name.ends_with(kUnfinished)) continue;
    const std::string path = folder + "/" + name;
    if (size_and_time(path).second < now() - kHour) unlink(path.c_str());
  }
}

}  // namespace

std::string usual_folder() {
  const char* cache_home = std::getenv("XDG_CACHE_HOME");
  if (cache_home != nullptr && cache_home[0] == '/') return std::string(cache_home) + "/lockstep";
  const char* home = std::getenv("HOME");
  return home != nullptr && home[0] == '/' ? std::string(home) + "/.cache/lockstep" : std::string();
}

Cache::Cache(const std::string& folder, const std::string& root, Limits limits)
    : top_(folder), limits_(limits), opened_at_(now()) {
  if (std::string why = make_folder(top_); !why.empty()) complain("cannot make its folder", why);
  is_open_ = open_secret(top_ + "/" + std::string(kSecretName));
  if (!is_open_) return;
  folder_ = top_ + "/" + std::string(kProgramPrefix) + hex(Hasher(secret_).add("program").add(root).finish());
  if (std::string why = make_folder(folder_); !why.empty()) complain("cannot make its folder", why);
  if (const auto bytes = read_all(folder_ + "/" + std::string(kLedgerName), kLargestLedger)) {
    ledger_ = Ledger::parse(secret_, *bytes);
  }
  open_packs();
  utimensat(AT_FDCWD, folder_.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);  // used just now
}

void Cache::complain(std::string_view what, const std::string& why) {
  if (note_.empty()) note_ = std::string(what) + ": " + why;
}

bool Cache::open_secret(const std::string& path) {
  for (const bool may_make : {true, false}) {
    const auto bytes = read_all(path, sizeof(Secret));
    if (bytes && bytes->size() == sizeof(Secret)) {
      std::memcpy(secret_.data(), bytes->data(), sizeof(Secret));
      return true;
    }
    if (!may_make) break;
    std::string fresh(sizeof(Secret), '\0');
    if (getentropy(fresh.data(), fresh.size()) != 0) return false;
    // A file of another length was never a secret. If another run makes one now, there shall be one in the end.
    std::string why = bytes ? write_whole(path, fresh) : write_new(path, fresh);
    if (!why.empty()) complain("cannot write", why);
    // Programs that make backups know this sign.
    if (why.empty()) write_new(top_ + "/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
  }
  complain("cannot read its secret", "it belongs to somebody else or is damaged");
  return false;
}

void Cache::open_packs() {
  packs_.clear();
  for (const std::string& name : names_in(folder_)) {
    if (!name.ends_with(kPackEnding)) continue;
    if (auto pack = Pack::open(secret_, folder_ + "/" + name)) packs_.push_back(*std::move(pack));
  }
}

Digest Cache::content_of(std::string_view text) const { return hasher().add("content").add(text).finish(); }

Digest Cache::facts_key(std::string_view extension, std::string_view queries, const Digest& content) const {
  return hasher().add("facts").add(fingerprint::extractor()).add(extension).add(queries).add(content).finish();
}

bool Cache::find(const Digest& key, std::string& bytes) const {
  return std::any_of(packs_.begin(), packs_.end(), [&](const Pack& pack) { return pack.find(key, bytes); });
}

std::optional<facts::FileFacts> Cache::find_facts(const Digest& key) const {
  thread_local std::string bytes;  // keeps its room from file to file
  if (!find(key, bytes)) return std::nullopt;
  return decode_facts(bytes);
}

std::optional<findings::Outcome> Cache::find_outcome(const Digest& key) const {
  std::string bytes;
  if (!find(key, bytes)) return std::nullopt;
  return decode_outcome(bytes);
}

std::optional<Past> Cache::find_past(const Digest& key) const {
  std::string bytes;
  if (!find(key, bytes)) return std::nullopt;
  return decode_past(bytes);
}

Pack::Entry Cache::entry_of(const Digest& key, const facts::FileFacts& facts) { return {key, encode(facts)}; }
Pack::Entry Cache::entry_of(const Digest& key, const findings::Outcome& outcome) { return {key, encode(outcome)}; }
Pack::Entry Cache::entry_of(const Digest& key, const Past& past) { return {key, encode(past)}; }

void Cache::keep(std::vector<Pack::Entry> entries) {
  if (!is_open_ || entries.empty()) return;
  const std::string path = folder_ + "/" + fresh_name() + std::string(kPackEnding);
  const std::string why = write_whole(path, Pack::bytes_of(secret_, std::move(entries)));
  if (!why.empty()) return complain("cannot write", why);
  has_grown_ = true;
}

void Cache::remember(std::vector<Ledger::FileLine> files, std::vector<Ledger::ObjectLine> objects) {
  if (!is_open_ || !ledger_.update(std::move(files), std::move(objects), opened_at_)) return;
  const std::string why = write_whole(folder_ + "/" + std::string(kLedgerName), ledger_.bytes(secret_));
  if (!why.empty()) complain("cannot write", why);
}

void Cache::tidy() {
  if (!has_grown_) return;
  const File lock = try_lock(folder_ + "/" + std::string(kLockName));
  if (!lock.is_open()) return;
  remove_unfinished(folder_);
  remove_unfinished(top_);
  merge_packs();
  evict_other_programs();
}

/// Small packs become one; and when there is too much that nobody needs, all do, without that.
void Cache::merge_packs() {
  struct Opened {
    std::int64_t written;
    Pack pack;
    std::vector<Pack::Item> items;
  };
  std::unordered_set<Digest> needed;
  std::unordered_set<std::string> known;
  std::uint64_t needed_bytes = 0;
  const auto need = [&](const Pack::Item& item) {
    if (needed.insert(item.key).second) needed_bytes += item.size;
  };
  for (const Pack& pack : packs_) {
    known.insert(pack.path());
    for (const Pack::Item& item : pack.items()) {
      if (item.was_found) need(item);
    }
  }
  // Opened once more, since this run and others have added some. One that cannot be opened is of no use to anybody.
  std::vector<Opened> all;
  std::uint64_t total = 0;
  for (const std::string& name : names_in(folder_)) {
    if (!name.ends_with(kPackEnding)) continue;
    const std::string path = folder_ + "/" + name;
    auto pack = Pack::open(secret_, path);
    if (!pack) {
      unlink(path.c_str());
      continue;
    }
    total += pack->size();
    Opened& opened = all.emplace_back(Opened{size_and_time(path).second, *std::move(pack), {}});
    opened.items = opened.pack.items();
    if (known.contains(path)) continue;
    for (const Pack::Item& item : opened.items) need(item);
  }

  const std::uint64_t room = std::min(limits_.most_bytes, 2 * needed_bytes + kBytesToSpare);
  const bool is_full = total > room;
  if (!is_full && all.size() <= kMostPacks) return;
  // What was full is half empty behind that, or else the next run would find it full again, and write all of it anew.
  const std::uint64_t most = is_full ? std::clamp(needed_bytes, room / 2, room) : room;
  if (!is_full) std::erase_if(all, [&](const Opened& opened) { return opened.pack.size() > total / 4; });
  std::stable_sort(all.begin(), all.end(), [](const Opened& a, const Opened& b) { return a.written > b.written; });
  std::vector<Pack::Entry> kept;
  std::unordered_set<Digest> met;
  std::uint64_t bytes = 0;
  // What was needed first, then the rest as far as there is room, the younger before the older.
  for (const bool wants_needed : {true, false}) {
    for (const Opened& opened : all) {
      for (const Pack::Item& item : opened.items) {
        if (needed.contains(item.key) != wants_needed || bytes + item.size > most) continue;
        if (!met.insert(item.key).second) continue;
        Pack::Entry entry{.key = item.key, .bytes = {}};
        if (!opened.pack.find(item.key, entry.bytes)) continue;
        bytes += item.size;
        kept.push_back(std::move(entry));
      }
    }
  }
  const std::string merged = folder_ + "/" + fresh_name() + std::string(kPackEnding);
  if (!write_whole(merged, Pack::bytes_of(secret_, std::move(kept))).empty()) return;
  for (const Opened& opened : all) unlink(opened.pack.path().c_str());
}

/// All programs together stay below the limit: whose cache was used least recently goes first.
void Cache::evict_other_programs() const {
  struct Program {
    std::int64_t used;
    std::string folder;
    std::uint64_t bytes = 0;
  };
  std::vector<Program> programs;
  std::uint64_t total = 0;
  for (const std::string& name : names_in(top_)) {
    if (!name.starts_with(kProgramPrefix)) continue;
    Program program{.used = size_and_time(top_ + "/" + name).second, .folder = top_ + "/" + name};
    for (const std::string& file : names_in(program.folder)) {
      program.bytes += size_and_time(program.folder + "/" + file).first;
    }
    total += program.bytes;
    if (program.folder != folder_) programs.push_back(std::move(program));
  }
  std::sort(programs.begin(), programs.end(), [](const Program& a, const Program& b) { return a.used < b.used; });
  for (const Program& program : programs) {
    if (total <= limits_.most_bytes) break;
    for (const std::string& file : names_in(program.folder)) {
      // Only what is ours: somebody may have chosen a folder in which other things lie.
      const bool is_ours =
          file.ends_with(kPackEnding) || file.ends_with(kUnfinished) || file == kLedgerName || file == kLockName;
      if (is_ours) unlink((program.folder + "/" + file).c_str());
    }
    rmdir(program.folder.c_str());
    total -= program.bytes;
  }
}

}  // namespace lockstep::cache
