#include "cache/digest.h"

#include <gtest/gtest.h>

namespace lockstep::cache {
namespace {

constexpr Secret kSecret = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

TEST(Digest, IsThePublishedAlgorithm) {
  // SipHash-2-4-128 of the bytes 00 01 02 …, as other programs compute it, the lowest byte first.
  EXPECT_EQ(Hasher(kSecret).finish(), (Digest{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(Hasher(kSecret).add(0x0706050403020100U).finish(), (Digest{0x61f55862baa9623b, 0xb49714f364e2830f}));
  EXPECT_EQ(Hasher(kSecret).add(0x0706050403020100U).add(0x0f0e0d0c0b0a0908U).finish(),
            (Digest{0xbb54b067caa4e26e, 0x77052385bf1533fd}));
}

TEST(Digest, FieldsKeepTheirBounds) {
  const auto of = [](std::string_view a, std::string_view b) { return Hasher(kSecret).add(a).add(b).finish(); };
  EXPECT_EQ(of("path", "content"), of("path", "content"));
  EXPECT_NE(of("path", "content"), of("pathc", "ontent"));
  EXPECT_NE(of("", "x"), of("x", ""));
  EXPECT_NE(of("a", ""), of(std::string_view("a\0", 2), ""));
}

TEST(Digest, DependsOnTheSecret) {
  EXPECT_NE(Hasher(kSecret).add("x").finish(), Hasher({kSecret[0], kSecret[1] + 1}).add("x").finish());
}

TEST(Digest, HexHasThirtyTwoDigits) { EXPECT_EQ(hex({0x0123456789abcdef, 0x1}), "0123456789abcdef0000000000000001"); }

}  // namespace
}  // namespace lockstep::cache
