#pragma once

#include "facts/extract.h"
#include "program/program.h"
#include "syntax/tree.h"

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// For tests: a program from literal files, written to a folder that goes with the object.
namespace lockstep::program {

class Project {
 public:
  Project(std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
    std::string pattern = (std::filesystem::temp_directory_path() / "lockstep-test-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    for (const auto& [path, text] : files) {
      const auto full = folder_ / std::string(path);
      std::filesystem::create_directories(full.parent_path());
      std::ofstream(full, std::ios::binary) << text;
    }
  }
  ~Project() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  Program link(config::Models models = {}, unsigned threads = 1) const {
    workspace::Workspace space = workspace::discover(*workspace::find_root({folder_.string()}, folder_.string()), {});
    syntax::Parser parser;
    std::vector<facts::FileFacts> facts;
    for (std::size_t i = 0; i < space.files().size(); ++i) {
      facts.push_back(facts::extract(parser, space.files()[i].path, space.read(FileId{i}).text));
    }
    return program::link(std::move(space), std::move(facts), std::move(models), Workers(threads));
  }

 private:
  std::filesystem::path folder_;
};

/// The first node of a kind with a text, in the whole program; null when there is none.
inline Node find(const Program& program, facts::Kind kind, std::string_view text, std::string_view path = "") {
  for (const File& file : program.files()) {
    if (!path.empty() && file.path != path) continue;
    for (std::uint32_t i = 0; i < file.facts.nodes.size(); ++i) {
      const Node node = file.node(facts::NodeId{i});
      if (node.is(kind) && node.text() == text) return node;
    }
  }
  return {};
}

}  // namespace lockstep::program
