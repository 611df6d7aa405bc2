#include "config/models.h"

#include "json/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace lockstep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Models models_of(std::initializer_list<std::string> texts) {
  Models models;
  for (const std::string& text : texts) {
    auto document = json::parse(text, "model.jsonc");
    const Status status = document ? models.add(*std::move(document)) : Status(document.error());
    if (!status) ADD_FAILURE() << status.error().what;
  }
  return models;
}

TEST(Models, GivesASectionOfAllDocuments) {
  const Models models = models_of({
      R"({"library": "ioredis", "packages": ["ioredis", "redis"], "locks": [1], "writes": []})",
      R"({"library": "house", "locks": [2, 3]})",
      R"({"library": "typeorm", "packages": "typeorm", "writes": []})",
  });
  const auto locks = models.sections("locks");
  ASSERT_EQ(locks.size(), 2);
  EXPECT_EQ(locks[0].library, "ioredis");
  EXPECT_THAT(locks[0].packages, ElementsAre("ioredis", "redis"));
  EXPECT_EQ(locks[1].value.items().size(), 2);
  EXPECT_TRUE(models.sections("actors").empty());
}

TEST(Models, SurvivesAMove) {
  Models models = models_of({R"({"library": "a", "locks": []})"});
  const auto sections = models.sections("locks");
  const Models moved = std::move(models);
  EXPECT_EQ(&sections[0].document, &moved.sections("locks")[0].document);
}

TEST(Models, KnowsItsSections) {
  const Models models = models_of({R"({"library": "a", "lock": []})"});
  const std::string_view known[] = {"locks", "writes"};
  const Status status = models.check_sections(known);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().where, "model.jsonc:1:18");
  EXPECT_EQ(status.error().hint, "did you mean \"locks\"?");
}

TEST(Models, NeedsALibrary) {
  Models models;
  const Status status = models.add(*json::parse(R"({"packages": []})", "model.jsonc"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().what, "the key \"library\" is missing here");
}

TEST(Models, TheShippedOnesAreSound) {
  const auto models = shipped_models();
  ASSERT_TRUE(models) << models.error().where << ": " << models.error().what;
}

class UserModels : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/lockstep-models-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    std::filesystem::create_directories(directory_ + "/home");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void write(const std::string& path, const std::string& text) { std::ofstream(directory_ + "/" + path) << text; }
  Result<Models> load(const std::string& config) { return load_models(*parse(config, "c"), directory_ + "/home"); }

  std::string directory_;
};

TEST_F(UserModels, ComeFromFilesAndFromTheConfiguration) {
  write("home/a.jsonc", R"({"library": "a", "locks": []})");
  const auto models = load(R"({"models": ["a.jsonc", {"library": "b", "locks": []}]})");
  ASSERT_TRUE(models);
  const auto locks = models->sections("locks");
  ASSERT_GE(locks.size(), 2);
  EXPECT_EQ(locks[locks.size() - 2].library, "a");
  EXPECT_EQ(locks[locks.size() - 1].library, "b");
}

TEST_F(UserModels, LieBesideTheConfiguration) {
  write("out.jsonc", R"({"library": "a"})");
  std::filesystem::create_symlink(directory_ + "/out.jsonc", directory_ + "/home/link.jsonc");
  for (const char* path : {"../out.jsonc", "link.jsonc"}) {
    const auto models = load(R"({"models": [")" + std::string(path) + R"("]})");
    ASSERT_FALSE(models) << path;
    EXPECT_THAT(models.error().what, HasSubstr("outside")) << path;
  }
  const auto missing = load(R"({"models": ["none.jsonc"]})");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().where, "c:1:13");
}

}  // namespace
}  // namespace lockstep::config
