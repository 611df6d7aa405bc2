#pragma once

#include "findings/outcome.h"
#include "report/json_value.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the pages of an audit show, as values for their templates. Nothing is escaped here.
namespace lockstep::report {

/// How much of an outcome a page has room for.
struct Room {
  std::size_t in_full = 0;   ///< findings with all that belongs to them, the worst first
  std::size_t in_short = 0;  ///< findings with a line of their own, behind those
  std::size_t rows = 0;      ///< of a list in the inventory
  std::size_t pictures = 0;  ///< of domains
};

/// The whole view.
JsonValue audit_view(const findings::Outcome& outcome, const Room& room);

// Its parts.
/// Plain sentences about all of it, for somebody who reads nothing else.
JsonValue summary_view(const findings::Outcome& outcome);
/// A card for each area that some rule looked after.
JsonValue areas_view(const findings::Outcome& outcome);
/// What there is to do, kind by kind: the worst first, and of these what is most quickly done.
JsonValue work_view(const findings::Outcome& outcome);
/// The requirements of the packs in force; null when there are none.
JsonValue checklist_view(const findings::Outcome& outcome);
/// Findings by severity, the worst first.
JsonValue findings_view(const findings::Outcome& outcome, const Room& room);
/// Which packages they lie in.
JsonValue packages_view(const findings::Outcome& outcome);
JsonValue inventory_view(const findings::Inventory& inventory, const Room& room);
/// What was not understood; null when everything was.
JsonValue gaps_view(const findings::Outcome& outcome, const Room& room);

// What several parts ask.
const findings::KindInfo* kind_of(const findings::Outcome& outcome, const findings::Finding& finding);
std::string_view area_of(const findings::Outcome& outcome, const findings::Finding& finding);
/// The package that a file lies in, the innermost; null when there is none.
const findings::KnownPackage* package_of(const findings::Outcome& outcome, std::string_view path);
/// What people call it: its name, or where it lies.
std::string title_of(const findings::KnownPackage& package);
std::string_view effort_text(findings::Effort effort);

}  // namespace lockstep::report
