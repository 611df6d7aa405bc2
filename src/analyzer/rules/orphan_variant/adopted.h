#pragma once

#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/domains.h"
#include "rules/rule.h"

/// Subjects without a type, whose domain is told by what they are compared with.
namespace lockstep::rules::variants {

/// Gives a dispatcher over something untyped (`const { type } = node.data`) the domain of the enum or constant object
/// of which all its cases are members.
void adopt_domain(const Program& program, Domains& domains, Dispatcher& dispatcher);
/// The same for `type === NodeType.Mail`.
void adopt_domain(const Program& program, Domains& domains, Test& test);

}  // namespace lockstep::rules::variants
