#include "adoption/days.h"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

namespace lockstep::adoption {
namespace {

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const auto read = [&](std::size_t from, std::size_t count, auto& number) {
    const char* end = text.data() + from + count;
    const auto [parsed, failure] = std::from_chars(text.data() + from, end, number);
    return failure == std::errc{} && parsed == end && text[from] != '-';
  };
  if (!read(0, 4, year) || !read(5, 2, month) || !read(8, 2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

}  // namespace

bool is_day(std::string_view text) { return day_of(text).has_value(); }

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm day{};
  gmtime_r(&now, &day);
  std::array<char, 16> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d", &day);
  return {text.data(), length};
}

std::optional<int> days_between(std::string_view from, std::string_view to) {
  const auto first = day_of(from);
  const auto last = day_of(to);
  if (!first || !last) return std::nullopt;
  return static_cast<int>((*last - *first).count());
}

}  // namespace lockstep::adoption
