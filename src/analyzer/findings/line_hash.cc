#include "findings/line_hash.h"

#include "base/utf8.h"

#include <array>
#include <charconv>
#include <unordered_map>

namespace lockstep::findings {
namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kBase = 37;
constexpr std::uint64_t kEndOfFile = 65535;

constexpr std::uint64_t leaving_factor() {
  std::uint64_t factor = 1;
  for (std::size_t i = 0; i < kWindow; ++i) factor *= kBase;
  return factor;
}

/// The hash of a line is known once the window has moved 100 units on, or the text has ended.
class RollingHash {
 public:
  RollingHash(std::span<const std::uint32_t> lines, std::vector<std::string>& hashes)
      : lines_(lines), hashes_(hashes) {}

  void add(std::uint64_t unit) {
    const bool follows_cr = after_cr_;
    after_cr_ = false;
    if (unit == ' ' || unit == '\t' || (follows_cr && unit == '\n')) return;
    if (unit == '\r') {
      unit = '\n';
      after_cr_ = true;
    }
    finish_line();
    if (at_line_start_) begins_line_[index_] = ++line_;
    at_line_start_ = unit == '\n';
    shift(unit);
  }

  void finish() {
    add(kEndOfFile);
    for (std::size_t i = 0; i < kWindow; ++i) {
      finish_line();
      shift(0);
    }
  }

 private:
  void finish_line() {
    const std::uint32_t line = begins_line_[index_];
    if (line == 0) return;
    begins_line_[index_] = 0;
    const std::uint32_t repeat = ++repeats_[hash_];
    while (hashes_.size() < lines_.size() && lines_[hashes_.size()] == line) {
      std::array<char, 20> digits{};
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash_, 16).ptr;
      hashes_.push_back(std::string(digits.data(), end) + ":" + std::to_string(repeat));
    }
  }

  void shift(std::uint64_t unit) {
    constexpr std::uint64_t kLeaving = leaving_factor();
    hash_ = hash_ * kBase + unit - kLeaving * window_[index_];
    window_[index_] = unit;
    index_ = (index_ + 1) % kWindow;
  }

  std::span<const std::uint32_t> lines_;
  std::vector<std::string>& hashes_;
  std::array<std::uint64_t, kWindow> window_{};
  std::array<std::uint32_t, kWindow> begins_line_{};  // line number where that unit of the window begins one, else 0
  std::unordered_map<std::uint64_t, std::uint32_t> repeats_;
  std::uint64_t hash_ = 0;
  std::size_t index_ = 0;
  std::uint32_t line_ = 0;
  bool at_line_start_ = true;
  bool after_cr_ = false;
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view text, std::span<const std::uint32_t> lines) {
  std::vector<std::string> hashes;
  RollingHash rolling(lines, hashes);
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    if (point.value >= 0x10000) {
      rolling.add(0xD800 + ((point.value - 0x10000) >> 10));
      rolling.add(0xDC00 + ((point.value - 0x10000) & 0x3FF));
    } else {
      rolling.add(point.value);
    }
  }
  rolling.finish();
  hashes.resize(lines.size());
  return hashes;
}

}  // namespace lockstep::findings
