#pragma once

#include "findings/inventory.h"
#include "report/json_value.h"

/// Parts of the JSON report that have a source of their own, or more than one user.
namespace lockstep::report {

JsonValue section_json(const findings::CoverageSection& section);
JsonValue inventory_json(const findings::Inventory& inventory);

}  // namespace lockstep::report
