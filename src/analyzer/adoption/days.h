#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Days as people write them in comments and options: `2027-01-31`.
namespace lockstep::adoption {

/// Whether a text is a day of the calendar.
bool is_day(std::string_view text);

/// The day that it is everywhere at once: in UTC, so that a build server and a desk agree.
std::string today();

/// How many days lie between two of them; nothing when one is none.
std::optional<int> days_between(std::string_view from, std::string_view to);

}  // namespace lockstep::adoption
