#include "report/audit/pictures.h"

#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace lockstep::report {
namespace {

using findings::Step;
using Role = findings::Step::Role;

// Everything below is in units of the drawing.
constexpr int kTop = 14;

// A path: a rail of steps to the left, the other request to the right.
constexpr int kStepHeight = 46;
constexpr int kRail = 16;
constexpr int kIndent = 18;
constexpr int kDeepest = 6;
constexpr int kOther = 668;
constexpr int kPathWidth = 760;
constexpr std::size_t kStepText = 66;

// Two sides.
constexpr int kHead = 30;
constexpr int kRowHeight = 26;
constexpr int kSidesWidth = 920;
constexpr int kLeftEdge = 286;
constexpr int kPillLeft = 366;
constexpr int kPillRight = 554;
constexpr int kRightEdge = 634;
constexpr std::size_t kMostLeft = 14;
constexpr std::size_t kMostRight = 12;
constexpr std::size_t kMostValues = 24;
constexpr std::size_t kSideText = 40;
constexpr std::size_t kValueText = 26;

std::string_view word_of(Role role) {
  switch (role) {
    case Role::Enter:
      return "enter";
    case Role::Call:
      return "call";
    case Role::Read:
      return "read";
    case Role::Wait:
      return "wait";
    case Role::Change:
      return "change";
    case Role::Write:
      return "write";
    case Role::Lock:
      return "lock";
    case Role::Other:
      break;
  }
  return "other";
}

std::string curve(int x1, int y1, int x2, int y2) {
  const int bend = (x2 - x1) / 2;
  return "M" + std::to_string(x1) + " " + std::to_string(y1) + "C" + std::to_string(x1 + bend) + " " +
         std::to_string(y1) + " " + std::to_string(x2 - bend) + " " + std::to_string(y2) + " " + std::to_string(x2) +
         " " + std::to_string(y2);
}

/// Names of one side; behind the most that fit one that stands for all others.
std::vector<std::string> names_of(const std::vector<std::string>& all, std::size_t most) {
  if (all.size() <= most) return all;
  std::vector<std::string> names(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most - 1));
  names.push_back("and " + std::to_string(all.size() - names.size()) + " more");
  return names;
}

/// Where the rows of a column of `count` stand that is centred beside one of `tallest`.
int row_at(std::size_t index, std::size_t count, std::size_t tallest) {
  const int slack = static_cast<int>(tallest - count) * kRowHeight / 2;
  return kHead + slack + static_cast<int>(index) * kRowHeight + kRowHeight / 2;
}

}  // namespace

JsonValue path_picture(const findings::Finding& finding) {
  const std::vector<Step>& steps = finding.steps;
  const auto find = [&](Role role) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].role == role) return i;
    }
    return std::nullopt;
  };
  const auto read = find(Role::Read);
  const auto write = find(Role::Write);
  const auto locks =
      std::count_if(steps.begin(), steps.end(), [](const Step& step) { return step.role == Role::Lock; });
  const bool has_window = read && write && *read < *write;
  if (!has_window && locks < 2) return nullptr;

  const auto y_of = [](std::size_t index) { return kTop + static_cast<int>(index) * kStepHeight + kStepHeight / 2; };
  JsonValue picture = {{"width", kPathWidth}, {"steps", JsonValue::array()}, {"links", JsonValue::array()}};
  std::optional<std::pair<int, int>> before;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const int x = kRail + std::clamp(step.depth, 0, kDeepest) * kIndent;
    const int y = y_of(i);
    const bool is_risky = has_window && i >= *read && i <= *write;
    const std::string where = std::string(file_name(step.place.path)) + ":" + std::to_string(step.place.start.line);
    picture["steps"].push_back({{"x", x},
                                {"y", y},
                                {"text_x", x + 16},
                                {"text_y", y - 2},
                                {"where_y", y + 13},
                                {"role", word_of(step.role)},
                                {"text", shortened(step.text, kStepText)},
                                {"where", shortened(where, kStepText)},
                                {"risky", is_risky}});
    if (before) {
      const auto [x0, y0] = *before;
      const std::string bend =
          x == x0 ? "" : "V" + std::to_string(y - 12) + "L" + std::to_string(x) + " " + std::to_string(y - 12);
      picture["links"].push_back(
          {{"path", "M" + std::to_string(x0) + " " + std::to_string(y0) + bend + "V" + std::to_string(y)},
           {"risky", is_risky && i > *read}});
    }
    before = {x, y};
  }
  picture["height"] = kTop + static_cast<int>(steps.size()) * kStepHeight + kTop;
  if (!has_window) return picture;

  const int begin = y_of(*read) - kStepHeight / 2 + 3;
  const int end = y_of(*write) + kStepHeight / 2 - 3;
  // The other request writes while this one waits; where nothing is seen to wait, right before the write.
  int meets = (y_of(*write - 1) + y_of(*write)) / 2;
  if (const auto wait = find(Role::Wait); wait && *wait > *read && *wait < *write) meets = y_of(*wait);
  picture["window"] = {{"y", begin}, {"height", end - begin}, {"label_y", begin + 20}, {"end_y", end - 12}};
  picture["other"] = {
      {"x", kOther},
      {"begin", std::max(begin - 8, 22)},
      {"end", end + 4},
      {"label_y", std::max(begin - 16, 14)},
      {"meets", meets},
      {"arrow_x", kOther - 8},
      {"arrow_to", kOther - 84},
      {"arrow_y", meets - 6},
      {"head", std::to_string(kOther - 90) + "," + std::to_string(meets) + " " + std::to_string(kOther - 81) + "," +
                   std::to_string(meets - 5) + " " + std::to_string(kOther - 81) + "," + std::to_string(meets + 5)}};
  return picture;
}

