#pragma once

#include "app/exit_code.h"
#include "app/options.h"

#include "base/result.h"

namespace lockstep::app {

/// `lockstep dump facts` and `lockstep dump program`: what lies between two rooms, as text.
Result<ExitCode> dump_facts(const Options& options);
Result<ExitCode> dump_program(const Options& options);

}  // namespace lockstep::app
