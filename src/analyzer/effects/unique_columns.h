#pragma once

#include "program/program.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::effects {

/// Columns that the store itself keeps unique, alone or with others: in `schema.prisma` (`@unique`, `@@unique([…])`),
/// in decorators of entities (`@Unique`, `@Index({ unique: true })`), tables (`uniqueIndex().on(table.number)`) and
/// schemas (`schema.index({ number: 1 }, { unique: true })`, `email: { type: String, unique: true }`), and indexes that
/// the program makes itself (`collection.createIndex({ number: 1 }, { unique: true })`). Of two who write the same into
/// them, one fails and nothing is lost.
class UniqueColumns {
 public:
  explicit UniqueColumns(const program::Program& program);
  /// `entity` is comparable, as the `subject` of an effect.
  bool has(std::string_view entity, std::string_view column) const;
  /// Whether the columns of an entity are spelled out in the program: what then is not unique, is not.
  bool knows(std::string_view entity) const;
  /// Whether the program makes indexes for so many collections that one without any has none.
  bool makes_indexes() const { return indexed_collections_.size() >= kManyCollections; }

 private:
  static constexpr std::size_t kManyCollections = 3;

  void read_prisma(std::string_view text);
  void read_classes(const program::File& file);
  void read_call(const program::Node& call);
  void read_column(const program::Node& call);
  /// `mongoose.model('User', userSchema)`
  void read_model(const program::Program& program, const program::Node& call);
  /// `db.collection('users').createIndexes([{ key: { email: 1 }, unique: true }])`
  void read_made_indexes(const program::Program& program, const program::Node& call);
  void note_entity(std::string_view entity);
  void add(std::string_view entity, std::string_view column);

  std::set<std::pair<std::string, std::string>> columns_;  // entity and column, in lower case
  std::set<std::string, std::less<>> entities_;
  std::set<std::string, std::less<>> indexed_collections_;
};

}  // namespace lockstep::effects
