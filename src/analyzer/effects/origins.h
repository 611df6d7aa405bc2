#pragma once

#include "effects/flow.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Small questions about origins and paths that the walk asks everywhere.
namespace lockstep::effects {

/// `new Date()`, `Date.now()`
bool is_now(const Node& value);
/// Whether a property of an update's data tells the store to do something: `{ increment: 1 }`, `{ connect: … }`.
bool is_store_operation(std::string_view property);
/// `null`, `undefined`
bool clears(const Node& value);

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view first_of(std::string_view path);
/// "title" of "document.title".
std::string_view behind_first(std::string_view path);
std::string_view last_of(std::string_view path);
std::string joined(const std::string& path, std::string_view next);
/// Values that name a row rather than say something about it.
bool is_identity(std::string_view path);
/// Whether a column holds the id of something else: `customerId`.
bool is_reference_column(std::string_view column);
/// `lastSyncAt`, `nextRunAt`, `cursor`: how far some work has come.
bool is_watermark(std::string_view path);
/// `version`, `revision`: counted up with each change, and mostly compared or kept unique somewhere.
bool is_version(std::string_view path);
void add(Value& value, const Origin& origin);
void add(Value& value, Origin&& origin);
void add_all(Value& value, const Value& more);
/// What of a value lies at a path: "title" of a row lies at "document.title" of `{ document: row }`.
struct Reached {
  Origin origin;
  std::string rest;  ///< of the path, below the origin
};
std::vector<Reached> reach(const Value& value, std::string_view path);
/// The same value, where it does not matter any more which part of an object is which.
Value mixed(const Value& value);
/// What is computed from values: identities say nothing about the row's content.
Value derived(const Value& from, Merge merge = Merge::None);
/// What an answer about values hangs together with: `row.status === 'open'`.
Value decided(const Value& from);
/// How both together go into a value: what is known of either.
Merge both(Merge a, Merge b);

}  // namespace lockstep::effects
