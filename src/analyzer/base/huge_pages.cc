#include "base/huge_pages.h"

#include <cstdint>
#include <cstdlib>  // says whose library this is

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#endif

namespace lockstep {

#ifdef __GLIBC__

namespace {

constexpr std::uintptr_t kHugePage = 2U << 20U;
// What the heap grows by, of addresses: no memory is taken before it is written to. More than most programs need, since
// what it grows by later nobody has advised.
constexpr int kRoom = 256 << 20;
// Larger pieces come from the system one by one, and go back to it at once.
constexpr int kLargestInHeap = 4 << 20;

/// False where `malloc` is not glibc's own, as under a sanitizer.
bool spread_heaps() { return mallopt(M_TOP_PAD, kRoom) == 1 && mallopt(M_MMAP_THRESHOLD, kLargestInHeap) == 1; }

void advise_heap_of_this_thread() {
  // More than is left of what the heap began with: it must grow, and this lies where it will grow on.
  void* const piece = std::malloc(1U << 20U);
  if (piece == nullptr) return;
  const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(piece) / kHugePage * kHugePage;
  // Some of it may not be the heap's: such advice changes nothing that is there, and what is not there is passed over.
  (void)madvise(reinterpret_cast<void*>(begin), kRoom, MADV_HUGEPAGE);  // NOLINT(performance-no-int-to-ptr)
  std::free(piece);
}

}  // namespace

void use_huge_pages() {
  static const bool is_spread = spread_heaps();
  thread_local bool is_advised = false;
  if (!is_spread || is_advised) return;
  is_advised = true;
  advise_heap_of_this_thread();
}

#else

void use_huge_pages() {}

#endif

}  // namespace lockstep
