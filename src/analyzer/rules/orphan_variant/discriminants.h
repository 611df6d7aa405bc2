#pragma once

#include "config/models.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

/// The names of what a program distinguishes: section "variants" of the models (`rules/models/variants.jsonc`).
namespace lockstep::rules::variants {

class Discriminants {
 public:
  explicit Discriminants(const config::Models& models);

  /// Whether a property, parameter, enum or type of this name holds variants, rather than options or looks.
  bool contains(std::string_view name) const;
  /// Whether it holds what is chosen for the eye.
  bool are_looks(std::string_view name) const;
  /// Whether it is a choice that an element of a page offers: `ButtonType`.
  bool is_of_element(std::string_view name) const;
  /// Whether it holds the states of something, which nobody else can set.
  bool are_states(std::string_view name) const;
  /// Whether it holds what somebody has to carry out: actions, commands.
  bool are_deeds(std::string_view name) const;
  /// Whether it holds what a program calls its own doings: codes of errors, events, permissions.
  bool are_invented(std::string_view name) const;
  /// Whether it lists what somebody may choose from: `ModelType`, `PLANS`.
  bool is_catalogue(std::string_view name) const;
  /// Whether it holds what happens, for others to hear of it: events, topics.
  bool are_happenings(std::string_view name) const;
  /// Whether a call of this name sends what it is given: `publish`, `emitToRoom`.
  bool sends(std::string_view call) const;
  /// Whether it sends what it is given, or writes down that it happened: `trackOrder`, `recordAudit`.
  bool tells(std::string_view call) const;
  /// Whether it listens to it: `on`, `subscribe`, `useOrderListener`.
  bool hears(std::string_view call) const;
  /// Whether it waits for it: `waitForEvent`.
  bool awaits(std::string_view call) const;
  /// Whether it holds a text that is shown to people.
  bool is_caption(std::string_view name) const;

 private:
  using Words = std::set<std::string, std::less<>>;
  bool ends_with_one_of(const Words& words, std::string_view name) const;

  Words words_, looks_, elements_, invented_, deeds_, states_, captions_, catalogues_, happenings_, suffixes_;
  Words sends_, tells_, hears_, hears_alone_, awaits_, undoes_;  // words of calls
};

}  // namespace lockstep::rules::variants
