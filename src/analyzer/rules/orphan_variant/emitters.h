#pragma once

#include "rules/orphan_variant/buses.h"
#include "rules/rule.h"

#include <set>

/// Emitters of which the whole program shows every use.
namespace lockstep::rules::variants {

/// Of the constants that hold an emitter: those on which nothing is done but to send, to listen and to forget, in this
/// program and nowhere else. What is sent over them is heard here or by nobody.
std::set<NodeRef> closed_emitters(const Program& program, const std::set<NodeRef>& emitters, const Bus& bus);

}  // namespace lockstep::rules::variants
