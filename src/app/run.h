#pragma once

#include "app/exit_code.h"
#include "app/options.h"
#include "findings/locate.h"
#include "workspace/workspace.h"

#include "base/result.h"

#include <string>

namespace lockstep::app {

/// `lockstep scan`.
Result<ExitCode> scan(const Options& options);

/// Reads files of the program again, for whoever shows their lines. Valid as long as the workspace.
findings::ReadFile reader_of(const workspace::Workspace& workspace);

/// How the text on the standard output may look.
report::TextStyle style_of(const Options& options, int descriptor, std::string root = {});

}  // namespace lockstep::app
