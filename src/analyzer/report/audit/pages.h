#pragma once

#include "report/json_value.h"

#include <functional>
#include <string>
#include <string_view>

namespace lockstep::report {

/// The text of a page that is built into the binary (`src/analyzer/report/pages`); empty when there is none.
std::string_view page(std::string_view name);

/// A page with its holes filled (report/template.h), its partials being the pages of the same ending: `{{>code}}` of an
/// `.html` is `code.html`.
std::string rendered(std::string_view name, const JsonValue& values,
                     const std::function<std::string(std::string_view)>& escape);

/// What a content security policy calls the text of a page: `sha256-…`.
std::string policy_hash(std::string_view name);

}  // namespace lockstep::report
