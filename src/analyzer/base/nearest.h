#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lockstep {

/// The candidate that someone most likely meant when they typed `word`: the one with the fewest edits, if those are few
/// enough (a third of its length) to be a slip. The first wins among equals, so the answer depends on their order only.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// `did you mean "…"`, for an `Error`'s hint; empty when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace lockstep
