#pragma once

namespace lockstep::app {

/// The whole tool: what `main` does. Returns the exit code.
int main(int argc, char** argv);

}  // namespace lockstep::app
