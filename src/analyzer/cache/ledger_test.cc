#include "cache/ledger.h"

#include <gtest/gtest.h>

namespace lockstep::cache {
namespace {

constexpr Secret kSecret = {1, 2};
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kNow = 1000 * kSecond;
constexpr Stamp kOld = {.size = 5, .modified = 10 * kSecond, .changed = 20 * kSecond, .inode = 7};

TEST(Ledger, KnowsAFileThatLooksTheSame) {
  Ledger ledger;
  EXPECT_TRUE(ledger.update({{"a.ts", kOld, {1, 2}}}, {}, kNow));
  EXPECT_EQ(ledger.content_of_file("a.ts", kOld), (Digest{1, 2}));
  EXPECT_EQ(ledger.content_of_file("b.ts", kOld), std::nullopt);
}

TEST(Ledger, EveryPartOfAStampCounts) {
  Ledger ledger;
  ledger.update({{"a.ts", kOld, {1, 2}}}, {}, kNow);
  for (const auto change : {+[](Stamp& stamp) { ++stamp.size; }, +[](Stamp& stamp) { ++stamp.modified; },
                            +[](Stamp& stamp) { ++stamp.changed; }, +[](Stamp& stamp) { ++stamp.inode; }}) {
    Stamp stamp = kOld;
    change(stamp);
    EXPECT_EQ(ledger.content_of_file("a.ts", stamp), std::nullopt);
  }
}

TEST(Ledger, AFileAsYoungAsTheLookIsReadAgain) {
  const auto is_known = [](Stamp stamp) {
    Ledger ledger;
    ledger.update({{"a.ts", stamp, {1, 2}}}, {}, kNow);
    return ledger.content_of_file("a.ts", stamp).has_value();
  };
  EXPECT_TRUE(is_known({.modified = kNow - 3 * kSecond, .changed = kNow - 3 * kSecond}));
  EXPECT_FALSE(is_known({.modified = kNow - kSecond, .changed = kOld.changed}));
  EXPECT_FALSE(is_known({.modified = kOld.modified, .changed = kNow - kSecond}));
  EXPECT_FALSE(is_known({.modified = kNow + 3600 * kSecond, .changed = kOld.changed})) << "of the future";
}

TEST(Ledger, KeepsWhatWasNotSeenAndDropsMountainsOfIt) {
  Ledger ledger;
  std::vector<Ledger::FileLine> many;
  for (int i = 0; i < 3000; ++i) many.push_back({"f" + std::to_string(i), kOld, {1, 1}});
  ledger.update(many, {{"oid", {3, 4}}}, kNow);
  EXPECT_FALSE(ledger.update(many, {}, kNow)) << "nothing is new";
  EXPECT_EQ(ledger.content_of_object("oid"), (Digest{3, 4}));
  ledger.update({many.begin(), many.begin() + 2500}, {}, kNow);
  EXPECT_TRUE(ledger.content_of_file("f2999", kOld)) << "a part of the program was scanned";
  ledger.update({many.begin(), many.begin() + 10}, {}, kNow);
  EXPECT_FALSE(ledger.content_of_file("f2999", kOld)) << "most of it is gone";
  EXPECT_TRUE(ledger.content_of_file("f9", kOld));
}

TEST(Ledger, OfFilesAndObjectsEachStaysWhenTheOtherIsSeen) {
  Ledger ledger;
  std::vector<Ledger::FileLine> files;
  std::vector<Ledger::ObjectLine> objects;
  for (int i = 0; i < 3000; ++i) {
    files.push_back({"f" + std::to_string(i), kOld, {1, 1}});
    objects.push_back({"o" + std::to_string(i), {2, 2}});
  }
  ledger.update(files, {}, kNow);
  ledger.update({}, objects, kNow);
  ledger.update(files, {}, kNow);
  EXPECT_TRUE(ledger.content_of_file("f2999", kOld));
  EXPECT_TRUE(ledger.content_of_object("o2999"));
}

TEST(Ledger, IsWrittenAndRead) {
  Ledger ledger;
  ledger.update({{"b é.ts", kOld, {1, 2}}, {"a.ts", kOld, {3, 4}}}, {{"0123", {5, 6}}}, kNow);
  const std::string bytes = ledger.bytes(kSecret);
  const Ledger again = Ledger::parse(kSecret, bytes);
  EXPECT_EQ(again.content_of_file("b é.ts", kOld), (Digest{1, 2}));
  EXPECT_EQ(again.content_of_file("a.ts", kOld), (Digest{3, 4}));
  EXPECT_EQ(again.content_of_object("0123"), (Digest{5, 6}));
  EXPECT_FALSE(Ledger::parse({1, 3}, bytes).content_of_file("a.ts", kOld)) << "of another secret";
}

TEST(Ledger, DamageEmptiesIt) {
  Ledger ledger;
  ledger.update({{"a.ts", kOld, {1, 2}}}, {{"0123", {5, 6}}}, kNow);
  const std::string bytes = ledger.bytes(kSecret);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[i] ^= static_cast<char>(1U << bit);
      EXPECT_FALSE(Ledger::parse(kSecret, damaged).content_of_file("a.ts", kOld)) << i;
    }
    EXPECT_FALSE(Ledger::parse(kSecret, bytes.substr(0, i)).content_of_object("0123")) << i;
  }
}

}  // namespace
}  // namespace lockstep::cache
