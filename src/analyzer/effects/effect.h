#pragma once

#include "effects/vocabulary.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lockstep::effects {

struct Statement;

/// What one call of a library does.
struct Effect {
  Does does = Does::Read;
  Store store = Store::Row;
  Node call;
  const CallGroup* group = nullptr;  ///< the calls that it is one of
  std::string subject;          ///< what it is about, comparable: "conversation" of rows; of values and files see `key`
  std::string shown;            ///< the same for people: "Conversation"
  Node entity;                  ///< the entity's Class, when it is known
  Node key;                     ///< the expression that names the row, value or file; may be null
  Node data;                    ///< the expression that is written; may be null
  Node unique;                  ///< of an upsert: names the columns by which `key` names the row; may be null
  bool whole = false;           ///< writes every column
  bool row_lock = false;        ///< the read locks what it reads
  bool is_upsert = false;       ///< `key` is the row that would be inserted
  bool compares_lists = false;  ///< a save of lists fails where somebody was faster
  bool has_expiry = false;      ///< of Acquire
  bool only_if_new = false;     ///< SET … NX: an acquisition
  bool by_name = false;         ///< only the call's name tells it (named.h)
  bool is_generic = false;      ///< the entity is a type parameter: callers know which
  const Statement* statement = nullptr;  ///< the SQL that says it all, instead of `key` and `data` (statements.h)
};

/// What a call of a library does, when a model knows it. Calls that lead to functions of the program have no effect of
/// their own: their bodies have. Calls on instances (`entity.save()`) are found by `instance_effect`, since only the
/// flow of values knows what is an entity.
std::optional<Effect> effect_of(const Program& program, const Vocabulary& vocabulary,
                                const std::vector<const CallModel*>& models, const Node& call);
/// What a call does by its name and arguments alone, whatever it is called on: `client.set(key, token, 'NX')`. Only
/// where the receiver is nothing of the program.
std::optional<Effect> telling_effect(const Program& program, const std::vector<const CallModel*>& models,
                                     const Node& call);
/// `packages` are those of the library that the instance comes from; empty where that is not known.
std::optional<Effect> instance_effect(const std::vector<const CallModel*>& models, const Node& call,
                                      std::span<const std::string> packages);

/// "conversation" for `Conversation`, `ConversationEntity`, `conversationRepository`, `conversationModel`,
/// `conversations`; "chatmessage" for `ChatMessage` and `chat_messages`.
std::string subject_of(std::string_view word);
/// The entity among a call's arguments: `getRepository(Order)`, `connection.getRepository(ctx, Order)`.
Node entity_argument(const Program& program, const Node& call);
/// What an expression that stands for an entity calls it: a class, a table, its name.
void name_entity(const Program& program, const Node& expression, Effect& effect);

/// Whether some argument or a call chained to it makes a read lock its rows.
bool has_row_lock(const Vocabulary& vocabulary, const Node& call);

/// A property's value by a path such as "0.where", an argument by "0".
Node located(const Node& call, const std::string& locator);

}  // namespace lockstep::effects
