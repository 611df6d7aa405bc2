#pragma once

#include "findings/coverage.h"
#include "program/program.h"

/// The parts of the answer, one source each.
namespace lockstep::coverage {

findings::CoverageSection files_section(const program::Program& program);
findings::CoverageSection packages_section(const program::Program& program);
findings::CoverageSection imports_section(const program::Program& program);
findings::CoverageSection libraries_section(const program::Program& program);
findings::CoverageSection calls_section(const program::Program& program);

}  // namespace lockstep::coverage
