#pragma once

#include "rules/rule.h"

#include <map>
#include <string_view>
#include <vector>

/// The tables of components that canvases draw their nodes by: `<ReactFlow nodeTypes={{ http: HttpNode, … }} />`.
namespace lockstep::rules::variants {

/// By their Objects, of live production code: the keys, where all of them are known and they are at least three.
using CanvasTables = std::map<NodeRef, std::vector<std::string_view>>;

CanvasTables canvas_tables(const Program& program);

}  // namespace lockstep::rules::variants
