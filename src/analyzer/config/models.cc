#include "config/models.h"

#include "config/read_text.h"

#include "json/reader.h"

#include "base/nearest.h"

#include "embedded/data.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace lockstep::config {
namespace {

constexpr std::string_view kHeadKeys[] = {"$schema", "library", "packages"};

bool is_head_key(std::string_view key) {
  return std::find(std::begin(kHeadKeys), std::end(kHeadKeys), key) != std::end(kHeadKeys);
}

bool lies_in(const std::filesystem::path& file, const std::filesystem::path& directory) {
  return std::mismatch(directory.begin(), directory.end(), file.begin(), file.end()).first == directory.end();
}

/// The real place of a model file, if it lies in the configuration's folder once all links are followed.
Result<std::string> locate(const Config& config, const Config::ModelFile& model, const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code problem;
  const fs::path home = fs::canonical(directory, problem);
  if (problem) return config.document.error(model.where, "cannot find the configuration's folder");
  const fs::path file = fs::canonical(home / model.path, problem);
  if (problem) return config.document.error(model.where, "there is no such file", "paths are relative to this file");
  if (!lies_in(file, home)) {
    return config.document.error(model.where, "this model lies outside of the configuration's folder",
                                 "copy it beside the configuration");
  }
  return file.string();
}

}  // namespace

Status Models::add(json::Document document) {
  Library& library = libraries_.emplace_back(Library{.document = std::move(document), .name = {}, .packages = {}});
  const json::Value& root = library.document.root;
  json::Reader reader{library.document, root};
  library.name = reader.string("library");
  for (const std::string_view package : reader.strings("packages")) library.packages.emplace_back(package);
  // Whether a section is known is for `check_sections`; here every other key passes.
  for (const json::Member& member : root.members()) reader.value(member.key);
  return reader.finish();
}

std::vector<std::string> Models::texts() const {
  std::vector<std::string> texts;
  for (const Library& library : libraries_) texts.push_back(library.document.text);
  return texts;
}

bool Models::describes(std::string_view package) const {
  return std::any_of(libraries_.begin(), libraries_.end(), [&](const Library& library) {
    return std::find(library.packages.begin(), library.packages.end(), package) != library.packages.end();
  });
}

std::vector<Models::Section> Models::sections(std::string_view name) const {
  std::vector<Section> found;
  for (const Library& library : libraries_) {
    if (const json::Value* value = library.document.root.find(name); value != nullptr) {
      found.push_back({library.document, *value, library.name, library.packages});
    }
  }
  return found;
}

Status Models::check_sections(std::span<const std::string_view> known) const {
  for (const Library& library : libraries_) {
    for (const json::Member& member : library.document.root.members()) {
      if (is_head_key(member.key) || std::find(known.begin(), known.end(), member.key) != known.end()) continue;
      std::string hint = did_you_mean(member.key, known);
      if (hint.empty()) {
        for (const std::string_view section : known)
          hint += (hint.empty() ? "known sections: " : ", ") + std::string(section);
      }
      return library.document.error(member.key_where, "there is no section \"" + member.key + "\" of a model",
                                    std::move(hint));
    }
  }
  return Done{};
}

Result<Models> shipped_models() {
  Models models;
  for (const embedded::File& file : embedded::files()) {
    if (!file.name.starts_with("models/")) continue;
    auto document = json::parse(std::string(file.text), "rules/" + std::string(file.name));
    if (!document) return document.error();
    if (const Status status = models.add(*std::move(document)); !status) return status.error();
  }
  return models;
}

namespace {

Result<std::string> text_of(const Config& config, const Config::ModelFile& model, const std::string& directory,
                            const Overlay& overlay) {
  if (overlay) {
    if (auto text = overlay(model.path)) return *std::move(text);
  }
  const auto file = locate(config, model, directory);
  if (!file) return file.error();
  return read_text(*file, model.path);
}

}  // namespace

Result<Models> load_models(const Config& config, const std::string& directory, const Overlay& overlay) {
  auto models = shipped_models();
  if (!models) return models;
  for (const Config::ModelFile& model : config.model_files) {
    auto text = text_of(config, model, directory, overlay);
    if (!text) return text.error();
    auto document = json::parse(*std::move(text), model.path);
    if (!document) return document.error();
    if (const Status status = models->add(*std::move(document)); !status) return status.error();
  }
  for (const json::Value& model : config.models) {
    json::Document document{.path = config.document.path, .text = config.document.text, .root = model};
    if (const Status status = models->add(std::move(document)); !status) return status.error();
  }
  return models;
}

}  // namespace lockstep::config
