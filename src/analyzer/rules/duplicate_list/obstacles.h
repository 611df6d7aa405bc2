#pragma once

#include "rules/duplicate_list/value_list.h"

#include <cstdint>
#include <string_view>

/// What one file could import from another and had better not: a module of a library that takes its values from a page,
/// a page that loads the server.
namespace lockstep::rules {

enum class Obstacle : std::uint8_t {
  None,
  Server,     ///< only a server may load it, and a browser would
  Component,  ///< draws something, and the other does not
  Page,       ///< answers one address: a page, a route, a controller
  Client,     ///< marked with 'use client', whose values no server can read
};

/// Why the file at `user` had better not import from the one at `used`, by what their paths say.
Obstacle obstacle_between(std::string_view user, std::string_view used);
/// By that and by what their files say of themselves.
Obstacle obstacle_between(const ValueList& user, const ValueList& used);

bool runs_in_browser(std::string_view path);

}  // namespace lockstep::rules
