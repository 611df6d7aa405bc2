#pragma once

#include "base/id.h"

#include <cstdint>
#include <string_view>

/// What one file says, without how it spells it.
///
/// Facts are a condensed tree: every statement, expression, declaration and type that some rule could ask about, in
/// source order, 24 bytes each, with names interned. Punctuation, comments, text of JSX and the like are gone;
/// parentheses and `!` are transparent. The concrete syntax tree, twenty times the size, dies in extraction.
///
/// Nodes lie in preorder in one array: the first child of node `i` is `i + 1`, and `i + size` is the node after the
/// whole subtree of `i`. A loop over the array visits a file in source order, and "is inside" is a comparison.
namespace lockstep::facts {

/// An index into `FileFacts::nodes`. Node 0 is the `File`.
using NodeId = Id<struct NodeTag>;

/// A string of one file. `link` folds the tables of all files into program-wide `Name`s.
using LocalName = Id<struct LocalNameTag>;

/// An index into `FileFacts::bindings`.
using BindingId = Id<struct BindingTag>;

inline constexpr std::uint32_t kNone = 0xFFFF'FFFF;

/// What a node is. Behind each kind: its `name`, then its children in order. `?` marks a child that is a `None` node
/// when absent, so that the other children keep their places; `…` marks any number.
// clang-format off: one column of names, one of what they say
enum class Kind : std::uint8_t {
  None,   ///< an absent child
  Other,  ///< anything that no rule asks about. children …: whatever inside it is worth walking
  File,   ///< children: statement …

  // Expressions
  Ident,         ///< a use of a variable (flag Bound: `binding` leads to its declaration in this file; else global). No children
  This,
  Super,
  String,        ///< name = the cooked value; also a template literal without holes
  Template,      ///< name = its text with `${}` for each hole, e.g. "lock:${}:x". children: the holes …
  Number,        ///< name = as spelled
  Boolean,       ///< name = "true" or "false"
  Null,
  Regex,         ///< name = as spelled, with slashes and flags
  Array,         ///< children: element …  (None for a hole)
  Object,        ///< children: Property | Spread …
  Property,      ///< name = its key when that is certain (`a`, `'a'`, `['a']`, `1`), else absent. children: value, computed key?
                 ///< A method, getter or setter is a Property whose value is a Function. Flags Shorthand, Computed
  Spread,        ///< children: expression
  Member,        ///< `a.b`, name = "b". children: object. Flag Optional for `?.`
  Index,         ///< `a[i]`. children: object, index. Flag Optional.  (`a['b']` is an Index whose index is a String)
  Call,          ///< children: callee, TypeArguments?, argument … . Flag Optional. `import('x')`: callee is Ident "import"
  New,           ///< children: callee, TypeArguments?, argument …
  Tagged,        ///< children: tag, String | Template
  Await,         ///< children: expression
  Yield,         ///< children: expression?
  Unary,         ///< op. children: operand       (also ++ and --)
  Binary,        ///< op. children: left, right   (logical operators too)
  Assign,        ///< op (Assign, AddAssign, …). children: target (expression or pattern), value
  Conditional,   ///< children: condition, then, else
  Cast,          ///< op: As, Satisfies, AsConst. children: expression, type?   (`<T>x` is As)
  Function,      ///< name? children: TypeParameters?, Parameters, return type?, body? (Block, or an expression for `x => y`), Decorator …
                 ///< Flags Async Generator Arrow Method Getter Setter Constructor Static Private Protected Abstract Declaration
  Class,         ///< name? children: TypeParameters?, Heritage, ClassBody, Decorator …   Flags Abstract, Declaration
  Element,       ///< a JSX element or fragment; name = its tag as written ("option", "Foo.Bar", "" for a fragment).
                 ///< children: tag (Ident | Member | None for intrinsic tags), Attributes, child …   (text is dropped)
  Attributes,    ///< children: Property | Spread …   (`disabled` alone has value Boolean "true")

  // Patterns; a declared name is a Binding node, a default wraps what it is the default of
  Binding,         ///< name = the declared name; `binding` is its own entry. No children
  ObjectPattern,   ///< children: PatternProperty | Rest …
  PatternProperty, ///< name = the key. children: pattern, computed key?
  ArrayPattern,    ///< children: pattern | None | Rest …
  Default,         ///< children: pattern, expression
  Rest,            ///< children: pattern

  // Parts of declarations
  TypeParameters,  ///< children: TypeParameter …
  TypeParameter,   ///< name. children: constraint?, default?
  Parameters,      ///< children: Parameter …
  Parameter,       ///< name when the pattern is a plain name. children: pattern (Binding | ObjectPattern | … | Default), type?, Decorator …
                   ///< Flags Optional, Rest, and Private/Protected/Public/Readonly: a parameter property, i.e. a field too
  Decorator,       ///< children: expression (usually a Call)
  Heritage,        ///< children: superclass expression?, TypeArguments?, implemented type …
  ClassBody,       ///< children: Field | Method | Other (static block) …
  Field,           ///< name? children: type?, initialiser?, computed key?, Decorator …   Flags Static Readonly Private Protected Optional Abstract Declare
  Method,          ///< name? children: Function, computed key?, Decorator …   (flags are on the Function; overload signatures have no body)

  // Declarations
  Variable,      ///< op: Const, Let, Var, Using. children: Declarator …
  Declarator,    ///< children: pattern, type?, initialiser?
  Enum,          ///< name. children: EnumMember …   Flags Const, Declare
  EnumMember,    ///< name. children: initialiser?
  TypeAlias,     ///< name. children: TypeParameters?, type
  Interface,     ///< name. children: TypeParameters?, TypeObject, extended type …
  Namespace,     ///< name. children: statement …   (`declare module 'x'` and `declare global` too; flags Declare)
  Import,        ///< details in `FileFacts::imports` (payload = its index). children: Binding … (the local names)
  Export,        ///< `export …` in front of a declaration or statement, or `export default e`. children: declaration or expression ?
                 ///< details in `FileFacts::exports`

