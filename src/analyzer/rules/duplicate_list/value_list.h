#pragma once

#include "rules/rule.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Every place of the program that spells out strings which belong together, whatever its shape.
///
/// What is only *referenced* (members of an enum, `Object.values(X)`, a spread of another list) is told apart from what
/// is *spelled*: a list that spells hardly anything is a use of another one, and is not collected at all.
namespace lockstep::rules {

/// How a list is written.
enum class Shape : std::uint8_t {
  Array,         ///< ['a', 'b'], also in `new Set` and `Object.freeze`
  ObjectArray,   ///< [{value: 'a', …}, {value: 'b', …}], also under a nested key; `new Map([['a', …], …])`
  Collected,     ///< [A, B] where the constants A and B each carry a literal name
  ObjectKeys,    ///< {a: …, b: …}: a map or registry
  ConstObject,   ///< {A: 'a', B: 'b'}: an enum by another name; its values
  ArraysObject,  ///< {x: ['a', 'b'], y: ['c']}: all that its arrays hold
  Enum,
  Union,     ///< 'a' | 'b'
  Variants,  ///< {type: 'a'} | {type: 'b'}, `z.discriminatedUnion`
  Schema,    ///< z.enum, @IsIn, pgEnum, Joi's valid, JSON schema's enum …: values that are let in
  Pattern,   ///< /^(a|b)$/
  Elements,  ///< JSX siblings that differ in value, name or key
  Switch,    ///< the cases of a switch
  Chain,     ///< x === 'a' || x === 'b', also as if … else if
  Sql,       ///< CHECK (state IN ('a', 'b')), CREATE TYPE … AS ENUM, WHERE state IN (…), inside of a string
  Prisma,    ///< an enum of schema.prisma
};

/// Where a list stands: what it is the value of.
enum class Holder : std::uint8_t {
  Variable,  ///< const X = …
  TypeName,  ///< type X = …, enum X
  ClassField,
  Member,  ///< of an interface or type
  Parameter,
  Property,  ///< of an object literal, or a JSX attribute
  Return,    ///< what a function returns
  Argument,  ///< handed to a call that we know nothing about
  Test,      ///< `[…].includes(x)`, switch, chain: tried against one value and gone
  Inside,    ///< anything else
};

struct ListedValue {
  std::string_view text;
  Node where;  ///< the String, Property or EnumMember that spells it; null in a Prisma schema
  Span span;   ///< of what spells it
};

struct ValueList {
  Shape shape = Shape::Array;
  Holder holder = Holder::Inside;
  Node node;                                 ///< all of it; null in a Prisma schema
  std::string_view path;                     ///< of its file
  Span head;                                 ///< what a reader is pointed at: a name, or the first value
  std::vector<ListedValue> spelled;          ///< distinct, in source order
  std::vector<std::string_view> referenced;  ///< further values, reached through names
  bool is_open = false;                      ///< holds something that we could not evaluate
  std::string name;                          ///< variable, property, parameter, type, or what it is compared with
  std::string_view key;                      ///< ObjectArray, Elements, Variants, Collected: the key of the values
  Node holder_node;  ///< Declarator, Enum, TypeAlias, Field, Property, …; null for Test and Inside
  bool is_exported = false;
  bool is_named_answer = false;   ///< `const isKnown = […].includes(x)`: a test under a name
  bool is_query = false;          ///< a store is asked for some values of a column
  bool is_let_in = false;         ///< a validator is handed it: all that it lets in
  bool names_messages = false;    ///< a table whose members are sent or listened for
  bool is_guard = false;          ///< of a type: `x is T`, so that it has to know all of T
  bool is_generated = false;      ///< a type that a generator wrote: to be imported, and never to be mended
  bool is_custom_client = false;  ///< Prisma: the client is generated somewhere of the program's own
  bool is_descriptor = false;     ///< ObjectArray: of objects that say much more than a value and a label
  std::string enclosing;          ///< names of the class, type or function around it
  std::string surroundings;       ///< those, and the name of the file

  Place place() const { return {.path = std::string(path), .span = head}; }
  /// Says what is done with values rather than what values there are.
  bool is_handling() const { return shape == Shape::Switch || shape == Shape::Chain || shape == Shape::ObjectKeys; }
  bool is_type() const {
    return shape == Shape::Enum || shape == Shape::Union || shape == Shape::Variants || shape == Shape::Prisma;
  }
};

/// All lists of two or more values of the files of our own code, the enums of Prisma schemas, and the types that
/// generated files export.
struct ValueLists {
  std::vector<ValueList> lists;         ///< in order of path and position
  std::vector<std::string> texts;       ///< what views into Prisma schemas point at
  std::set<std::string_view> excluded;  ///< values that types leave out on purpose: `Exclude<T, 'x' | 'y'>`
};
ValueLists collect_value_lists(const Program& program);

/// "enum Status", "`STATUSES`", "switch (status)", "the options": how a list is called in messages.
std::string title_of(const ValueList& list);

}  // namespace lockstep::rules
