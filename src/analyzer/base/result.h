#pragma once

#include "base/assert.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lockstep {

/// Why we could not do what the user asked: a bad flag, a broken configuration, no such folder. It travels up to `app`,
/// which prints it and exits with 2. What a scanned file contains is never an `Error`.
struct Error {
  std::string what;   ///< one sentence without a full stop
  std::string where;  ///< `file:line:column`, a path, an option; empty when there is no place
  std::string frame;  ///< the source line with a caret below it; empty when there is none
  std::string hint;   ///< what to do about it, e.g. "did you mean …"; may be empty
};

/// A value, or the `Error` that kept us from making it.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    LOCKSTEP_ASSERT(state_.index() == 1, "callers look at error() only after the test failed");
    return *std::get_if<1>(&state_);
  }

 private:
  T& value() {
    LOCKSTEP_ASSERT(state_.index() == 0, "callers test a Result before they use its value");
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    LOCKSTEP_ASSERT(state_.index() == 0, "callers test a Result before they use its value");
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

/// A deed that can fail and yields nothing.
struct Done {};
using Status = Result<Done>;

}  // namespace lockstep
