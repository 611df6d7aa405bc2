#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::workspace {

/// What a file is for, as far as its path tells. A file may have several roles; most have none and are simply code.
enum class Role : std::uint16_t {
  Test = 1,          ///< specs, mocks, fixtures, end-to-end tests and what supports them
  Story = 2,         ///< Storybook
  Migration = 4,     ///< changes of a database's schema, seeds included
  Generated = 8,     ///< written by a program (what only the content tells is added by the facts)
  Declaration = 16,  ///< `.d.ts`
  Example = 32,      ///< examples, demos, documentation, benchmarks
  Script = 64,       ///< run by hand or by the build: scripts/, tools/, bin/
  Config = 128,      ///< configuration of a tool: `*.config.ts`, `.eslintrc.js`
};

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(Role role) : bits_(static_cast<std::uint16_t>(role)) {}  // NOLINT(google-explicit-constructor)

  constexpr bool has(Role role) const { return (bits_ & static_cast<std::uint16_t>(role)) != 0; }
  constexpr bool any(Roles roles) const { return (bits_ & roles.bits_) != 0; }
  constexpr bool none() const { return bits_ == 0; }
  constexpr Roles& operator|=(Roles other) {
    bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
    return *this;
  }
  constexpr Roles without(Roles others) const {
    Roles rest;
    rest.bits_ = static_cast<std::uint16_t>(bits_ & ~others.bits_);
    return rest;
  }
  friend constexpr Roles operator|(Roles a, Roles b) { return a |= b; }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  std::uint16_t bits_ = 0;
};

/// The roles of a path relative to the program root, so that a root that lies in somebody's `test` folder changes
/// nothing.
Roles roles_of_path(std::string_view path);

}  // namespace lockstep::workspace
