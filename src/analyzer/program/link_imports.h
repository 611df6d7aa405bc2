#pragma once

#include "program/resolver.h"
#include "program/tables.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lockstep::program {

/// A name of a file that is imported.
struct ImportedName {
  std::uint32_t binding = 0;  ///< index into FileFacts::bindings
  std::uint32_t import = 0;   ///< and into FileFacts::imports
  Name name;                  ///< as whoever exports it calls it
};
std::vector<ImportedName> imported_names(const File& file);

/// Where the imports of all files lead in the end, by file and BindingId as far as a file's last import. The tables
/// know the modules' imports and exports already; `names` are the `imported_names` of each file.
std::vector<std::vector<Definition>> definitions_of_imports(const Program& program, const ProgramTables& tables,
                                                            std::span<const std::vector<ImportedName>> names,
                                                            const Workers& workers);

}  // namespace lockstep::program
