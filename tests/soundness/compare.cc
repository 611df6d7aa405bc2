#include "compare.h"

#include "scan.h"
#include "shapes.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <set>
#include <utility>

namespace lockstep::soundness {
namespace {

namespace fs = std::filesystem;
using Kind = Statement::Kind;

Line line_of(const findings::Place& place) { return {place.path, place.start.line}; }

/// A finding of the rules about writes and locks, and the lines that it is about.
struct Claim {
  const findings::Finding* finding = nullptr;
  enum class Of : std::uint8_t { Loss, Deadlock, Lock } of = Of::Lock;
  std::set<Line> lines;
};

std::vector<Claim> claims_of(const findings::Outcome& outcome) {
  std::vector<Claim> claims;
  for (const findings::Finding& finding : outcome.findings) {
    Claim claim{.finding = &finding, .of = Claim::Of::Lock, .lines = {line_of(finding.where)}};
    if (finding.rule == "unguarded-write" || finding.rule == "stale-save") {
      claim.of = Claim::Of::Loss;
      // The writes only: not the read, and not the writer that holds a lock.
      for (const findings::Related& related : finding.related) {
        if (related.text.starts_with("written back")) claim.lines.insert(line_of(related.place));
      }
      if (!finding.steps.empty()) claim.lines.insert(line_of(finding.steps.back().place));
    } else if (finding.rule == "lock-discipline" && finding.kind == "reacquired") {
      claim.of = Claim::Of::Deadlock;
    } else if (finding.rule != "lock-discipline" || finding.kind == "dropped" || finding.kind == "outlived") {
      continue;
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

class Judge {
 public:
  Judge(const Program& program, const Printed& printed, const findings::Outcome& outcome, const Truth& truth)
      : scene_(program), printed_(printed), claims_(claims_of(outcome)), truth_(truth) {}

  Comparison run() {
    Comparison result{.is_cut = truth_.is_cut, .states = truth_.states};
    for (const Loss& loss : truth_.losses) judge(loss, blamed(loss), is_reported(loss), {&loss.writer, &loss.victim});
    for (const Deadlock& deadlock : truth_.deadlocks) {
      judge(deadlock, {deadlock.inner, {}}, is_reported(deadlock), {&deadlock.outer, &deadlock.inner});
    }
    for (const auto& [blame, hazard] : hazards_) {
      ++result.hazards;
      result.reported += hazard.verdict <= Verdict::ByLock ? 1 : 0;
      result.by_lock += hazard.verdict == Verdict::ByLock ? 1 : 0;
      if (hazard.verdict > Verdict::ByLock) result.misses.push_back({hazard.text, hazard.shape});
    }
    for (const Claim& claim : claims_) {
      if (claim.of == Claim::Of::Lock) continue;
      ++result.findings;
      if (is_borne_out(claim)) continue;
      // What happens behind a deadlock will happen on the day on which that is mended.
      if (truth_.is_cut || !truth_.deadlocks.empty()) {
        ++result.undecided;
      } else {
        result.false_alarms.push_back({shown_finding(claim)});
      }
    }
    return result;
  }

 private:
  enum class Verdict : std::uint8_t { Reported, ByLock, Known, Unexplained };
  /// All that happens for one reason is one hazard: who is to blame; twice where both held a lock.
  using Blame = std::pair<Stack, Stack>;
  struct Hazard {
    Verdict verdict = Verdict::Reported;
    std::string text;
    std::string shape;
  };

  template <class Event>
  void judge(const Event& event, const Blame& blame, bool is_reported, std::initializer_list<const Stack*> stacks) {
    Hazard now;
    if (!is_reported) {
      const bool by_lock =
          std::any_of(stacks.begin(), stacks.end(), [&](const Stack* stack) { return lock_fault(*stack); });
      const auto* shape = by_lock ? nullptr : shape_of(scene_, event);
      now.verdict = by_lock ? Verdict::ByLock : shape != nullptr ? Verdict::Known : Verdict::Unexplained;
      if (shape != nullptr) now.shape = shape->name;
      if (!by_lock) now.text = shown(event, printed_);
    }
    const auto [entry, is_first] = hazards_.try_emplace(blame, now);
    if (!is_first && now.verdict > entry->second.verdict) entry->second = now;
  }

  static Blame blamed(const Loss& loss) {
    if (loss.writer_locks == 0) return {loss.writer, {}};
    if (loss.victim_locks == 0) return {loss.victim, {}};
    return {loss.writer, loss.writer};
  }

  /// Whoever held no lock from his read to his write is to blame.
  bool is_reported(const Loss& loss) const {
    if (loss.writer_locks == 0) return claims(Claim::Of::Loss, loss.writer);
    if (loss.victim_locks == 0) return claims(Claim::Of::Loss, loss.victim);
    return claims(Claim::Of::Loss, loss.writer) || claims(Claim::Of::Loss, loss.victim);
  }

  /// One finding a region is enough: the next way in shows when that one is gone.
  bool is_reported(const Deadlock& deadlock) const {
    return std::any_of(truth_.deadlocks.begin(), truth_.deadlocks.end(), [&](const Deadlock& other) {
      return other.outer.back() == deadlock.outer.back() && claims(Claim::Of::Deadlock, other.inner);
    });
  }

  bool touches(const Claim& claim, const Stack& stack) const {
    return std::any_of(stack.begin(), stack.end(),
                       [&](std::uint16_t id) { return claim.lines.contains(printed_.statements[id]); });
  }

  bool claims(Claim::Of of, const Stack& stack) const {
    return std::any_of(claims_.begin(), claims_.end(),
                       [&](const Claim& claim) { return claim.of == of && touches(claim, stack); });
  }

  /// Whether some lock on the way is reported as one that does not protect, or stays.
  bool lock_fault(const Stack& stack) const {
    return std::any_of(claims_.begin(), claims_.end(), [&](const Claim& claim) {
      if (claim.of != Claim::Of::Lock) return false;
      const Line at = line_of(claim.finding->where);
      return std::any_of(stack.begin(), stack.end(), [&](std::uint16_t id) {
        const auto& [first, last] = printed_.ends[printed_.functions[id]];
        return first.path == at.path && first.line <= at.line && at.line <= last.line;
      });
    });
  }

  bool is_borne_out(const Claim& claim) const {
    if (claim.of == Claim::Of::Deadlock) {
      return std::any_of(truth_.deadlocks.begin(), truth_.deadlocks.end(),
                         [&](const Deadlock& deadlock) { return touches(claim, deadlock.inner); });
    }
    return std::any_of(truth_.losses.begin(), truth_.losses.end(),
                       [&](const Loss& loss) { return touches(claim, loss.writer) || touches(claim, loss.victim); });
  }

  static std::string shown_finding(const Claim& claim) {
    const findings::Finding& finding = *claim.finding;
    return finding.where.path + ":" + std::to_string(finding.where.start.line) + ": " + finding.rule + "/" +
           finding.kind + ": " + finding.message;
  }

  Scene scene_;
  const Printed& printed_;
  std::vector<Claim> claims_;
  const Truth& truth_;
  std::map<Blame, Hazard> hazards_;
};

}  // namespace

std::string shown(const Stack& stack, const Printed& printed) {
  std::string text;
  for (const std::uint16_t id : stack) {
    const Line& line = printed.statements[id];
    text += (text.empty() ? "" : " > ") + line.path + ":" + std::to_string(line.line);
  }
  return text;
}

std::string shown(const Loss& loss, const Printed& printed) {
  std::string text = "lost update: the write " + shown(loss.writer, printed);
  text += loss.writer_locks != 0 ? " (locked" : " (not locked";
  if (loss.is_taken_along) text += ", takes the column along";
  text += ") takes away what " + shown(loss.victim, printed) + " wrote";
  text += loss.victim_locks != 0 ? " (locked" : " (not locked";
  if (loss.victim_is_atomic) text += ", atomic";
  if (loss.victim_is_plain) text += ", plain";
  text += ")";
  if (loss.is_within_one) text += " within one request";
  return text;
}

std::string shown(const Deadlock& deadlock, const Printed& printed) {
  return "deadlock: taken " + shown(deadlock.outer, printed) + ", and again " + shown(deadlock.inner, printed);
}

void write_files(const Printed& printed, const std::string& folder) {
  fs::remove_all(folder);
  for (const auto& [path, text] : printed.files) {
    fs::create_directories((fs::path(folder) / path).parent_path());
    std::ofstream(fs::path(folder) / path, std::ios::binary) << text;
  }
}

Comparison judge(const Program& program, const Printed& printed, const findings::Outcome& outcome, const Truth& truth) {
  return Judge(program, printed, outcome, truth).run();
}

Comparison compare(const Program& program, const std::string& folder, const Limits& limits) {
  const Printed printed = print(program);
  write_files(printed, folder);
  return judge(program, printed, tests::scan(folder, 1), explore(program, limits));
}

}  // namespace lockstep::soundness
