#include "facts/node.h"

#include <iterator>

namespace lockstep::facts {
namespace {

// In the order of the enums.
constexpr std::string_view kKinds[] = {
    "None", "Other", "File", "Ident", "This", "Super", "String", "Template", "Number", "Boolean", "Null", "Regex",
    "Array", "Object", "Property", "Spread", "Member", "Index", "Call", "New", "Tagged", "Await", "Yield", "Unary",
    "Binary", "Assign", "Conditional", "Cast", "Function", "Class", "Element", "Attributes", "Binding",
    "ObjectPattern", "PatternProperty", "ArrayPattern", "Default", "Rest", "TypeParameters", "TypeParameter",
    "Parameters", "Parameter", "Decorator", "Heritage", "ClassBody", "Field", "Method", "Variable", "Declarator",
    "Enum", "EnumMember", "TypeAlias", "Interface", "Namespace", "Import", "Export", "Block", "Expression", "If",
    "For", "ForIn", "ForOf", "While", "DoWhile", "Switch", "Case", "Try", "Return", "Throw", "Break", "Continue",
    "Labeled", "TypeName", "TypeKeyword", "TypeArguments", "TypeLiteral", "TypeUnion", "TypeIntersection",
    "TypeObject", "TypeMember", "TypeIndexSignature", "TypeMapped", "TypeArray", "TypeTuple", "TypeFunction",
    "TypeKeyof", "TypeQuery", "TypeIndexed", "TypeConditional", "TypeOther",
};
static_assert(std::size(kKinds) == static_cast<std::size_t>(Kind::TypeOther) + 1);

constexpr std::string_view kOps[] = {
    "None", "Equal", "StrictEqual", "NotEqual", "StrictNotEqual", "Less", "Greater", "LessEqual", "GreaterEqual",
    "And", "Or", "Coalesce", "In", "InstanceOf", "Add", "Subtract", "Multiply", "Divide", "OtherBinary", "Not",
    "Minus", "Plus", "TypeOf", "Void", "Delete", "Increment", "Decrement", "OtherUnary", "Assign", "AddAssign",
    "SubtractAssign", "CoalesceAssign", "OrAssign", "AndAssign", "OtherAssign", "As", "Satisfies", "AsConst", "Const",
    "Let", "Var", "Using",
};
static_assert(std::size(kOps) == static_cast<std::size_t>(Op::Using) + 1);

}  // namespace

std::string_view to_string(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string_view to_string(Op op) { return kOps[static_cast<std::size_t>(op)]; }

}  // namespace lockstep::facts
