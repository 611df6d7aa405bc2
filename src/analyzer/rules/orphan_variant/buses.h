#pragma once

#include "config/models.h"
#include "rules/rule.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The ways in which names of events and jobs pass from senders to listeners: section "buses" of the models
/// (`rules/models/buses.jsonc` explains it).
namespace lockstep::rules::variants {

struct Bus {
  using Calls = std::set<std::string, std::less<>>;  // "package:method"

  std::string name;
  Calls send, listen, listen_to_all, decorators, compared;
  std::set<std::string, std::less<>> own;
  bool wildcards = false;
  bool per_receiver = false;
};

std::vector<Bus> read_buses(const config::Models& models);

/// "package:method" of something external: the last part of its name.
std::string call_key(const program::External& external);

}  // namespace lockstep::rules::variants
