#include "facts/operators.h"

namespace lockstep::facts {

using SK = syntax::Kind;

Op binary_op(SK token) {
  switch (token) {
    case SK::TokenEqualEqual:
      return Op::Equal;
    case SK::TokenEqualEqualEqual:
      return Op::StrictEqual;
    case SK::TokenBangEqual:
      return Op::NotEqual;
    case SK::TokenBangEqualEqual:
      return Op::StrictNotEqual;
    case SK::TokenLess:
      return Op::Less;
    case SK::TokenGreater:
      return Op::Greater;
    case SK::TokenLessEqual:
      return Op::LessEqual;
    case SK::TokenGreaterEqual:
      return Op::GreaterEqual;
    case SK::TokenAndAnd:
      return Op::And;
    case SK::TokenOrOr:
      return Op::Or;
    case SK::TokenQuestionQuestion:
      return Op::Coalesce;
    case SK::TokenIn:
      return Op::In;
    case SK::TokenInstanceof:
      return Op::InstanceOf;
    case SK::TokenPlus:
      return Op::Add;
    case SK::TokenMinus:
      return Op::Subtract;
    case SK::TokenStar:
      return Op::Multiply;
    case SK::TokenSlash:
      return Op::Divide;
    default:
      return Op::OtherBinary;
  }
}

Op unary_op(SK token) {
  switch (token) {
    case SK::TokenBang:
      return Op::Not;
    case SK::TokenMinus:
      return Op::Minus;
    case SK::TokenPlus:
      return Op::Plus;
    case SK::TokenTypeof:
      return Op::TypeOf;
    case SK::TokenVoid:
      return Op::Void;
    case SK::TokenDelete:
      return Op::Delete;
    case SK::TokenPlusPlus:
      return Op::Increment;
    case SK::TokenMinusMinus:
      return Op::Decrement;
    default:
      return Op::OtherUnary;
  }
}

Op assign_op(SK token) {
  switch (token) {
    case SK::TokenPlusEqual:
      return Op::AddAssign;
    case SK::TokenMinusEqual:
      return Op::SubtractAssign;
    case SK::TokenQuestionQuestionEqual:
      return Op::CoalesceAssign;
    case SK::TokenOrOrEqual:
      return Op::OrAssign;
    case SK::TokenAndAndEqual:
      return Op::AndAssign;
    default:
      return Op::OtherAssign;
  }
}

}  // namespace lockstep::facts
