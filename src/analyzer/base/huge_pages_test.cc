#include "base/huge_pages.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

/// Whether the kernel was asked for huge pages where an address lies; nothing when it does not tell.
std::optional<bool> is_advised(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool is_here = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    const char* const last = line.data() + line.size();
    const auto [dash, trouble] = std::from_chars(line.data(), last, begin, 16);
    if (trouble == std::errc() && dash != last && *dash == '-' && std::from_chars(dash + 1, last, end, 16).ptr != last)
      is_here = begin <= wanted && wanted < end;
    if (is_here && line.starts_with("VmFlags:")) return line.find(" hg") != std::string::npos;
  }
  return std::nullopt;
}

bool can_be_advised() {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  return std::filesystem::exists("/sys/kernel/mm/transparent_hugepage/enabled");
#else
  return false;
#endif
}

TEST(HugePages, BackWhatIsAllocatedFromThenOnInEachThread) {
  if (!can_be_advised()) GTEST_SKIP() << "this system has none to ask for";
  const auto allocate = [](std::optional<bool>& found) {
    use_huge_pages();
    std::vector<std::unique_ptr<std::vector<char>>> pieces;
    constexpr std::size_t kPiece = 64U << 10U;
    for (int i = 0; i < 160; ++i) pieces.push_back(std::make_unique<std::vector<char>>(kPiece, 'x'));
    found = is_advised(pieces.back()->data());
  };
  std::optional<bool> here;
  allocate(here);
  EXPECT_EQ(here, true);
  std::optional<bool> there;
  std::thread(allocate, std::ref(there)).join();
  EXPECT_EQ(there, true);
}

}  // namespace
}  // namespace lockstep
