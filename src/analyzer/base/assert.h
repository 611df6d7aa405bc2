#pragma once

#include <cstdio>
#include <cstdlib>

/// A promise of our own code, never of a scanned file's content: on in debug builds and under sanitizers.
/// `why` says why the condition holds, so that whoever breaks it knows what they broke.
#ifdef NDEBUG
#define LOCKSTEP_ASSERT(condition, why) static_cast<void>(0)
#else
#define LOCKSTEP_ASSERT(condition, why)                                                                               \
  ((condition) ? static_cast<void>(0)                                                                                 \
               : (static_cast<void>(                                                                                  \
                      std::fprintf(stderr, "%s:%d: broken promise: %s (%s)\n", __FILE__, __LINE__, #condition, why)), \
                  std::abort()))
#endif
