// Asks the built-in validator: `config_check FILE` exits 0 or 2 with the error, and so does `config_check --pack FILE`
// for a rule pack; `config_check --packs FILE…` says "sound" or the error of each, with a zero byte behind;
// `config_check` prints every name that a configuration may use, one a line: "rule", "rule/kind", "rule setting".

#include "config/choices.h"
#include "config/config.h"
#include "config/models.h"
#include "config/pack.h"
#include "config/read_text.h"
#include "rules/packs.h"
#include "rules/registry.h"

#include <iostream>
#include <string>
#include <vector>

namespace {

using lockstep::Error;

std::vector<lockstep::config::KnownRule> known_rules() {
  std::vector<lockstep::config::KnownRule> known;
  for (const lockstep::rules::Rule* rule : lockstep::rules::all_rules()) {
    auto& entry = known.emplace_back(lockstep::config::KnownRule{.id = rule->info.id, .kinds = {}, .settings = {}});
    for (const auto& kind : rule->info.kinds) entry.kinds.push_back(kind.id);
    for (const auto& setting : rule->info.settings) entry.settings.push_back(setting.name);
  }
  return known;
}

int reject(const Error& error) {
  std::cout << error.where << ": " << error.what << "\n" << error.frame << "\n" << error.hint << "\n";
  return 2;
}

int check_pack(const std::string& file, const std::vector<lockstep::config::KnownRule>& known) {
  auto text = lockstep::config::read_text(file, file);
  if (!text) return reject(text.error());
  auto pack = lockstep::config::parse_pack(*std::move(text), file, {}, {});
  if (!pack) return reject(pack.error());
  for (const auto& choice : pack->rules) {
    if (const auto status = lockstep::config::check_choice(pack->document, choice, known); !status)
      return reject(status.error());
  }
  std::vector<lockstep::config::Pack> packs;
  packs.push_back(*std::move(pack));
  const auto read = lockstep::rules::Packs::read(std::move(packs));
  return read ? 0 : reject(read.error());
}

}  // namespace

// Tree-sitter's own reader of queries loses eight bytes when it gives up on one; nothing of ours is excused by this.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:ts_query__parse_pattern\n"; }

int main(int count, char** arguments) {
  const auto known = known_rules();
  if (count < 2) {
    for (const auto& rule : known) {
      std::cout << rule.id << "\n";
      for (const auto kind : rule.kinds) std::cout << rule.id << "/" << kind << "\n";
      for (const auto setting : rule.settings) std::cout << rule.id << " " << setting << "\n";
    }
    return 0;
  }
  if (std::string(arguments[1]) == "--packs") {
    for (int i = 2; i < count; ++i) {
      if (check_pack(arguments[i], known) == 0) std::cout << "sound\n";
      std::cout << std::string(1, '\0');
    }
    return 0;
  }
  const std::string file = arguments[count - 1];
  if (std::string(arguments[1]) == "--pack") return check_pack(file, known);
  const auto config = lockstep::config::load(file, file);
  if (!config) return reject(config.error());
  if (const auto status = config->check_rules(known); !status) return reject(status.error());
  const std::string folder = file.substr(0, file.rfind('/'));
  if (const auto models = lockstep::config::load_models(*config, folder); !models) return reject(models.error());
  return 0;
}
