#pragma once

#include "findings/finding.h"
#include "json/reader.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Words that requirements and queries of packs share.
namespace lockstep::rules {

/// "id": small letters, digits and `-`.
void read_id(json::Reader& reader, std::string& id);

/// One of a few words, by index; the first where the key is missing.
std::size_t read_word(json::Reader& reader, std::string_view key, std::span<const std::string_view> words);

/// "severity": error, warning or note.
findings::Severity read_severity(json::Reader& reader, findings::Severity fallback);

}  // namespace lockstep::rules
