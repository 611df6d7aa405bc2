#pragma once

#include "findings/coverage.h"
#include "program/program.h"

#include <cstddef>

/// The parts of the answer, one source each.
namespace lockstep::coverage {

findings::CoverageSection files_section(const program::Program& program, std::size_t examples);
findings::CoverageSection packages_section(const program::Program& program, std::size_t examples);
findings::CoverageSection imports_section(const program::Program& program, std::size_t examples);
findings::CoverageSection libraries_section(const program::Program& program, std::size_t examples);
findings::CoverageSection calls_section(const program::Program& program, std::size_t examples);

}  // namespace lockstep::coverage
