#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// Keyed hashes. Whoever does not know a cache's secret cannot make two files of one key, or an entry that passes its
/// check: SipHash-2-4 with 128 bits is made for that, which faster hashes are not.
namespace lockstep::cache {

using Secret = std::array<std::uint64_t, 2>;

struct Digest {
  std::uint64_t first = 0;
  std::uint64_t second = 0;

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

std::string hex(const Digest& digest);  ///< 32 digits

/// Takes fields one after another; what is one field cannot pass for two others.
class Hasher {
 public:
  explicit Hasher(const Secret& secret);

  Hasher& add(std::string_view bytes);
  Hasher& add(std::uint64_t number);
  Hasher& add(const Digest& digest) { return add(digest.first).add(digest.second); }
  Digest finish();

 private:
  void round();

  std::array<std::uint64_t, 4> state_;
  std::uint64_t words_ = 0;
};

}  // namespace lockstep::cache

template <>
struct std::hash<lockstep::cache::Digest> {
  std::size_t operator()(const lockstep::cache::Digest& digest) const noexcept { return digest.first; }
};
