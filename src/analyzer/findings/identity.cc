#include "findings/identity.h"

#include <cstdint>
#include <unordered_set>

namespace lockstep::findings {
namespace {

/// FNV-1a over 64 bits, with a final mix so that the upper bits depend on every byte.
std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x00000100000001B3;
  }
  hash ^= hash >> 33U;
  hash *= 0xFF51AFD7ED558CCD;
  hash ^= hash >> 33U;
  hash *= 0xC4CEB9FE1A85EC53;
  hash ^= hash >> 33U;
  return hash;
}

std::string twelve_digits(std::uint64_t hash) {
  std::string digits(12, '0');
  for (std::size_t i = 0; i < digits.size(); ++i) digits[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 0xFU];
  return digits;
}

std::string key_of(std::string_view rule, std::string_view kind, std::string_view subject) {
  std::string key(rule);
  key += '\0';
  key += kind;
  key += '\0';
  key += subject;
  return key;
}

}  // namespace

std::string identity_of(std::string_view rule, std::string_view kind, std::string_view subject) {
  return twelve_digits(stable_hash(key_of(rule, kind, subject)));
}

void assign_identities(Outcome& outcome) {
  std::unordered_set<std::string> taken;
  for (Finding& finding : outcome.findings) {
    std::string key = key_of(finding.rule, finding.kind, finding.subject);
    const std::size_t plain = key.size();
    finding.identity = twelve_digits(stable_hash(key));
    // Chance collisions of 48 bits are told apart the same way.
    for (std::size_t number = 2; !taken.insert(finding.identity).second; ++number) {
      key.resize(plain);
      key += '\0';
      key += std::to_string(number);
      finding.identity = twelve_digits(stable_hash(key));
    }
  }
}

}  // namespace lockstep::findings
