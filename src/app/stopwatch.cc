#include "app/stopwatch.h"

#include <sys/resource.h>
#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>

namespace lockstep::app {
namespace {

double in_milliseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void print_line(std::string_view name, double value, std::string_view unit, std::ostream& out) {
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), "  %-12s %10.1f %s\n", std::string(name).c_str(), value,
                std::string(unit).c_str());
  out << line.data();
}

}  // namespace

void Stopwatch::lap(std::string_view step) {
  const Clock::time_point now = Clock::now();
  laps_.emplace_back(step, now - last_);
  last_ = now;
}

void Stopwatch::count(std::string_view what, std::size_t number) { counts_.emplace_back(what, number); }

void Stopwatch::note(std::string text) { notes_.push_back(std::move(text)); }

double Stopwatch::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Stopwatch::print(std::ostream& out) const {
  for (const auto& [step, duration] : laps_) print_line(step, in_milliseconds(duration), "ms", out);
  print_line("total", in_milliseconds(last_ - begin_), "ms", out);
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    constexpr double kKilo = 1024;
#ifdef __APPLE__
    print_line("peak memory", static_cast<double>(usage.ru_maxrss) / kKilo / kKilo, "MB", out);
#else
    print_line("peak memory", static_cast<double>(usage.ru_maxrss) / kKilo, "MB", out);
#endif
  }
  for (const auto& [what, number] : counts_) out << "  " << what << ": " << number << '\n';
  for (const std::string& note : notes_) out << "  " << note << '\n';
}

}  // namespace lockstep::app
