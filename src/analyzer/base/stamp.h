#pragma once

#include <compare>
#include <cstdint>

namespace lockstep {

/// What the file system says about a file without reading it. While it says the same, the file is the same, but for
/// changes in the very moment of the look (see `cache::Ledger`).
struct Stamp {
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds of the system's clock
  std::int64_t changed = 0;   ///< the same of the inode, which nobody can set back
  std::uint64_t inode = 0;

  friend constexpr auto operator<=>(const Stamp&, const Stamp&) = default;
};

}  // namespace lockstep
