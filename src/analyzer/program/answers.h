#pragma once

#include "program/node.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace lockstep::program {

/// Answers about nodes, each worked out once for all who ask. Any thread may look up and add while others do: nothing
/// is ever taken out or changed. Who does not find an answer works it out, so that two may do so at the same time; it
/// must be the same for both.
template <class Answer>
class Answers {
 public:
  explicit Answers(std::size_t expected) : newest_(std::bit_ceil(expected + 1)) {}
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;
  ~Answers() {
    for (std::atomic<Entry*>& newest : newest_) {
      for (Entry* entry = newest.load(std::memory_order_relaxed); entry != nullptr;) {
        const std::unique_ptr<Entry> last(entry);
        entry = last->older;
      }
    }
  }

  const Answer* find(NodeRef about) const {
    for (const Entry* entry = bucket(about).load(std::memory_order_acquire); entry != nullptr; entry = entry->older) {
      if (entry->about == about) return &entry->answer;
    }
    return nullptr;
  }

  void add(NodeRef about, Answer answer) const {
    std::atomic<Entry*>& newest = bucket(about);
    auto entry = std::make_unique<Entry>(Entry{about, newest.load(std::memory_order_relaxed), std::move(answer)});
    while (!newest.compare_exchange_weak(entry->older, entry.get(), std::memory_order_release,
                                         std::memory_order_relaxed)) {
    }
    (void)entry.release();
  }

 private:
  struct Entry {
    NodeRef about;
    Entry* older;
    Answer answer;
  };

  std::atomic<Entry*>& bucket(NodeRef about) const {
    const std::size_t hash = std::hash<NodeRef>{}(about);
    return newest_[(hash >> 32) & (newest_.size() - 1)];
  }

  mutable std::vector<std::atomic<Entry*>> newest_;  // a power of two of them, each the head of a list
};

}  // namespace lockstep::program
