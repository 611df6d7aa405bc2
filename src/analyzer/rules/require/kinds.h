#pragma once

#include "rules/require/requirement.h"

/// The kinds of demands. Each source that is named holds one idea; rules/require.md tells their stories.
namespace lockstep::rules::require {

extern const DemandKind kExport;          ///< exports.cc: a package exports a name, perhaps with a certain value
extern const DemandKind kMember;          ///< exports.cc: an enum, union or list has a value
extern const DemandKind kImport;          ///< imports.cc: a file or package imports a name and has no list of its own
extern const DemandKind kLayers;          ///< imports.cc: some files never import others
extern const DemandKind kLiterals;        ///< literals.cc: values are spelled at home and nowhere else
extern const DemandKind kGuardedCall;     ///< guarded_call.cc: a call happens only behind a comparison
extern const DemandKind kLockedCall;      ///< locked.cc: a call happens only under a lock
extern const DemandKind kLockedWrite;     ///< locked.cc: a column is merged only under a lock
extern const DemandKind kLock;            ///< lock.cc: a lock is taken with NX and an expiry
extern const DemandKind kGivenBack;       ///< given_back.cc: whoever takes a lock gives it back
extern const DemandKind kAcquireLogged;   ///< acquire_logged.cc: who does not get the lock says so in the log
extern const DemandKind kConcurrentTest;  ///< twice_at_a_time.cc: a test runs a function twice at a time
extern const DemandKind kExists;          ///< exists.cc: a function, type, file, dependency or script is there
extern const DemandKind kAbsent;          ///< exists.cc: … or is not
extern const DemandKind kHandled;         ///< handled.cc: each value of a list has a branch in a function
extern const DemandKind kClean;           ///< clean.cc: another rule has nothing to say
extern const DemandKind kSeed;            ///< seed.cc: a migration inserts a row, and may run twice

std::span<const DemandKind* const> all_kinds();

}  // namespace lockstep::rules::require
