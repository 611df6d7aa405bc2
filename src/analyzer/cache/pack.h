#pragma once

#include "cache/digest.h"
#include "cache/files.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::cache {

/// Many entries in one file, since to open a file a piece would cost more than all the rest. A pack is written once and
/// never changed: whoever has it open may read on while others add packs and remove this one.
///
/// The index in front is sorted by key. It and every entry bear a keyed check, so that a torn, damaged or foreign file
/// is a pack without entries, and a damaged entry is one that is not there.
class Pack {
 public:
  struct Entry {
    Digest key;
    std::string bytes;
  };

  /// The bytes of a pack of these entries; of those with one key the first counts.
  static std::string bytes_of(const Secret& secret, std::vector<Entry> entries);

  /// Nothing when it is no pack of this secret.
  static std::optional<Pack> open(const Secret& secret, const std::string& path);

  /// Reads an entry into `bytes`; false when it is not here, or damaged. From any thread.
  bool find(const Digest& key, std::string& bytes) const;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }  ///< of the file
  struct Item {
    Digest key;
    std::uint64_t size = 0;
    bool was_found = false;  ///< since it was opened
  };
  std::vector<Item> items() const;

 private:
  struct Place {
    Digest key;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t check = 0;
  };

  Secret secret_{};
  std::string path_;
  File file_;
  std::uint64_t size_ = 0;
  std::vector<Place> index_;
  std::unique_ptr<std::atomic<bool>[]> was_found_;
};

}  // namespace lockstep::cache
