#include "app/step_summary.h"

#include "report/markdown.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace lockstep::app {
namespace {

/// GitHub drops the whole summary of a step that is longer.
constexpr std::size_t kMostBytes = 1'048'576;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Where the scanned commit can be read, as GitHub tells it; empty elsewhere.
std::string blob_url() {
  const std::string server = variable("GITHUB_SERVER_URL");
  const std::string repository = variable("GITHUB_REPOSITORY");
  const std::string commit = variable("GITHUB_SHA");
  if (server.empty() || repository.empty() || commit.empty()) return {};
  return server + "/" + repository + "/blob/" + commit + "/";
}

}  // namespace

Status add_step_summary(const findings::Outcome& outcome, const Options& options) {
  const bool is_wanted = std::any_of(options.outputs.begin(), options.outputs.end(), [](const Output& output) {
    return output.format == report::Format::Github && output.path == "-";
  });
  const std::string path = variable("GITHUB_STEP_SUMMARY");
  if (!is_wanted || path.empty()) return Done{};
  std::ofstream out(path, std::ios::binary | std::ios::app | std::ios::ate);
  const auto written = static_cast<std::size_t>(std::max<std::streamoff>(0, out.tellp()));
  if (out && written < kMostBytes) {
    report::write_markdown(outcome, {.blob_url = blob_url(), .most_bytes = kMostBytes - written}, out);
  }
  out.flush();
  if (!out)
    return Error{.what = "cannot write " + path, .hint = "GITHUB_STEP_SUMMARY names it; unset it to do without"};
  return Done{};
}

}  // namespace lockstep::app
