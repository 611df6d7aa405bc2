#pragma once

#include "config/models.h"
#include "rules/rule.h"

#include <functional>
#include <map>
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
  Calls many;  ///< methods that listen to all of their arguments
  Calls send_decorators, send_anything;
  Calls tokens;  ///< functions that make what stands for the name they are given
  std::map<std::string, std::string, std::less<>> send_options;  ///< sending methods: the option with the name
  /// Sending methods that take a list of objects: the property with the name.
  std::map<std::string, std::string, std::less<>> send_lists;
  Calls news_send, news_listen;            ///< classes of libraries that are made with the name
  Calls house_send, house_listen;          ///< methods of a class of the program's own that carries events
  Calls class_send, class_decorators;      ///< methods that send instances; decorators that name the class
  Calls registers;                         ///< methods that make a name known, and neither send nor listen
  Calls constructs;                        ///< names of global classes whose instances are the events
  std::set<std::string, std::less<>> own;  ///< sent by the library itself
  std::size_t share = 60;                  ///< percent of what is sent that must be heard before the rest is reported
  bool wildcards = false;
  Calls setups;  ///< calls and classes whose options switch wildcards on
  bool per_receiver = false;
  Calls signs_of_life;            ///< words: what is sent under them only shows that sending works
  bool in_process = false;        ///< only this program sends over it
  bool foreign_senders = false;   ///< others send over it too
  bool between_services = false;  ///< programs that we do not see may be at the other end
};

std::vector<Bus> read_buses(const config::Models& models);

/// "package:method" of something external: the last part of its name. Where there is no package, ":method".
std::string call_key(const program::External& external);

}  // namespace lockstep::rules::variants