JsonValue sides_picture(const Sides& sides) {
  const std::vector<std::string> left = names_of(sides.left, kMostLeft);
  const std::vector<std::string> right = names_of(sides.right, kMostRight);
  const std::size_t values = std::min(sides.values.size(), kMostValues);
  const std::size_t tallest = std::max({left.size(), right.size(), values, std::size_t{1}});
  JsonValue picture = {{"width", kSidesWidth},        {"height", kHead + static_cast<int>(tallest) * kRowHeight + kTop},
                       {"left_x", kLeftEdge - 8},     {"right_x", kRightEdge + 8},
                       {"links", JsonValue::array()}, {"left", JsonValue::array()},
                       {"right", JsonValue::array()}, {"values", JsonValue::array()}};
  for (std::size_t i = 0; i < left.size(); ++i) {
    picture["left"].push_back(
        {{"x", kLeftEdge - 8}, {"y", row_at(i, left.size(), tallest) + 4}, {"text", shortened(left[i], kSideText)}});
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    picture["right"].push_back(
        {{"x", kRightEdge + 8}, {"y", row_at(i, right.size(), tallest) + 4}, {"text", shortened(right[i], kSideText)}});
  }
  for (std::size_t i = 0; i < values; ++i) {
    const Sides::Value& value = sides.values[i];
    const int y = row_at(i, values, tallest);
    const bool is_lonely_left = value.left.empty() && !sides.left.empty();
    const bool is_lonely_right = value.right.empty() && !sides.right.empty();
    picture["values"].push_back({{"x", kPillLeft},
                                 {"y", y - 10},
                                 {"width", kPillRight - kPillLeft},
                                 {"text_x", (kPillLeft + kPillRight) / 2},
                                 {"text_y", y + 4},
                                 {"text", shortened(value.text, kValueText)},
                                 {"unmade", is_lonely_left},
                                 {"unhandled", is_lonely_right}});
    std::set<std::size_t> ends;
    for (const std::size_t at : value.left) ends.insert(std::min(at, left.size() - 1));
    for (const std::size_t at : ends)
      picture["links"].push_back({{"path", curve(kLeftEdge, row_at(at, left.size(), tallest), kPillLeft, y)}});
    ends.clear();
    for (const std::size_t at : value.right) ends.insert(std::min(at, right.size() - 1));
    for (const std::size_t at : ends)
      picture["links"].push_back({{"path", curve(kPillRight, y, kRightEdge, row_at(at, right.size(), tallest))}});
  }
  if (values < sides.values.size())
    picture["more"] = numbered(sides.values.size() - values, "more value", "more values");
  return picture;
}

}  // namespace lockstep::report
