#include "app/answer_key.h"

#include "adoption/days.h"
#include "fingerprint/fingerprint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::app {
namespace {

void add(cache::Hasher& hasher, const std::vector<std::string>& words) {
  hasher.add(words.size());
  for (const std::string& word : words) hasher.add(word);
}

void add(cache::Hasher& hasher, const Stamp& stamp) {
  hasher.add(stamp.size).add(static_cast<std::uint64_t>(stamp.modified)).add(static_cast<std::uint64_t>(stamp.changed));
  hasher.add(stamp.inode);
}

}  // namespace

bool looks_at_all_files(const Options& options) {
  return options.include.empty() && options.exclude.empty() && !options.no_config;
}

std::string today_of(const Options& options) { return options.today.value_or(adoption::today()); }

void add_question(cache::Hasher& hasher, const config::Config& config, const config::Models& models,
                  const rules::Packs& packs, const Options& options) {
  hasher.add(fingerprint::analyzer());
  hasher.add(config.document.text);
  add(hasher, models.texts());
  for (const config::Pack& pack : packs.files()) hasher.add(pack.name).add(pack.document.text);
  hasher.add(packs.files().size());
  add(hasher, options.rules);
  add(hasher, options.skip_rules);
  hasher.add(today_of(options)).add(std::uint64_t{looks_at_all_files(options)});
}

std::optional<cache::Digest> answer_key(const cache::Cache& cache, const Survey& survey, const Options& options,
                                        std::span<const std::optional<cache::Digest>> contents) {
  const workspace::Workspace& workspace = survey.workspace;
  cache::Hasher hasher = cache.hasher();
  hasher.add("answer");
  add_question(hasher, survey.config, survey.models, *survey.packs, options);
  add(hasher, workspace.root().reported);

  hasher.add(workspace.files().size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    if (!contents[i]) return std::nullopt;
    hasher.add(workspace.files()[i].path).add(*contents[i]);
  }
  hasher.add(workspace.others().size());
  for (const workspace::ListedFile& file : workspace.others()) {
    hasher.add(file.path).add(file.object);
    if (!file.object.empty()) continue;
    if (!cache.is_settled(file.stamp)) return std::nullopt;
    add(hasher, file.stamp);
  }
  hasher.add(workspace.links().size());
  for (const auto& [path, target] : workspace.links()) hasher.add(path).add(target);
  hasher.add(workspace.troubles().size());
  for (const workspace::Trouble& trouble : workspace.troubles()) {
    if (trouble.incomplete) return std::nullopt;
    hasher.add(static_cast<std::uint64_t>(trouble.level)).add(trouble.id).add(trouble.path).add(trouble.message);
  }
  return hasher.finish();
}

}  // namespace lockstep::app
