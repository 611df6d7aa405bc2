#include "cache/cache.h"

#include "facts/extract.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace lockstep::cache {
namespace {

namespace fs = std::filesystem;

class CacheTest : public ::testing::Test {
 protected:
  CacheTest() {
    std::string name = (fs::temp_directory_path() / "lockstep-cache-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~CacheTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  CacheTest(const CacheTest&) = delete;
  CacheTest& operator=(const CacheTest&) = delete;

  Cache open(Limits limits = {}, const std::string& root = "/program") const {
    return Cache(folder_ + "/cache", root, limits);
  }
  /// Keeps the facts of a source text; returns their key.
  static Digest keep(Cache& cache, std::string_view source) {
    const Digest key = cache.facts_key(".ts", "", cache.content_of(source));
    cache.keep({Cache::entry_of(key, facts::extract("a.ts", source))});
    return key;
  }
  std::vector<fs::path> files(std::string_view ending) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file() && entry.path().string().ends_with(ending)) found.push_back(entry.path());
    }
    return found;
  }
  static std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

  std::string folder_;
};

TEST_F(CacheTest, TheNextRunFindsWhatThisOneKept) {
  Digest key;
  {
    Cache cache = open();
    EXPECT_EQ(cache.note(), "");
    key = keep(cache, "export const x = 1;");
  }
  const auto facts = open().find_facts(key);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->exports.size(), 1U);
  EXPECT_FALSE(open({}, "/other").find_facts(key)) << "each program has its own";
}

TEST_F(CacheTest, KeysFollowContentAndExtension) {
  const Cache cache = open();
  const Digest content = cache.content_of("x");
  EXPECT_NE(content, cache.content_of("y"));
  EXPECT_NE(cache.facts_key(".ts", "", content), cache.facts_key(".tsx", "", content));
  EXPECT_NE(cache.facts_key(".ts", "", content), cache.facts_key(".ts", "(identifier) @name", content));
  EXPECT_NE(content, Cache(folder_ + "/elsewhere", "/program").content_of("x")) << "each cache has its own secret";
}

TEST_F(CacheTest, OnlyWeMayLook) {
  Cache cache = open();
  keep(cache, "x");
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    EXPECT_EQ(entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none)
        << entry.path();
  }
}

TEST_F(CacheTest, DamagedEntriesAreMisses) {
  Digest key;
  {
    Cache cache = open();
    key = keep(cache, "export const x = [1, 2];");
  }
  const fs::path pack = files(".pack").at(0);
  const std::string sound = read(pack);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    std::string damaged = sound;
    damaged[i] ^= 0x10;
    write(pack, damaged);
    EXPECT_FALSE(open().find_facts(key)) << i;
    write(pack, sound.substr(0, i));
    EXPECT_FALSE(open().find_facts(key)) << i;
  }
  write(pack, sound);
  EXPECT_TRUE(open().find_facts(key));
}

TEST_F(CacheTest, APackThatIsCutWhileItIsOpen) {
  Cache cache = open();
  const Digest key = keep(cache, "export const x = 1;");
  const Cache reader = open();
  fs::resize_file(files(".pack").at(0), 100);
  EXPECT_FALSE(reader.find_facts(key));
}

TEST_F(CacheTest, ADamagedSecretIsReplaced) {
  Cache cache = open();
  const Digest key = keep(cache, "x");
  write(files("secret").at(0), "short");
  Cache again = open();
  EXPECT_TRUE(again.is_open());
  EXPECT_FALSE(again.find_facts(key));
  const Digest other = keep(again, "x");
  EXPECT_NE(key, other);
  EXPECT_TRUE(open().find_facts(other));
}

TEST_F(CacheTest, FilesInTheWayOfFolders) {
  write(folder_ + "/cache", "a file");
  Cache cache = open();
  EXPECT_FALSE(cache.is_open());
  EXPECT_NE(cache.note(), "");
  EXPECT_FALSE(cache.find_facts(keep(cache, "x")));
}

TEST_F(CacheTest, LinksAreNotFollowed) {
  open();
  const fs::path secret = files("secret").at(0);
  write(folder_ + "/planted", "0123456789abcdef");
  fs::remove(secret);
  fs::create_symlink(folder_ + "/planted", secret);
  EXPECT_FALSE(open().is_open());
}

TEST_F(CacheTest, ManyPacksBecomeFew) {
  std::vector<Digest> keys;
  for (int run = 0; run < 40; ++run) {
    Cache cache = open();
    keys.push_back(keep(cache, "export const x = " + std::to_string(run) + ";"));
    cache.tidy();
  }
  EXPECT_LE(files(".pack").size(), 9U);
  const Cache cache = open();
  for (const Digest& key : keys) EXPECT_TRUE(cache.find_facts(key));
}

