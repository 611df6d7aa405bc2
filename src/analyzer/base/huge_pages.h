#pragma once

namespace lockstep {

/// Asks the system to back what the calling thread allocates from now on with pages of 2 MB. A scan touches a hundred
/// megabytes once each: in pages of 4 KB that is thirty thousand faults, which took a quarter of its time, and as many
/// addresses to translate. A wish only: with another C library than glibc, or a kernel that has no such pages, nothing
/// happens. To be called by each thread that allocates much, before it does; again is free.
void use_huge_pages();

}  // namespace lockstep
