#include "cache/past.h"

#include <gtest/gtest.h>
#include <cstddef>
#include <string>

namespace lockstep::cache {
namespace {

Past sample() {
  return {.files = {{.path = "src/orders.ts", .object = "0123abcd", .kind = Past::File::Kind::File},
                    {.path = "src/current", .object = "4567", .kind = Past::File::Kind::Link}},
          .sites = {"a1b2c3d4e5f6"},
          .sightings = {std::string("duplicate-list\0copied\0", 22)}};
}

TEST(Past, ComesBackAsItWas) { EXPECT_EQ(decode_past(encode(sample())), sample()); }

TEST(Past, IsNothingWhenAPieceIsMissing) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_past(bytes.substr(0, size))) << size;
  EXPECT_FALSE(decode_past(bytes + '\0'));
}

TEST(Past, HasNoFilesOfAnUnknownKind) {
  Past wrong = sample();
  wrong.files[1].kind = static_cast<Past::File::Kind>(3);
  EXPECT_FALSE(decode_past(encode(wrong)));
}

}  // namespace
}  // namespace lockstep::cache