TEST_F(CacheTest, WhatIsNeededStaysWhenRoomIsShort) {
  const std::string text(1000, 'x');
  Digest needed;
  {
    Cache cache = open();
    needed = keep(cache, "export const needed = '" + text + "';");
  }
  for (int run = 0; run < 40; ++run) {
    Cache cache = open({.most_bytes = 10'000});
    EXPECT_TRUE(cache.find_facts(needed)) << run;
    keep(cache, "export const x" + std::to_string(run) + " = '" + text + "';");
    cache.tidy();
  }
  std::uintmax_t bytes = 0;
  for (const fs::path& pack : files(".pack")) bytes += fs::file_size(pack);
  EXPECT_LE(bytes, 12'000U);
}

TEST_F(CacheTest, WhatWasFullHasRoomForTheNextRuns) {
  const std::string text(1000, 'x');
  int rewritten = 0;
  for (int run = 0; run < 40; ++run) {
    Cache cache = open({.most_bytes = 20'000});
    keep(cache, "export const x" + std::to_string(run) + " = '" + text + "';");
    const std::vector<fs::path> before = files(".pack");
    cache.tidy();
    const bool is_any_left =
        std::any_of(before.begin(), before.end(), [&](const fs::path& pack) { return fs::exists(pack); });
    if (!is_any_left) ++rewritten;
  }
  EXPECT_GT(rewritten, 0);
  EXPECT_LT(rewritten, 10);
}

TEST_F(CacheTest, ProgramsThatWereUsedLongAgoGoFirst) {
  const std::string text(1000, 'x');
  std::vector<Digest> keys;
  const auto root = [](int i) { return "/program" + std::to_string(i); };
  for (int i = 0; i < 3; ++i) {
    Cache cache = open({}, root(i));
    keys.push_back(keep(cache, "export const x = '" + text + std::to_string(i) + "';"));
    // The first is the oldest; folders' times have seconds only for us.
    for (const fs::path& pack : files(".pack")) {
      const auto age = std::chrono::hours(1);
      const fs::path folder = pack.parent_path();
      fs::last_write_time(folder, fs::last_write_time(folder) - age);
    }
  }
  write(folder_ + "/cache/keep-me", "not ours");
  {
    Cache cache = open({.most_bytes = 3000}, root(3));
    keys.push_back(keep(cache, "export const y = '" + text + "';"));
    cache.tidy();
  }
  EXPECT_FALSE(open({}, root(0)).find_facts(keys[0]));
  EXPECT_FALSE(open({}, root(1)).find_facts(keys[1]));
  EXPECT_TRUE(open({}, root(3)).find_facts(keys[3]));
  EXPECT_TRUE(fs::exists(folder_ + "/cache/keep-me"));
}

TEST_F(CacheTest, WhatACrashLeftBehindGoesAfterAWhile) {
  {
    open();
  }
  const fs::path program = files("secret").at(0).parent_path();
  write(program / "old.new", "half");
  write(program / "young.new", "half");
  fs::last_write_time(program / "old.new", fs::file_time_type::clock::now() - std::chrono::hours(2));
  Cache cache = open();
  keep(cache, "x");
  cache.tidy();
  EXPECT_FALSE(fs::exists(program / "old.new"));
  EXPECT_TRUE(fs::exists(program / "young.new")) << "somebody may be writing it";
}

TEST_F(CacheTest, RunsAtTheSameTime) {
  constexpr int kRuns = 8;
  std::vector<std::vector<Digest>> keys(kRuns);
  {
    std::vector<std::jthread> runs;
    for (int run = 0; run < kRuns; ++run) {
      runs.emplace_back([&, run] {
        for (int i = 0; i < 15; ++i) {
          Cache cache = open();
          keys[run].push_back(keep(cache, "export const x = '" + std::to_string(run) + "." + std::to_string(i) + "';"));
          cache.remember({{.path = "a.ts", .stamp = {}, .content = keys[run].back()}}, {});
          cache.tidy();
        }
      });
    }
  }
  const Cache cache = open();
  EXPECT_EQ(cache.note(), "");
  for (const auto& of_run : keys) {
    for (const Digest& key : of_run) EXPECT_TRUE(cache.find_facts(key));
  }
  EXPECT_EQ(files(".new").size(), 0U);
}

}  // namespace
}  // namespace lockstep::cache
