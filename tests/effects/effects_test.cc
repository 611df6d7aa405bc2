#include "effects/hazards.h"
#include "effects/units.h"

#include "project.h"

#include "config/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lockstep::effects {
namespace {

using program::Project;

/// The key that the first call of `probe(…)` is given, as text.
std::string key_of_probe(const Program& program) {
  for (const program::File& file : program.files()) {
    for (const Node node : program::descendants(file.root())) {
      if (!node.is(Kind::Call) || program::callee(node).text() != "probe") continue;
      return key_text(program, unit_of(node), program::argument(node, 0));
    }
  }
  return "(no probe)";
}

TEST(Keys, AreReadThroughConstantsAndSmallFunctions) {
  const Project project({{"a.ts", R"(
    const PREFIX = 'lock';
    const keyOf = (id: string) => `${PREFIX}:${id}`;
    export function run({ visitor }: { visitor: { id: string } }) { probe(keyOf(visitor.id)); }
    )"}});
  EXPECT_EQ(key_of_probe(project.link()), "lock:{#0.visitor.id}");
}

TEST(Keys, ThatCannotBeFollowedAreUnknown) {
  const Project project({{"a.ts", "export function run(a: boolean) { probe(a ? 'x' : 'y'); }"}});
  EXPECT_EQ(key_of_probe(project.link()), "{?}");
}

TEST(Roles, ComeFromBodiesAndNotFromNames) {
  const Project project({{"locks.ts", R"(
    import Redis from 'ioredis';
    const redis = new Redis();
    export async function enter(id: string) { return redis.set(`door:${id}`, '1', 'EX', 30, 'NX'); }
    export async function leave(id: string) { await redis.del(`door:${id}`); }
    export async function acquireLock(id: string) { console.log(id); return true; }
    export async function alone(id: string, work: () => Promise<void>) {
      await enter(id);
      try { await work(); } finally { await leave(id); }
    }
    )"}});
  const Program program = project.link(*config::shipped_models());
  const Vocabulary vocabulary(program.models());
  const Locks locks(program, vocabulary);
  const auto role = [&](std::string_view name) { return locks.role(program::find(program, Kind::Function, name)); };
  EXPECT_EQ(role("enter").kind, LockRole::Kind::Acquire);
  EXPECT_EQ(role("enter").key, "door:{#0}");
  EXPECT_TRUE(role("enter").may_fail);
  EXPECT_EQ(role("leave").kind, LockRole::Kind::Release);
  EXPECT_EQ(role("acquireLock").kind, LockRole::Kind::None);
  EXPECT_EQ(role("alone").kind, LockRole::Kind::Guard);
  EXPECT_EQ(role("alone").closure, 1);
}

std::size_t hazards_in(const std::string& text) {
  const Project project({{"a.ts", text}});
  const Program program = project.link(*config::shipped_models());
  const auto entries = program::entry_points(program, Workers(1));
  return find_hazards(program, entries, program::Liveness(program, entries, Workers(1))).lost_updates.size();
}

TEST(Hazards, SurviveDeepAndSelfReferringCode) {
  std::string calls = "redis.get(1)";
  std::string sums = "1";
  for (int i = 0; i < 20'000; ++i) {
    calls = "f(" + calls + ")";
    sums += " + 1";
  }
  EXPECT_EQ(hazards_in("export async function run(redis) { const x = await " + calls + "; await redis.set('a', x); }"),
            0U);
  EXPECT_EQ(hazards_in("export async function run(redis) { await redis.set('a', " + sums + "); }"), 0U);
  EXPECT_EQ(
      hazards_in(
          "export async function run(repo) { const row = repo.create(row); await repo.save(row); await run(repo); }"),
      0U);
  EXPECT_EQ(hazards_in("const key = `${key}`; export async function run(redis) { const a = await redis.get(key); await "
                       "redis.set(key, a + 1); }"),
            0U);
}

}  // namespace
}  // namespace lockstep::effects
