#pragma once

#include <utility>

namespace lockstep {

/// Keeps a value until the process is gone. A linked program is a hundred thousand small pieces, and to give them back
/// one by one takes as long as to look for files; the system takes them all at once.
template <class T>
void outlive(T value) {
  struct Kept {
    T value;
    const Kept* before;
  };
  static const Kept* last = nullptr;
  last = new Kept{std::move(value), last};
}

}  // namespace lockstep
