#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace lockstep {

/// A four-byte handle: an index into the one vector that owns the thing. `Tag` keeps the kinds of handle apart, so that
/// a `NodeId` cannot pass for a `FileId`; vectors may grow under a handle, which a pointer would not survive.
template <class Tag>
struct Id {
  std::uint32_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  friend constexpr auto operator<=>(Id, Id) = default;
};

/// A file of the program, numbered in order of its path.
using FileId = Id<struct FileTag>;

}  // namespace lockstep

template <class Tag>
struct std::hash<lockstep::Id<Tag>> {
  std::size_t operator()(lockstep::Id<Tag> id) const noexcept { return id.value * std::size_t{0x9E3779B97F4A7C15}; }
};
