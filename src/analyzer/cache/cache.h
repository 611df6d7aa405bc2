#pragma once

#include "base/result.h"
#include "base/stamp.h"
#include "cache/digest.h"
#include "cache/ledger.h"
#include "cache/pack.h"
#include "cache/past.h"
#include "facts/file_facts.h"
#include "findings/outcome.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What was found out once, so that the next run need not do it again: the facts of files by their content, and what
/// the rules said about a whole program.
///
/// A run with a cache says what a run without one would say. Every entry stands under a keyed hash of all that it
/// follows from, nobody changes an entry, and one that is damaged is one that is not there. Whatever goes wrong with
/// the cache itself (no home, no room, no right to write, a crash in the middle) costs time and nothing else.
namespace lockstep::cache {

/// Where the caches lie when nobody chose a folder: `$XDG_CACHE_HOME/lockstep`, else `~/.cache/lockstep`. Empty when
/// there is no home.
std::string usual_folder();

/// How a cache is to behave; the defaults are for people, the rest for tests.
struct Limits {
  std::uint64_t most_bytes = std::uint64_t{1} << 30U;  ///< of all programs together
};

/// The cache of one program. Looking up is for any thread; the rest for one.
class Cache {
 public:
  /// Opens the cache of a program, named by its root, in a folder for all of them. Never fails; see `note`.
  Cache(const std::string& folder, const std::string& root, Limits limits = {});

  /// What keeps it from working as it should, a clause; empty when nothing does.
  const std::string& note() const { return note_; }
  /// Whether anything can be looked up at all.
  bool is_open() const { return is_open_; }

  /// What a file or a git object held when it was last seen; nothing when it must be read.
  std::optional<Digest> content_of_file(std::string_view path, const Stamp& stamp) const {
    return ledger_.content_of_file(path, stamp);
  }
  std::optional<Digest> content_of_object(std::string_view id) const { return ledger_.content_of_object(id); }
  Digest content_of(std::string_view text) const;
  /// Whether a file is older than our look at it, so that its stamp will tell when it changes.
  bool is_settled(const Stamp& stamp) const { return lockstep::cache::is_settled(stamp, opened_at_); }

  /// Hashes with the cache's secret, for the key of an answer.
  Hasher hasher() const { return Hasher(secret_); }

  /// The key of the facts of a file with this content and extension, and of what these queries found in it.
  Digest facts_key(std::string_view extension, std::string_view queries, const Digest& content) const;
  std::optional<facts::FileFacts> find_facts(const Digest& key) const;
  std::optional<findings::Outcome> find_outcome(const Digest& key) const;
  std::optional<Past> find_past(const Digest& key) const;

  static Pack::Entry entry_of(const Digest& key, const facts::FileFacts& facts);
  static Pack::Entry entry_of(const Digest& key, const findings::Outcome& outcome);
  static Pack::Entry entry_of(const Digest& key, const Past& past);

  /// Keeps new entries for later runs. One call writes one file.
  void keep(std::vector<Pack::Entry> entries);
  /// Keeps what was seen of all files of the program, and of objects.
  void remember(std::vector<Ledger::FileLine> files, std::vector<Ledger::ObjectLine> objects);

  /// Removes what nobody needs any more, if something was kept.
  void tidy();

 private:
  bool open_secret(const std::string& path);
  void open_packs();
  void merge_packs();
  void evict_other_programs() const;
  bool find(const Digest& key, std::string& bytes) const;
  void complain(std::string_view what, const std::string& why);

  std::string top_;     // of all programs
  std::string folder_;  // of this one
  Limits limits_;
  Secret secret_{};
  bool is_open_ = false;
  bool has_grown_ = false;
  std::int64_t opened_at_ = 0;
  std::string note_;
  std::vector<Pack> packs_;
  Ledger ledger_;
};

}  // namespace lockstep::cache
