#pragma once

#include "effects/hazards.h"
#include "rules/rule.h"

#include <string>
#include <vector>

/// How the three rules about writes and locks say what they found.
namespace lockstep::rules {

/// What a read is about, for people: "Conversation.metadata", "the value at predictions:…", "the file statePath".
std::string name_of(const effects::Source& read, const std::string& column);

/// Entry point, calls, read, awaits, write: the path that a reader walks.
std::vector<Step> steps_of(const Program& program, const effects::Path& path, const effects::Source& read,
                           const std::vector<Node>& awaits, const effects::Write& write,
                           const effects::Mutation* cause);

/// The way in alone; `depth` is left at the depth of what follows.
std::vector<Step> way_in(const Program& program, const effects::Path& path, int& depth);

/// A key for people: `visitorLock:{#0.visitorUid}` becomes "visitorLock:{visitorUid}".
std::string shown_key(const std::string& key);

}  // namespace lockstep::rules
