#include "rules/inventory/spots.h"

#include <string>
#include <utility>

namespace lockstep::rules {

findings::Spot spot_of(const Program& program, const Node& place) {
  for (Node at = place; at; at = at.parent()) {
    // What stands in the decorator of a method belongs to the method.
    if (!at.is(Kind::Function) && !at.is(Kind::Method)) continue;
    std::string name = program.qualified_name(at);
    // A closure without a name is a part of what it stands in.
    if (name.empty() || name.front() == '(' || name.starts_with("callback of ")) continue;
    return {.label = std::move(name), .place = place_of(place)};
  }
  const std::string& path = place.file().path;
  return {.label = path.substr(path.rfind('/') + 1), .place = place_of(place)};
}

std::size_t add_spot(findings::Spot spot, std::vector<findings::Spot>& spots) {
  for (std::size_t i = 0; i < spots.size(); ++i) {
    if (spots[i].label == spot.label && spots[i].place.path == spot.place.path) return i;
  }
  spots.push_back(std::move(spot));
  return spots.size() - 1;
}

}  // namespace lockstep::rules
