#include "rules/duplicate_list/obstacles.h"

#include "rules/duplicate_list/import_paths.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace lockstep::rules {
namespace {

bool has_part(std::string_view path, std::initializer_list<std::string_view> names) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (std::find(names.begin(), names.end(), path.substr(0, slash)) != names.end()) return true;
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return false;
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
}

std::string_view stem_of(std::string_view path) {
  const std::string_view name = path.substr(folder_of(path).size());
  return name.substr(0, name.find('.'));
}

bool runs_on_server(std::string_view path) {
  return has_part(folder_of(path), {"server", "backend", "server-only"}) ||
         path.find(".server.") != std::string_view::npos;
}

bool is_component(std::string_view path) { return path.ends_with(".tsx") || path.ends_with(".jsx"); }

/// Files whose exports a framework reads, each by its name, and refuses others.
bool is_entry(std::string_view path) {
  static constexpr std::array<std::string_view, 9> kOfNext = {
      "page", "layout", "route", "loading", "error", "not-found", "template", "default", "global-error"};
  static constexpr std::array<std::string_view, 3> kOfNest = {".controller.", ".resolver.", ".gateway."};
  const bool is_of_next = std::find(kOfNext.begin(), kOfNext.end(), stem_of(path)) != kOfNext.end();
  if (is_of_next && has_part(path, {"app"})) return true;
  if (path.find("pages/api/") != std::string_view::npos) return true;
  return std::any_of(kOfNest.begin(), kOfNest.end(),
                     [&](std::string_view kind) { return path.find(kind) != std::string_view::npos; });
}

/// "app/(shop)/orders/[id]/" of what lies in there: what belongs to one address of a Next application. Empty elsewhere.
std::string_view address_of(std::string_view path) {
  const std::size_t bracket = std::max(path.rfind("/(") + 1, path.rfind("/[") + 1);
  if (bracket == 0) return {};
  const std::size_t end = path.find('/', bracket);
  return end == std::string_view::npos ? std::string_view{} : path.substr(0, end + 1);
}

/// "src/components/" of "packages/ui/src/components/": that a package is called `ui` says nothing against it.
std::string_view within_project(std::string_view folder) {
  const std::string_view project = project_of(folder);
  folder.remove_prefix(project.size());
  return folder;
}

/// Begins with 'use client': code of a server that imports a constant from there gets a reference to it, not its value.
bool is_marked_client(const ValueList& list) {
  if (!list.node) return false;
  const Node first = list.node.file().root().child(0);
  const Node text = first && first.is(Kind::Expression) ? first.child(0) : Node{};
  return text && text.is(Kind::String) && text.text() == "use client";
}

bool answers_requests(std::string_view path) {
  return runs_on_server(path) || has_part(folder_of(path), {"api", "routers", "router", "routes", "services"});
}

}  // namespace

bool runs_in_browser(std::string_view path) {
  return is_component(path) || has_part(path, {"client", "components", "hooks", "frontend", "ui"});
}

Obstacle obstacle_between(std::string_view user, std::string_view used) {
  if (user == used) return Obstacle::None;
  if (runs_in_browser(user) && runs_on_server(used) && !runs_on_server(user)) return Obstacle::Server;
  if (is_entry(used)) return Obstacle::Page;
  const std::string_view address = address_of(used);
  if (!address.empty() && !user.starts_with(address)) return Obstacle::Page;
  const bool is_apart = answers_requests(user) || folder_of(user) != folder_of(used);
  const bool draws = is_component(used) || has_part(within_project(folder_of(used)), {"components", "ui"});
  return draws && !runs_in_browser(user) && is_apart ? Obstacle::Component : Obstacle::None;
}

Obstacle obstacle_between(const ValueList& user, const ValueList& used) {
  if (const Obstacle obstacle = obstacle_between(user.path, used.path); obstacle != Obstacle::None) return obstacle;
  const bool is_client = user.path == used.path || runs_in_browser(user.path) || is_marked_client(user);
  return !is_client && is_marked_client(used) ? Obstacle::Client : Obstacle::None;
}

}  // namespace lockstep::rules
