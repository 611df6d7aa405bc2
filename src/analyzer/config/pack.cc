#include "config/pack.h"

#include "config/choices.h"
#include "config/read_text.h"

#include "json/reader.h"

#include "base/nearest.h"

#include "embedded/data.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace lockstep::config {
namespace {

using json::Value;

constexpr std::string_view kNoOption = "an option is a string, a number, true, false, or a list of strings";
constexpr std::string_view kOptionHint = "what is more than that stands in the pack itself";

/// What `${name}` stands for.
using Bound = std::map<std::string, Value, std::less<>>;

bool is_option_value(const Value& value) {
  if (value.is_string() || value.number() || value.boolean()) return true;
  const auto items = value.items();
  return value.is_array() &&
         std::all_of(items.begin(), items.end(), [](const Value& item) { return item.is_string(); });
}

bool is_option_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-';
  });
}

std::string shown(const Value& value) {
  if (const auto text = value.string()) return std::string(*text);
  if (const auto truth = value.boolean()) return *truth ? "true" : "false";
  if (const auto number = value.number()) {
    const auto whole = static_cast<std::int64_t>(*number);
    return static_cast<double>(whole) == *number ? std::to_string(whole) : std::to_string(*number);
  }
  std::string list;
  for (const Value& item : value.items()) list += (list.empty() ? "" : ", ") + shown(item);
  return list;
}

/// As it is written in a pack.
std::string as_json(const Value& value) {
  if (value.is_string()) return "\"" + shown(value) + "\"";
  if (!value.is_array()) return shown(value);
  std::string list;
  for (const Value& item : value.items()) list += (list.empty() ? "" : ", ") + as_json(item);
  return "[" + list + "]";
}

/// The same value at another place: messages point at where it is used.
Value moved(const Value& value, Span where) {
  if (const auto text = value.string()) return Value(std::string(*text), where);
  if (const auto truth = value.boolean()) return Value(*truth, where);
  if (const auto number = value.number()) return Value(*number, where);
  std::vector<Value> items;
  for (const Value& item : value.items()) items.push_back(moved(item, where));
  return Value(std::move(items), where);
}

std::string known_options(const Bound& bound) {
  std::string names;
  for (const auto& [name, value] : bound) names += (names.empty() ? "options of this pack: " : ", ") + name;
  return names.empty() ? "declare it under \"options\"" : names;
}

/// Puts options into strings. A string that is nothing but `${name}` becomes the option's value, whatever that is.
class Filling {
 public:
  Filling(const json::Document& document, const Bound& bound) : document_(document), bound_(bound) {}

  // Documents are at most `json::kMaxDepth` deep.
  Value filled(const Value& value) {
    if (const auto text = value.string()) return filled(*text, value.where());
    if (value.is_array()) {
      std::vector<Value> items;
      for (const Value& item : value.items()) items.push_back(filled(item));
      return Value(std::move(items), value.where());
    }
    if (value.is_object()) {
      std::vector<json::Member> members;
      for (const json::Member& member : value.members()) {
        members.push_back({.key = member.key, .key_where = member.key_where, .value = filled(member.value)});
      }
      return Value(std::move(members), value.where());
    }
    return value;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  Value filled(std::string_view text, Span where) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t open = text.find("${"); open != std::string_view::npos; open = text.find("${", at)) {
      const std::size_t close = text.find('}', open);
      if (close == std::string_view::npos) break;
      const std::string_view name = text.substr(open + 2, close - open - 2);
      const auto found = bound_.find(name);
      if (found == bound_.end()) {
        reject(name, where);
        return Value(std::string(text), where);
      }
      if (open == 0 && close + 1 == text.size()) return moved(found->second, where);
      out += text.substr(at, open - at);
      out += shown(found->second);
      at = close + 1;
    }
    out += text.substr(at);
    return Value(std::move(out), where);
  }

  void reject(std::string_view name, Span where) {
    if (error_) return;
    std::vector<std::string_view> names;
    for (const auto& [known, value] : bound_) names.push_back(known);
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = known_options(bound_);
    error_ = document_.error(where, "there is no option \"" + std::string(name) + "\"", std::move(hint));
  }

  const json::Document& document_;
  const Bound& bound_;
  std::optional<Error> error_;
};

/// What the options of a pack are bound to: what its user says, else the defaults.
class Binding {
 public:
  Binding(const json::Document& document, const Config::PackUse& use, const json::Document& user)
      : document_(document), use_(use), user_(user) {}

  Result<Bound> bind(std::span<const json::Member> options) {
    for (const json::Member& option : options) {
      if (Status read = declare(option); !read) return read.error();
    }
    for (const json::Member& given : use_.options) {
      if (Status read = give(given); !read) return read.error();
    }
    for (const json::Member& option : options) {
      if (bound_.contains(option.key)) continue;
      const std::string_view meaning = option.value.string("meaning").value_or("");
      const Span where = use_.where.end > use_.where.begin ? use_.where : option.key_where;
      const json::Document& place = use_.where.end > use_.where.begin ? user_ : document_;
      return place.error(where, "the option \"" + option.key + "\" of this pack is not bound",
                         "it says: " + std::string(meaning));
    }
    return std::move(bound_);
  }

 private:
  Status declare(const json::Member& option) {
    if (!is_option_name(option.key)) {
      return document_.error(option.key_where, "an option is named with letters, digits and \"-\"",
                             "for example \"shared-package\"");
    }
    json::Reader reader{document_, option.value};
    reader.string("meaning");
    if (const Value* fallback = reader.value("default")) {
      if (!is_option_value(*fallback)) {
        reader.reject(fallback->where(), std::string(kNoOption), std::string(kOptionHint));
      }
      bound_.emplace(option.key, *fallback);
    }
    names_.push_back(option.key);
    return reader.finish();
  }

