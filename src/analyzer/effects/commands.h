#pragma once

#include "effects/durations.h"
#include "effects/vocabulary.h"

#include <string>
#include <string_view>
#include <vector>

/// What a command of Redis is given as words: by a method, by a command that is spelled, by a script in Lua.
namespace lockstep::effects {

/// What a call is given, with what stands in a list among it: `sendCommand(['SET', key, token, 'NX'])`.
std::vector<Node> words_given(const Node& call);

/// What stands behind the command of a locator "command:SET", in the arguments or in the list that they are: the key of
/// `client.call('SET', key, …)` and of `client.sendCommand(['SET', key, …])`. Null where the call gives another
/// command.
Node behind_command(const Node& call, std::string_view locator);
/// Whether a locator is of that kind, and whether it finds nothing in a call.
inline bool names_command(std::string_view locator) { return locator.starts_with("command:"); }
inline bool gives_other_command(const Node& call, std::string_view locator) {
  return names_command(locator) && !behind_command(call, locator);
}

/// Whether an argument says one of these words: `'NX'`, `{NX: true}`, or the name of such a constant.
bool says_word(const Program& program, const Node& call, const std::vector<std::string>& words);

/// How long a script lets what it sets live: `redis.call('set', KEYS[1], ARGV[1], 'NX', 'EX', 30)`.
struct ScriptTime {
  TimeUnit unit = TimeUnit::Unknown;
  int number = -1;    ///< spelled in the script
  int argument = -1;  ///< … or which of its arguments says it, counted from 1
};
ScriptTime time_in_script(std::string_view lua);

/// An argument (`ARGV[…]`) of a call that runs a script; null where that cannot be told.
Node script_argument(const Node& call, int index);

}  // namespace lockstep::effects
