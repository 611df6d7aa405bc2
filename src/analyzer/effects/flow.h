#pragma once

#include "effects/effect.h"
#include "effects/units.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// How what was read flows through a unit into what is written.
namespace lockstep::effects {

/// How a value hangs together with what was read.
enum class Relation : std::uint8_t {
  Entity,   ///< the object that was read
  List,     ///< a list of such objects
  Part,     ///< something inside of it, by its path; changing it changes the object
  Parsed,   ///< made from a part by parsing or copying; to be written back
  Derived,  ///< computed from it
};

struct Origin {
  std::uint32_t source = 0;
  Relation relation = Relation::Derived;
  std::string path;
  bool is_far = false;  ///< went through a function of the program that may have picked anything from it
  bool is_merge =
      false;  ///< the old value goes into the new one: spread, arithmetic, a list with more or fewer elements

  friend auto operator<=>(const Origin&, const Origin&) = default;
};
using Value = std::vector<Origin>;  // few, sorted by nothing, without repeats

/// How much a write depends on what was read.
enum class Strength : std::uint8_t {
  Plain,   ///< not at all: a value from elsewhere
  Other,   ///< computed from another column of the row
  Next,    ///< of a new row: one more than the greatest that was read
  Merged,  ///< the column's own old value goes into the new one
};

struct Mutation {
  Node node;         ///< where it is written
  std::string path;  ///< "settings.theme"
  Strength strength = Strength::Plain;
  std::vector<NodeRef> chain;  ///< calls from the unit down to the mutation
};

struct Source {
  enum class Form : std::uint8_t { Read, Parameter, This } form = Form::Read;
  Node node;                   ///< Read: the call in this unit
  Node deep;                   ///< … and the library's call that reads, perhaps in a callee
  std::vector<NodeRef> chain;  ///< calls from the unit down to it
  int parameter = -1;
  Store store = Store::Row;
  std::string subject;
  std::string shown;
  Node entity;
  Node key;              ///< of a row, in this unit; may be null
  std::string key_text;  ///< of a value or file
  bool row_lock = false;
  bool is_whole = false;  ///< its instances save every column
  std::vector<Mutation> pending;
};

/// Something written that depends, or may depend, on a source.
struct Write {
  std::uint32_t source = 0;
  Node flush;  ///< the call in this unit that writes, itself or through callees
  Node deep;   ///< the library's call
  std::vector<NodeRef> chain;
  std::vector<Mutation> mutations;
  bool whole = false;  ///< all columns go to the store
};

/// A write of a value or of a row by key whose data a caller hands in.
struct KeyedWrite {
  Node flush;
  Node deep;
  std::vector<NodeRef> chain;
  Store store = Store::Value;
  std::string subject;
  std::string shown;
  std::string key_text;  ///< in terms of parameters
  std::string column;    ///< of a row; empty: the data is an object of columns that a caller hands in
  Value data;
};

/// What a unit does to rows and values, for itself and for its callers.
struct Flow {
  std::vector<Source> sources;
  std::vector<Write> writes;                                            ///< on Read sources
  std::vector<Write> parameter_writes;                                  ///< on Parameter and This sources
  std::vector<std::pair<std::uint32_t, Mutation>> parameter_mutations;  ///< not written yet when it returns
  std::vector<KeyedWrite> keyed_writes;                                 ///< data from parameters
  Value returns;
  bool exports = false;  ///< a caller may care: reads that it returns, or writes through parameters
};

/// Flows of all units that are asked about, made on demand and kept. Not for several threads at once.
class Flows {
 public:
  Flows(const Program& program, const Vocabulary& vocabulary);
  const Flow& of(const Node& unit);
  /// Whether the name of a call is one that some library's effect has.
  bool may_have_effect(const Node& call) const;

  const Program& program() const { return program_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const std::vector<const CallModel*>& models(const Node& call) const;

 private:
  const Program& program_;
  const Vocabulary& vocabulary_;
  const program::ByName<CallModel>::InProgram calls_;
  std::map<NodeRef, Flow> flows_;
  int depth_ = 0;
};

}  // namespace lockstep::effects
