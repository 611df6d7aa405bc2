#pragma once

#include "app/options.h"
#include "app/survey.h"
#include "cache/cache.h"
#include "config/config.h"
#include "config/models.h"
#include "rules/packs.h"

#include <optional>
#include <span>
#include <string>

namespace lockstep::app {

/// A hash of everything that an outcome follows from: the content of each source file, what the file system says of all
/// other files, the configuration, the models and what the command line wants to know. Nothing when some of it is not
/// certain: a file could not be read, or is as young as our look at it.
std::optional<cache::Digest> answer_key(const cache::Cache& cache, const Survey& survey, const Options& options,
                                        std::span<const std::optional<cache::Digest>> contents);

/// Adds what the configuration, the models, the packs and the command line say of how to look at a program, to the key
/// of an answer.
void add_question(cache::Hasher& hasher, const config::Config& config, const config::Models& models,
                  const rules::Packs& packs, const Options& options);

/// Whether nothing was left out for this run only.
bool looks_at_all_files(const Options& options);
/// The day that suppressions are held against.
std::string today_of(const Options& options);

}  // namespace lockstep::app
