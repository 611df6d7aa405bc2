#pragma once

#include "app/options.h"

#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <string_view>

namespace lockstep::app {

/// Writes one output: calls `write` with the stream and its style, and makes sure that it all arrived. A file appears
/// complete or not at all: it is written beside its place and then renamed. A link is never written through, since in a
/// hostile repository it may lead anywhere.
Status write_output(const Output& output, const report::TextStyle& style,
                    const std::function<void(const report::TextStyle&, std::ostream&)>& write);

/// The same for several. All files appear or none; the standard output comes last, since whoever reads it may close it
/// early.
Status write_outputs(const std::vector<Output>& outputs, const report::TextStyle& style,
                     const std::function<void(report::Format, const report::TextStyle&, std::ostream&)>& write);

/// An error when an output wants another format than `known`: not everything that we print is a list of findings.
Status check_formats(const std::vector<Output>& outputs, std::initializer_list<report::Format> known,
                     std::string_view what);

/// For the standard error stream, colours and all.
void print_error(const Error& error, const report::TextStyle& style, std::ostream& out);

}  // namespace lockstep::app