  Status give(const json::Member& given) {
    if (std::find(names_.begin(), names_.end(), given.key) == names_.end()) {
      std::string hint = did_you_mean(given.key, names_);
      if (hint.empty()) {
        for (const std::string_view name : names_)
          hint += (hint.empty() ? "options of this pack: " : ", ") + std::string(name);
      }
      return user_.error(given.key_where, "this pack has no option \"" + given.key + "\"", std::move(hint));
    }
    if (!is_option_value(given.value)) {
      return user_.error(given.value.where(), std::string(kNoOption), std::string(kOptionHint));
    }
    const auto fallback = bound_.find(given.key);
    const bool one_for_list =
        fallback != bound_.end() && fallback->second.is_array() && given.value.is_string();  // a list of one
    if (fallback != bound_.end() && fallback->second.kind() != given.value.kind() && !one_for_list) {
      return user_.error(given.value.where(),
                         "this option must be " + std::string(to_string(fallback->second.kind())) + ", but this is " +
                             std::string(to_string(given.value.kind())),
                         "its default is " + as_json(fallback->second));
    }
    bound_.insert_or_assign(given.key, given.value);
    return Done{};
  }

  const json::Document& document_;
  const Config::PackUse& use_;
  const json::Document& user_;
  std::vector<std::string_view> names_;
  Bound bound_;
};

}  // namespace

Result<Pack> parse_pack(std::string text, std::string path, const Config::PackUse& use, const json::Document& user) {
  auto document = json::parse(std::move(text), std::move(path));
  if (!document) return document.error();
  Pack pack;
  pack.document = *std::move(document);

  json::Reader reader{pack.document, pack.document.root};
  reader.string("$schema", "");
  if (const Value* packs = reader.value("packs"); packs != nullptr && !reader.has("pack")) {
    reader.reject(packs->where(), "this is a configuration that uses packs, and no pack itself",
                  "hand it over with --config");
  }
  pack.name = reader.string("pack");
  pack.description = reader.string("description", "");
  pack.tests = reader.string("tests", "");
  if (const Value* name = reader.value("pack"); name != nullptr && name->is_string() && pack.name.empty()) {
    reader.reject(name->where(), "a pack needs a name", "messages and the audit call it so: \"pack\": \"house\"");
  }
  const auto options = reader.members("options");
  reader.objects("requirements");
  reader.objects("queries");
  pack.rules = read_choices(reader, false);
  if (const Status status = reader.finish(); !status) return status.error();

  auto bound = Binding(pack.document, use, user).bind(options);
  if (!bound) return bound.error();
  Filling filling(pack.document, *bound);
  std::vector<json::Member> members;
  for (const json::Member& member : pack.document.root.members()) {
    const bool is_filled = member.key == "requirements" || member.key == "queries";
    members.push_back({.key = member.key,
                       .key_where = member.key_where,
                       .value = is_filled ? filling.filled(member.value) : member.value});
  }
  if (filling.error()) return *filling.error();
  pack.document.root = Value(std::move(members), pack.document.root.where());
  return pack;
}

namespace {

Result<Pack> recommended_pack() {
  for (const embedded::File& file : embedded::files()) {
    if (file.name == "recommended.jsonc") return parse_pack(std::string(file.text), "rules/recommended.jsonc", {}, {});
  }
  return Error{.what = "the recommended pack is missing", .where = {}, .frame = {}, .hint = {}};
}

bool lies_in(const std::filesystem::path& file, const std::filesystem::path& directory) {
  return std::mismatch(directory.begin(), directory.end(), file.begin(), file.end()).first == directory.end();
}

Result<Pack> load_used(const Config& config, const Config::PackUse& use, const std::string& directory, bool may_leave,
                       const Overlay& overlay) {
  namespace fs = std::filesystem;
  if (overlay) {
    if (auto text = overlay(use.file)) return parse_pack(*std::move(text), use.file, use, config.document);
  }
  std::error_code problem;
  const fs::path home = fs::canonical(directory, problem);
  if (problem) return config.document.error(use.where, "cannot find the configuration's folder");
  const fs::path file = fs::canonical(home / use.file, problem);
  if (problem) {
    return config.document.error(use.where, "there is no such file",
                                 "paths are relative to this file; \"recommended\" is built in");
  }
  if (!may_leave && !lies_in(file, home)) {
    return config.document.error(use.where, "this pack lies outside of the configuration's folder",
                                 "copy it beside the configuration");
  }
  auto text = read_text(file.string(), use.file);
  if (!text) return text.error();
  return parse_pack(*std::move(text), use.file, use, config.document);
}

}  // namespace

Result<std::vector<Pack>> load_packs(const Config& config, const std::string& directory, bool may_leave,
                                     std::span<const std::string> further, const Overlay& overlay) {
  std::vector<Pack> packs;
  auto first = recommended_pack();
  if (!first) return first.error();
  packs.push_back(*std::move(first));
  for (const Config::PackUse& use : config.packs) {
    if (use.file == kRecommended) continue;  // always in use
    auto pack = load_used(config, use, directory, may_leave, overlay);
    if (!pack) return pack.error();
    packs.push_back(*std::move(pack));
  }
  for (const std::string& file : further) {
    auto text = read_text(file, file);
    if (!text) return text.error();
    auto pack = parse_pack(*std::move(text), file, {}, {});
    if (!pack) return pack.error();
    packs.push_back(*std::move(pack));
  }
  return packs;
}

}  // namespace lockstep::config
