// Which states are equal: what can make no difference any more is forgotten, and the rest is spelled out as a key.

#include "machine.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::soundness {
namespace {

void put_number(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
}

void put_provenance(std::string& text, const Provenance& read) {
  for (const Token token : read.held) put_number(text, token, 2);
  text += static_cast<char>(read.unknown_waits | (read.waits_for_network ? 0x80 : 0));
}

}  // namespace

std::string State::encoded() const {
  std::string text;
  text.reserve(256);
  put_number(text, row, 6);
  for (const Held& held : locks) {
    put_number(text, held.token, 2);
    put_number(text, held.site, 2);
  }
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if ((row >> i & 1) == 0) continue;
    put_number(text, origins[i].site, 2);
    text += static_cast<char>(origins[i].locks | origins[i].is_atomic << 5 | origins[i].is_plain << 6 |
                              origins[i].is_old << 7);
  }
  // Objects in the order in which variables lead to them: those that nobody can reach any more make no difference.
  std::vector<std::uint8_t> reached;
  for (const Task& task : tasks) {
    text += static_cast<char>(task.request);
    text += static_cast<char>(task.parent);
    text += static_cast<char>(task.children);
    text += static_cast<char>(task.taken);
    text += static_cast<char>(task.is_joining | task.has_failed_child << 1 | task.may_act << 2 | task.is_eager << 3);
    text += static_cast<char>(task.frames.size());
    for (const Frame& frame : task.frames) {
      put_number(text, frame.at, 2);
      put_number(text, frame.stack, 2);
      for (const std::uint8_t row_at : frame.rows) {
        const auto known = std::find(reached.begin(), reached.end(), row_at);
        text += static_cast<char>(row_at == 0 ? 0xFF : known - reached.begin());
        if (row_at == 0 || known != reached.end()) continue;
        reached.push_back(row_at);
        const Object& object = objects[row_at - 1U];
        put_number(text, object.value, 6);
        text += static_cast<char>(object.is_meant);
        put_provenance(text, object.read);
      }
      for (const Copied& copied : frame.copies) {
        put_number(text, copied.value, 6);
        put_provenance(text, copied.read);
      }
      for (const Token token : frame.tokens) put_number(text, token, 2);
      text += static_cast<char>(frame.handlers.size());
      for (const std::uint16_t handler : frame.handlers) put_number(text, handler, 2);
    }
  }
  for (const std::uint8_t task : running) text += static_cast<char>(task);
  return text;
}

void Machine::settle(State& state) const {
  Updates known_to_all = state.row;
  const auto forget_lock = [&](Token& token, std::size_t key) {
    if (token != state.locks[key].token) token = 0;
  };
  const auto forget_locks = [&](Provenance& read) {
    for (std::size_t key = 0; key < kRealKeys; ++key) forget_lock(read.held[key], key);
  };
  std::vector<Object> kept;
  std::vector<std::uint8_t> new_index(state.objects.size() + 1);
  for (Task& task : state.tasks) {
    for (Frame& frame : task.frames) {
      const Live& live = code_.live[frame.function][frame.at];
      for (std::size_t i = 0; i < kVariables; ++i) {
        if ((live.rows >> i & 1) == 0) frame.rows[i] = 0;
        if ((live.copies >> i & 1) == 0) frame.copies[i] = {};
        const std::uint8_t row = frame.rows[i];
        if (row != 0 && new_index[row] == 0) {
          kept.push_back(state.objects[row - 1U]);
          new_index[row] = static_cast<std::uint8_t>(kept.size());
          forget_locks(kept.back().read);
          known_to_all &= kept.back().value;
        }
        frame.rows[i] = new_index[row];
        if ((live.copies >> i & 1) != 0) {
          forget_locks(frame.copies[i].read);
          known_to_all &= frame.copies[i].value;
        }
      }
      for (Token& token : frame.tokens) {
        if (std::none_of(state.locks.begin(), state.locks.end(), [&](const Held& held) { return held.token == token; }))
          token = 0;
      }
    }
  }
  state.objects = std::move(kept);
  // What is in the row and in everything that was read from it will not be lost.
  state.row &= ~known_to_all;
  for (Object& object : state.objects) object.value &= ~known_to_all;
  for (std::size_t i = 0; i < state.tasks.size(); ++i) {
    Task& task = state.tasks[i];
    for (Frame& frame : task.frames) {
      for (Copied& copied : frame.copies) copied.value &= ~known_to_all;
    }
    const bool holds =
        std::any_of(state.locks.begin(), state.locks.end(), [&](const Held& held) { return held.token >> 8 == i + 1; });
    if (!holds) task.taken = 0;
  }
}

}  // namespace lockstep::soundness
