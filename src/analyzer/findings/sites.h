#pragma once

#include "findings/finding.h"

#include <cstddef>
#include <string_view>
#include <vector>

/// A finding by the places for which it speaks, its own the first of them.
namespace lockstep::findings {

struct SiteView {
  const Place& place;
  std::string_view subject;
  std::string_view identity;
  bool is_brought;
};

std::size_t count_sites(const Finding& finding);
SiteView site(const Finding& finding, std::size_t index);

/// The finding as it is about some of its places only (by index; at least one). It is reported at the first of them,
/// and goes by that one's identity. Where that is another than before, the former is told with `text`.
Finding part_of(const Finding& finding, const std::vector<bool>& chosen, std::string_view text);

}  // namespace lockstep::findings
