// Writes the sample's sources into a folder, its report and an empty one as `sample.FORMAT` and `none.FORMAT`, and
// reports with more findings than GitHub takes, for the outside programs of tests/consumers to judge.

#include "golden/sample_outcome.h"
#include "report/report.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
  using namespace lockstep;
  if (argc != 2) return std::fputs("usage: report_sample FOLDER\n", stderr), 2;
  const std::filesystem::path folder = argv[1];
  const Sample sample = lockstep::sample();
  for (const auto& [path, text] : sample.sources) {
    std::filesystem::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << text;
  }
  const auto write = [&](const std::string& name, const findings::Outcome& outcome, report::Format format,
                         const report::TextStyle& style = {}) {
    std::ofstream out(folder / name, std::ios::binary);
    render(outcome, format, style, out);
    return static_cast<bool>(out);
  };
  bool is_written = true;
  for (const std::string_view name : report::format_names()) {
    is_written = write("sample." + std::string(name), sample.outcome, *report::parse_format(name)) && is_written;
    is_written = write("none." + std::string(name), {}, *report::parse_format(name)) && is_written;
  }
  const findings::Outcome accepted = accepted_in(sample.outcome);
  is_written = write("accepted.sarif", accepted, report::Format::Sarif, {.accepted = true}) && is_written;
  is_written = write("accepted.json", accepted, report::Format::Json) && is_written;
  is_written = write("many.sarif", many_findings(25'001), report::Format::Sarif) && is_written;
  is_written = write("many.github", many_findings(100), report::Format::Github) && is_written;
  return is_written ? 0 : 2;
}
