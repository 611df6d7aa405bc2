// Writes the sample's sources and its reports into a folder, and a SARIF file with more results than GitHub takes, for
// the outside programs of tests/consumers to judge.

#include "golden/sample_outcome.h"
#include "report/report.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int argc, char** argv) {
  using namespace lockstep;
  if (argc != 2) return std::fputs("usage: report_sample FOLDER\n", stderr), 2;
  const std::filesystem::path folder = argv[1];
  const Sample sample = lockstep::sample();
  for (const auto& [path, text] : sample.sources) {
    std::filesystem::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << text;
  }
  std::ofstream sarif(folder / "sample.sarif", std::ios::binary);
  render(sample.outcome, report::Format::Sarif, {}, sarif);
  std::ofstream json(folder / "sample.json", std::ios::binary);
  render(sample.outcome, report::Format::Json, {}, json);
  std::ofstream many(folder / "many.sarif", std::ios::binary);
  render(many_findings(25'001), report::Format::Sarif, {}, many);
  std::ofstream none(folder / "none.sarif", std::ios::binary);
  render({}, report::Format::Sarif, {}, none);
  return sarif && json && many && none ? 0 : 2;
}
