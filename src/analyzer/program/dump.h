#pragma once

#include "program/program.h"

#include <string>
#include <string_view>

/// The parts of `dump`, for one file each: lines of indented text.
namespace lockstep::program {

void dump_declarations(const Program& program, const File& file, std::string& out);  // dump_declarations.cc
void dump_calls(const Program& program, const File& file, std::string& out);         // dump_calls.cc
void dump_entry_points(const Program& program, std::string& out);                    // dump_calls.cc

/// A path, name or value of the scanned program, which may hold line breaks, without them: a dump is read line by line.
std::string one_line(std::string_view text);

/// A declaration under its name, and its file where that is another one than `here`.
std::string named(const Program& program, const Node& declaration, const File& here);

/// Strings that something stands for: "'a' 'b'* …", where * marks what is reached by a name and … what is not known.
std::string shown(const Values& values);

}  // namespace lockstep::program
