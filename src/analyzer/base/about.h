#pragma once

#include <string_view>

/// What lockstep says about itself; CMakeLists.txt is the one place where these are set.
namespace lockstep {

std::string_view version();
std::string_view home_page();  ///< without a slash at its end

}  // namespace lockstep
