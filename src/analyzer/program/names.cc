#include "program/names.h"

#include "base/hash.h"

#include <algorithm>

namespace lockstep::program {

Names::Names(std::span<File> files, const Workers& workers) {
  for (File& file : files) file.names.resize(file.facts.names.size());
  // Each shard takes the strings whose hash falls to it, from all files in order.
  workers.for_each(kShards, [&](std::size_t s) {
    Shard& shard = shards_[s];
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto& table = files[i].facts.names;
      for (std::size_t k = 0; k < table.size(); ++k) {
        const std::uint32_t hash = table.hash(facts::LocalName{k});
        if (hash % kShards != s) continue;
        files[i].names[k] = Name{shard.intern(table[facts::LocalName{k}], hash) * kShards + s};
      }
    }
  });
}

std::size_t Names::size() const {
  std::size_t longest = 0;
  for (const Shard& shard : shards_) longest = std::max(longest, shard.texts.size());
  return longest * kShards;
}

std::optional<Name> Names::find(std::string_view text) const {
  const auto hash = static_cast<std::uint32_t>(hash_of(text));
  const Shard& shard = shards_[hash % kShards];
  if (shard.slots.empty()) return std::nullopt;
  const std::size_t mask = shard.slots.size() - 1;
  for (std::size_t slot = hash / kShards & mask; shard.slots[slot].entry != 0; slot = (slot + 1) & mask) {
    const Slot& known = shard.slots[slot];
    if (known.hash != hash || shard.texts[known.entry - 1] != text) continue;
    return Name{(known.entry - 1) * kShards + hash % kShards};
  }
  return std::nullopt;
}

std::uint32_t Names::Shard::intern(std::string_view text, std::uint32_t hash) {
  if (2 * (texts.size() + 1) > slots.size()) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t slot = hash / kShards & mask;
  for (; slots[slot].entry != 0; slot = (slot + 1) & mask) {
    if (slots[slot].hash == hash && texts[slots[slot].entry - 1] == text) return slots[slot].entry - 1;
  }
  texts.push_back(keep(text));
  slots[slot] = {.hash = hash, .entry = static_cast<std::uint32_t>(texts.size())};
  return static_cast<std::uint32_t>(texts.size() - 1);
}

std::string_view Names::Shard::keep(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  constexpr std::size_t kBlock = 1 << 16;
  if (text.empty() || text.size() > kLongest) return text;
  if (text.size() > left) {
    blocks.push_back(std::make_unique<char[]>(kBlock));
    left = kBlock;
  }
  char* at = blocks.back().get() + (kBlock - left);
  std::copy(text.begin(), text.end(), at);
  left -= text.size();
  return {at, text.size()};
}

void Names::Shard::grow() {
  constexpr std::size_t kFirst = 1024;
  const std::vector<Slot> old = std::move(slots);
  slots.assign(old.empty() ? kFirst : old.size() * 2, {});
  const std::size_t mask = slots.size() - 1;
  for (const Slot& known : old) {
    if (known.entry == 0) continue;
    std::size_t slot = known.hash / kShards & mask;
    while (slots[slot].entry != 0) slot = (slot + 1) & mask;
    slots[slot] = known;
  }
}

}  // namespace lockstep::program
