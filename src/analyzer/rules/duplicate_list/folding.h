#pragma once

#include "rules/duplicate_list/groups.h"

#include <vector>

/// What is mended at one go is said once: the first copy speaks for the others, which become places of its finding.
namespace lockstep::rules {

/// How bad a copy is, where that differs from what its kind is by default; else Severity::Off.
Severity severity_of(const Copy& copy, const std::vector<Candidate>& candidates, const Owners& owners);

/// Notes in the copies which of them are said by another, or not worth saying (`is_folded`), and in those others for
/// whom they speak.
void fold(std::vector<Copy>& copies, const std::vector<Candidate>& candidates, const Owners& owners);

}  // namespace lockstep::rules
