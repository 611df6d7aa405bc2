#pragma once

#include "base/id.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Plain values as bytes, and back from bytes that nobody trusts.
///
/// A struct is described once, for both directions, by
///
///     template <class Archive, Like<Place> T>
///     void describe(Archive& archive, T& place) {
///       auto& [path, span] = place;      // does not compile when a field comes or goes
///       archive(path, span);
///     }
///
/// and an enum by a `last_of`, so that no byte becomes a value that it does not have.
namespace lockstep::cache {

template <class Enum>
constexpr Enum last_of() = delete;

template <class T, class Plain>
concept Like = std::same_as<std::remove_const_t<T>, Plain>;

/// Appends. Numbers take as few bytes as they need.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }

  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80U));
    byte(static_cast<std::uint8_t>(value));
  }
  /// Small of either sign.
  void difference(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U));
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }

 private:
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T>) {
      byte(static_cast<std::uint8_t>(value));
    } else if constexpr (std::unsigned_integral<T>) {
      number(value);
    } else if constexpr (std::signed_integral<T>) {
      difference(value);
    } else {
      describe(*this, value);
    }
  }
  void put(const std::string& value) { text(value); }
  void put(const std::vector<bool>& bits) {
    number(bits.size());
    for (const bool bit : bits) byte(bit ? 1 : 0);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    number(values.size());
    for (const T& value : values) put(value);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class Tag>
  void put(const Id<Tag>& id) {
    number(id.value);
  }

  std::string& out_;
};

/// Takes off the front. The first thing that cannot be right ends it: from then on everything is empty, and `failed`.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }

  bool failed() const { return failed_; }
  void fail() {
    failed_ = true;
    in_ = {};
  }
  /// Everything was right, and there is nothing behind it.
  bool is_done() const { return !failed_ && in_.empty(); }

  std::uint8_t byte() {
    if (in_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    // Nearly all take one byte or two, and a program's facts have millions of them.
    if (in_.size() >= 2) [[likely]] {
      const auto first = static_cast<std::uint8_t>(in_[0]);
      if (first < 0x80) {
        in_.remove_prefix(1);
        return first;
      }
      const auto second = static_cast<std::uint8_t>(in_[1]);
      if (second < 0x80) {
        in_.remove_prefix(2);
        return (first & 0x7FU) | (std::uint64_t{second} << 7U);
      }
    }
    return long_number();
  }
  std::uint32_t small() {
    const std::uint64_t value = number();  // 0 once it has failed
    if (value <= 0xFFFF'FFFFU) [[likely]]
      return static_cast<std::uint32_t>(value);
    fail();
    return 0;
  }
  std::int64_t difference() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }
  /// How many of something follow that take a byte each at the least: a wild number must not take memory.
  std::size_t count() {
    const std::uint64_t value = number();
    if (value > in_.size()) fail();
    return failed_ ? 0 : static_cast<std::size_t>(value);
  }
  std::string_view text() {
    const std::size_t size = count();
    const std::string_view value = in_.substr(0, size);
    in_.remove_prefix(size);
    return value;
  }

 private:
  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      const std::uint8_t piece = byte();
      if (piece > 1) fail();
      value = piece == 1;
    } else if constexpr (std::is_enum_v<T>) {
      const std::uint8_t piece = byte();
      if (piece > static_cast<std::uint8_t>(last_of<T>())) fail();
      value = failed_ ? T{} : static_cast<T>(piece);
    } else if constexpr (std::unsigned_integral<T>) {
      const std::uint64_t piece = number();
      value = static_cast<T>(piece);
      if (value != piece) fail();
    } else if constexpr (std::signed_integral<T>) {
      const std::int64_t piece = difference();
      value = static_cast<T>(piece);
      if (value != piece) fail();
    } else {
      describe(*this, value);
    }
  }
  void get(std::string& value) { value = text(); }
  void get(std::vector<bool>& bits) {
    bits.resize(count());
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = byte() != 0;
  }
  template <class T>
  void get(std::vector<T>& values) {
    const std::size_t size = count();
    // Not resized at once: each takes a byte in here, but maybe a hundred over there.
    for (std::size_t i = 0; i < size && !failed_; ++i) get(values.emplace_back());
  }
  template <class T>
  void get(std::optional<T>& value) {
    bool has_value = false;
    get(has_value);
    if (has_value) get(value.emplace());
  }
  template <class Tag>
  void get(Id<Tag>& id) {
    id.value = small();
  }
  std::uint64_t long_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t piece = byte();
      value |= std::uint64_t{piece & 0x7FU} << shift;
      if ((piece & 0x80U) != 0) continue;
      if (failed_ || (shift == 63 && piece > 1)) break;  // torn off, or bits that no number has
      return value;
    }
    fail();
    return 0;
  }

  std::string_view in_;
  bool failed_ = false;
};

}  // namespace lockstep::cache
