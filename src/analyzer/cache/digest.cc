#include "cache/digest.h"

#include <bit>
#include <cstring>

namespace lockstep::cache {
namespace {

/// Eight bytes, or the fewer that are left, the first one lowest: the same number on every machine.
std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes.data(), bytes.size());
  } else {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
  }
  return word;
}

}  // namespace

std::string hex(const Digest& digest) {
  std::string digits;
  for (const std::uint64_t half : {digest.first, digest.second}) {
    for (unsigned shift = 64; shift > 0; shift -= 4) digits += "0123456789abcdef"[(half >> (shift - 4)) & 0xFU];
  }
  return digits;
}

// The constants and rotations are those of the published algorithm.
Hasher::Hasher(const Secret& secret)
    : state_{secret[0] ^ 0x736f6d6570736575U, secret[1] ^ 0x646f72616e646f6dU ^ 0xEEU, secret[0] ^ 0x6c7967656e657261U,
             secret[1] ^ 0x7465646279746573U} {}

void Hasher::round() {
  auto& [a, b, c, d] = state_;
  a += b;
  b = std::rotl(b, 13) ^ a;
  a = std::rotl(a, 32);
  c += d;
  d = std::rotl(d, 16) ^ c;
  a += d;
  d = std::rotl(d, 21) ^ a;
  c += b;
  b = std::rotl(b, 17) ^ c;
  c = std::rotl(c, 32);
}

Hasher& Hasher::add(std::uint64_t number) {
  state_[3] ^= number;
  round();
  round();
  state_[0] ^= number;
  ++words_;
  return *this;
}

Hasher& Hasher::add(std::string_view bytes) {
  add(static_cast<std::uint64_t>(bytes.size()));
  while (bytes.size() >= 8) {
    add(word_of(bytes.substr(0, 8)));
    bytes.remove_prefix(8);
  }
  return bytes.empty() ? *this : add(word_of(bytes));
}

Digest Hasher::finish() {
  add((words_ * 8 & 0xFFU) << 56U);
  state_[2] ^= 0xEEU;
  for (int i = 0; i < 4; ++i) round();
  Digest digest{.first = state_[0] ^ state_[1] ^ state_[2] ^ state_[3]};
  state_[1] ^= 0xDDU;
  for (int i = 0; i < 4; ++i) round();
  digest.second = state_[0] ^ state_[1] ^ state_[2] ^ state_[3];
  return digest;
}

}  // namespace lockstep::cache
