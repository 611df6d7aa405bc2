#include "rules/require/kinds.h"

#include <array>

namespace lockstep::rules::require {
namespace {

/// In the order in which rules/require.md tells of them.
constexpr std::array kKinds{
    &kExport,        &kMember,         &kImport,     &kLayers,      &kLiterals, &kExists,
    &kAbsent,        &kGuardedCall,    &kLockedCall, &kLockedWrite, &kLock,     &kGivenBack,
    &kAcquireLogged, &kConcurrentTest, &kSeed,       &kHandled,     &kClean,
};

}  // namespace

std::span<const DemandKind* const> all_kinds() { return kKinds; }

}  // namespace lockstep::rules::require
