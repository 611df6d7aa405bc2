#pragma once

#include "findings/outcome.h"

#include <iosfwd>

/// An outcome as a document that people read from the top: what was found and what to do about it, what was understood
/// and what was not.
namespace lockstep::report {

/// One file that needs no other and no network: light and dark, on paper and on a phone. It runs nothing but a script
/// of ours, which a policy within the page pins by its hash, and says everything without it.
void write_audit_html(const findings::Outcome& outcome, std::ostream& out);

/// For a pull request or a wiki, as GitHub shows it, and short enough for a comment there.
void write_audit_markdown(const findings::Outcome& outcome, std::ostream& out);

}  // namespace lockstep::report