  // Statements
  Block,         ///< children: statement …
  Expression,    ///< children: expression
  If,            ///< children: condition, then, else?
  For,           ///< children: initialiser?, condition?, update?, body
  ForIn,         ///< children: target (Variable or expression), object, body
  ForOf,         ///< children: target (Variable or expression), iterable, body. Flag Await
  While,         ///< children: condition, body
  DoWhile,       ///< children: body, condition
  Switch,        ///< children: discriminant, Case …
  Case,          ///< children: test? (None: `default`), statement …
  Try,           ///< children: Block, catch parameter? (pattern), catch Block?, finally Block?
  Return,        ///< children: expression?
  Throw,         ///< children: expression
  Break,         ///< name = label?
  Continue,      ///< name = label?
  Labeled,       ///< name. children: statement

  // Types
  TypeName,          ///< a reference to a named type; name = last part. children: Ident | Member (the path), type argument …
                     ///< Built-in words (string, number, any, void, …) are TypeKeyword
  TypeKeyword,       ///< name = "string", "unknown", …
  TypeArguments,     ///< children: type …
  TypeLiteral,       ///< children: String | Number | Boolean | Null | Template
  TypeUnion,         ///< children: type …   (flat: nested unions are merged)
  TypeIntersection,  ///< children: type …
  TypeObject,        ///< children: TypeMember | TypeIndexSignature | Other …
  TypeMember,        ///< name? children: type?, and the key where it is computed. Flags Optional, Readonly, Computed;
                     ///< a method signature has a TypeFunction
  TypeIndexSignature,///< children: key type, value type
  TypeMapped,        ///< `{[K in T as N]: V}`; name = K. children: constraint, value type?, and N where there is one
  TypeArray,         ///< `T[]`. children: type
  TypeTuple,         ///< children: type …
  TypeFunction,      ///< children: TypeParameters?, Parameters, return type?
  TypeKeyof,         ///< children: type
  TypeQuery,         ///< `typeof x.y`. children: Ident | Member | Call (import)
  TypeIndexed,       ///< `T[K]`. children: object type, index type
  TypeConditional,   ///< children: check, extends, then, else
  TypeOther,         ///< readonly, infer, predicates, … children: type …
};
// clang-format on

/// Operators, and the variants of kinds that have them.
enum class Op : std::uint8_t {
  None,
  // Binary
  Equal,
  StrictEqual,
  NotEqual,
  StrictNotEqual,
  Less,
  Greater,
  LessEqual,
  GreaterEqual,
  And,
  Or,
  Coalesce,
  In,
  InstanceOf,
  Add,
  Subtract,
  Multiply,
  Divide,
  OtherBinary,
  // Unary
  Not,
  Minus,
  Plus,
  TypeOf,
  Void,
  Delete,
  Increment,
  Decrement,
  OtherUnary,
  // Assign
  Assign,
  AddAssign,
  SubtractAssign,
  CoalesceAssign,
  OrAssign,
  AndAssign,
  OtherAssign,
  // Cast
  As,
  Satisfies,
  AsConst,
  // Variable
  Const,
  Let,
  Var,
  Using,
};

/// What is said beside a node by modifiers and punctuation.
enum Flag : std::uint16_t {
  kBound = 1 << 0,     ///< Ident: resolved to a binding of this file
  kOptional = 1 << 1,  ///< `?.`, `x?: T`
  kAsync = 1 << 2,
  kGenerator = 1 << 3,
  kArrow = 1 << 4,
  kMethod = 1 << 5,  ///< Function: a method of a class or object
  kGetter = 1 << 6,
  kSetter = 1 << 7,
  kStatic = 1 << 8,
  kPrivate = 1 << 9,  ///< `private` or `#name`
  kProtected = 1 << 10,
  kReadonly = 1 << 11,
  kAbstract = 1 << 12,
  kComputed = 1 << 13,     ///< the key is an expression in brackets
  kShorthand = 1 << 14,    ///< Property: `{a}`
  kDeclaration = 1 << 15,  ///< Function, Class: a statement of its own; Enum, Namespace, Variable, …: `declare`
  // Flags that share a bit, on kinds that cannot be confused:
  kPublic = kShorthand,      ///< Parameter: `public x` (a parameter property)
  kRest = kComputed,         ///< Parameter: `...x`
  kAwait = kAsync,           ///< ForOf: `for await`
  kTypeOnly = kStatic,       ///< Import, Export: `import type`
  kConstEnum = kReadonly,    ///< Enum: `const enum`
  kConstructor = kAbstract,  ///< Function: a constructor  (a constructor is never abstract)
};

struct Node {
  Kind kind = Kind::None;
  Op op = Op::None;
  std::uint16_t flags = 0;
  /// Byte offset of the node's first character. A Method, Field, Property, EnumMember, TypeMember or PatternProperty
  /// begins at its key, behind modifiers and decorators, so that the key can be reported.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< exclusive
  /// `name` for kinds that have one (kNone: absent); for a Bound Ident and a Binding the index of the binding, whose
  /// entry has the name. Read it through `FileFacts::name` and `FileFacts::binding`.
  std::uint32_t payload = kNone;
  std::uint32_t size = 1;  ///< nodes in the subtree, itself included
  std::uint32_t parent = kNone;

  bool has(Flag flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(Node) == 24);

std::string_view to_string(Kind kind);
std::string_view to_string(Op op);

}  // namespace lockstep::facts
