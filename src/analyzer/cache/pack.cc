#include "cache/pack.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace lockstep::cache {
namespace {

// Read as a number it also tells whether the machine that wrote it stores numbers as this one does. The last digits are
// the format's version.
constexpr std::uint64_t kMagic = 0x4C6F'636B'7061'6B01;
constexpr std::uint64_t kMostEntries = 10'000'000;

struct Head {
  std::uint64_t magic = kMagic;
  std::uint64_t count = 0;
  std::uint64_t check = 0;  // of the index
};

template <class T>
std::string_view bytes_in(const std::vector<T>& values) {
  static_assert(std::has_unique_object_representations_v<T>);
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::uint64_t check_of(const Secret& secret, std::string_view what, std::string_view bytes) {
  return Hasher(secret).add(what).add(bytes).finish().first;
}

std::uint64_t check_of(const Secret& secret, const Digest& key, std::string_view bytes) {
  return Hasher(secret).add("entry").add(key).add(bytes).finish().first;
}

}  // namespace

std::string Pack::bytes_of(const Secret& secret, std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  entries.erase(
      std::unique(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key == b.key; }),
      entries.end());
  std::vector<Place> index;
  index.reserve(entries.size());
  std::uint64_t offset = sizeof(Head) + entries.size() * sizeof(Place);
  for (const Entry& entry : entries) {
    index.push_back({entry.key, offset, entry.bytes.size(), check_of(secret, entry.key, entry.bytes)});
    offset += entry.bytes.size();
  }
  const Head head{.count = index.size(), .check = check_of(secret, "index", bytes_in(index))};
  std::string bytes;
  bytes.reserve(offset);
  bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
  bytes += bytes_in(index);
  for (Entry& entry : entries) {
    bytes += entry.bytes;
    entry.bytes = {};  // a cold run keeps all of a program, which should not lie here twice
  }
  return bytes;
}

std::optional<Pack> Pack::open(const Secret& secret, const std::string& path) {
  Pack pack;
  pack.secret_ = secret;
  pack.path_ = path;
  pack.file_ = open_file(path);
  if (!pack.file_.is_open()) return std::nullopt;
  pack.size_ = pack.file_.size();
  Head head;
  if (!pack.file_.read(0, reinterpret_cast<char*>(&head), sizeof head) || head.magic != kMagic) return std::nullopt;
  if (head.count > kMostEntries || sizeof head + head.count * sizeof(Place) > pack.size_) return std::nullopt;
  pack.index_.resize(head.count);
  if (!pack.file_.read(sizeof head, reinterpret_cast<char*>(pack.index_.data()), head.count * sizeof(Place))) {
    return std::nullopt;
  }
  if (head.check != check_of(secret, "index", bytes_in(pack.index_))) return std::nullopt;
  pack.was_found_ = std::make_unique<std::atomic<bool>[]>(head.count);
  return pack;
}

bool Pack::find(const Digest& key, std::string& bytes) const {
  const auto place = std::lower_bound(index_.begin(), index_.end(), key,
                                      [](const Place& entry, const Digest& wanted) { return entry.key < wanted; });
  if (place == index_.end() || place->key != key) return false;
  if (place->offset > size_ || place->size > size_ - place->offset) return false;
  bytes.resize(place->size);
  if (!file_.read(place->offset, bytes.data(), bytes.size())) return false;
  if (place->check != check_of(secret_, key, bytes)) return false;
  was_found_[static_cast<std::size_t>(place - index_.begin())] = true;
  return true;
}

std::vector<Pack::Item> Pack::items() const {
  std::vector<Item> items;
  for (std::size_t i = 0; i < index_.size(); ++i) items.push_back({index_[i].key, index_[i].size, was_found_[i]});
  return items;
}

}  // namespace lockstep::cache
