#include "shapes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using Calling = Statement::Calling;

/// Whether a statement, or one of the calls that led to it, is such a one.
template <class Question>
bool any_call(const Scene& scene, const Stack& stack, const Question& question) {
  return std::any_of(stack.begin(), stack.end(), [&](std::uint16_t id) { return question(*scene.statements[id]); });
}

bool is_unawaited(const Statement& s) { return s.kind == Kind::Call && s.calling != Calling::Awaited; }

constexpr std::array<Shape<Loss>, 6> kLosses = {{
    {"nobody-waits",
     "a call that is not awaited, `return f()` among them, goes on when the lock around it is given back",
     [](const Scene& scene, const Loss& loss) {
       return any_call(scene, loss.writer, is_unawaited) || any_call(scene, loss.victim, is_unawaited);
     }},
    {"together", "writers in one `Promise.all` alternate under one lock, and go on without it when one of them throws",
     [](const Scene& scene, const Loss& loss) {
       const auto passes = [&](const Stack& stack) {
         return std::any_of(stack.begin(), stack.end(), [&](std::uint16_t id) { return scene.is_together[id]; });
       };
       if (loss.writer_locks == 0 || loss.is_within_one) return passes(loss.writer);
       return loss.victim_locks == 0 && passes(loss.victim);
     }},
    {"two-locks", "any lock that is held from the read to the write is trusted: keys are not compared between writers",
     [](const Scene&, const Loss& loss) {
       return loss.writer_locks != 0 && loss.victim_locks != 0 && (loss.writer_locks & loss.victim_locks) == 0;
     }},
    {"atomic-beside-a-lock",
     "an atomic operator is safe by itself, and its author cannot see that another writer locks",
     [](const Scene&, const Loss& loss) { return loss.victim_is_atomic && loss.writer_locks != 0; }},
    {"plain-beside-a-locked-save", "a value from the request is written, which a save of the whole row takes back",
     [](const Scene&, const Loss& loss) {
       return loss.victim_is_plain && loss.is_taken_along && loss.writer_locks != 0;
     }},
    {"short-window", "a save of the whole row right after its read takes other columns along: plain CRUD",
     [](const Scene&, const Loss& loss) {
       constexpr std::uint8_t kLong = 2;
       return loss.is_taken_along && loss.writer_locks == 0 && !loss.waits_for_network && loss.unknown_waits < kLong;
     }},
}};
constexpr std::array<Shape<Deadlock>, 0> kDeadlocks = {};

template <class Hazard>
const Shape<Hazard>* first_of(std::span<const Shape<Hazard>> shapes, const Scene& scene, const Hazard& hazard) {
  for (const Shape<Hazard>& shape : shapes) {
    if (shape.fits(scene, hazard)) return &shape;
  }
  return nullptr;
}

}  // namespace

Scene::Scene(const Program& program) {
  for (const Function& function : program.functions) {
    each(function.body, [&](const Statement& statement) {
      statements.push_back(&statement);
      functions.push_back(&function);
    });
  }
  is_together.resize(statements.size());
  for (const Statement* statement : statements) {
    if (statement->kind != Kind::Together) continue;
    for (const Statement& call : statement->body) is_together[call.id] = true;
  }
}

const Shape<Loss>* shape_of(const Scene& scene, const Loss& loss) { return first_of<Loss>(kLosses, scene, loss); }

const Shape<Deadlock>* shape_of(const Scene& scene, const Deadlock& deadlock) {
  return first_of<Deadlock>(kDeadlocks, scene, deadlock);
}

std::vector<std::string_view> shape_names() {
  std::vector<std::string_view> names;
  for (const auto& shape : kLosses) names.push_back(shape.name);
  for (const auto& shape : kDeadlocks) names.push_back(shape.name);
  return names;
}

std::string_view reason_of(std::string_view name) {
  for (const auto& shape : kLosses) {
    if (shape.name == name) return shape.reason;
  }
  for (const auto& shape : kDeadlocks) {
    if (shape.name == name) return shape.reason;
  }
  return "nobody knows why";
}

}  // namespace lockstep::soundness
