#pragma once

#include "findings/inventory.h"

#include <nlohmann/json_fwd.hpp>

/// Parts of the JSON report that have a source of their own, or more than one user.
namespace lockstep::report {

using Json = nlohmann::ordered_json;

Json section_json(const findings::CoverageSection& section);
Json inventory_json(const findings::Inventory& inventory);

}  // namespace lockstep::report
