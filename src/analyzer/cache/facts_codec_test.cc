#include "cache/facts_codec.h"

#include "facts/extract.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace lockstep::cache {
namespace {

using facts::FileFacts;
using facts::NodeId;

/// Something of everything.
constexpr std::string_view kSource = R"ts(
import fallback, { type A, b as c } from './other';
import * as all from "pkg";
export * from './more';
export { c as d, fallback };
export default function* main(this: A, { x, y: [z = 1, ...rest] }: P = {}, ...more: string[]) { yield x; }
export const LIST = ['one', `two`, "thrée", `${x}:hole`] as const satisfies readonly string[];
export enum E { A = 'a', B = 1 << 2, ['C'] = 3 }
@Entity({ name: 'row' })
export abstract class K<T extends object = {}> extends Base<T> implements I, J {
  @Column() private readonly field?: string = null!;
  static #count = 0n;
  constructor(private readonly rows: Repository<Row>, @Inject('q') q) { super(); }
  get size() { return this.rows?.[0]?.length ?? -1; }
  async save(id: number): Promise<void> {
    label: for await (const r of this.rows) { if (!r) continue label; else break; }
    try { await this.rows.save({ ...r, id, [key]: /re+/g, m() {} }); } catch ({ message }) { throw new Error(message); }
    finally { delete r.id; }
    switch (id) { case 1: case E.A: return; default: do { id++; } while (id < 3); }
  }
}
type U = 'a' | 'b' | { kind: 'c'; n?: number } | (typeof LIST)[number] | keyof K<any> | (() => void) | [string, ...number[]];
interface I extends J { (x: string): void; readonly [key: string]: unknown; m?(): void }
declare namespace N { let v: number; }
const element = <T,>(x: T) => x as unknown as T;
module.exports = require('./x'), import('./y').then(tag`t`);
if (broken { 
)ts";

std::string shown(const FileFacts& facts) { return facts::dump(facts, kSource); }

/// Goes wherever an index can lead, so that a sanitizer sees one that leads nowhere.
std::size_t walk(const FileFacts& facts) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < facts.nodes.size(); ++i) {
    const NodeId id{i};
    sum += facts.text(id).size() + to_string(facts[id].kind).size() + to_string(facts[id].op).size();
    for (const NodeId child : facts.children(id)) sum += facts[child].size;
    if (i > 0) sum += facts[facts.parent(id)].size;
    if (const auto binding = facts.binding(id)) sum += facts.text(facts[*binding].name).size();
    if (facts[id].kind == facts::Kind::Import) sum += facts.text(facts.imports[facts[id].payload].specifier).size();
    sum += facts.by_kind[facts[id].kind].size();
  }
  for (const facts::Binding& binding : facts.bindings) {
    sum += facts[binding.declaration].size + facts[binding.name_node].size + facts[binding.scope].size;
    if (binding.import != facts::kNone) sum += facts.imports[binding.import].specifier_span.end;
    sum += facts.text(binding.imported).size();
  }
  for (const facts::Import& import : facts.imports) sum += facts[import.node].size;
  for (const facts::Export& entry : facts.exports) {
    sum += facts[entry.node].size + facts.text(entry.name).size() + facts.text(entry.imported).size();
    if (entry.binding != facts::kNone) sum += facts.bindings[entry.binding].scope.value;
    if (entry.expression != facts::kNone) sum += facts.nodes[entry.expression].size;
    if (entry.import != facts::kNone) sum += facts.imports[entry.import].node.value;
  }
  return sum;
}

TEST(FactsCodec, BringsFactsBack) {
  for (const char* path : {"a.ts", "a.tsx"}) {
    const FileFacts facts = facts::extract(path, kSource);
    const auto again = decode_facts(encode(facts));
    ASSERT_TRUE(again);
    EXPECT_EQ(shown(*again), shown(facts));
    EXPECT_EQ(encode(*again), encode(facts));
    EXPECT_EQ(walk(*again), walk(facts));
    EXPECT_FALSE(facts.troubles.empty()) << "the sample has damage on purpose";
  }
}

TEST(FactsCodec, BringsBackWhatTheSampleLacks) {
  FileFacts facts = facts::extract("a.js", "");
  facts.is_generated = true;
  facts.troubles.push_back({.kind = facts::Trouble::Kind::Limit, .span = {1, 0xFFFF'FFFF}, .message = "too deep"});
  const auto again = decode_facts(encode(facts));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->is_generated);
  ASSERT_EQ(again->troubles.size(), 1U);
  EXPECT_EQ(again->troubles[0].kind, facts::Trouble::Kind::Limit);
  EXPECT_EQ(again->troubles[0].span, (Span{1, 0xFFFF'FFFF}));
  EXPECT_EQ(again->troubles[0].message, "too deep");
}

TEST(FactsCodec, IsSmall) {
  const FileFacts facts = facts::extract("a.ts", kSource);
  EXPECT_LT(encode(facts).size(), 4 * kSource.size());
}

TEST(FactsCodec, EveryPieceOfTheBytesIsRefused) {
  const std::string bytes = encode(facts::extract("a.ts", kSource));
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_facts(bytes.substr(0, size))) << size;
  EXPECT_FALSE(decode_facts(bytes + '\0'));
}

TEST(FactsCodec, DamagedBytesAreRefusedOrGiveWholeFacts) {
  const std::string bytes = encode(facts::extract("a.ts", kSource));
  std::mt19937 dice(1);  // the same on every machine
  std::size_t refused = 0;
  constexpr std::size_t kRounds = 20'000;
  for (std::size_t round = 0; round < kRounds; ++round) {
    std::string damaged = bytes;
    for (std::size_t flips = 1 + dice() % 3; flips > 0; --flips) {
      damaged[dice() % damaged.size()] ^= static_cast<char>(1U << (dice() % 8));
    }
    if (const auto facts = decode_facts(damaged)) {
      walk(*facts);
    } else {
      ++refused;
    }
  }
  EXPECT_GT(refused, kRounds / 10);
}

TEST(FactsCodec, NoiseIsRefused) {
  std::mt19937 dice(2);
  for (int round = 0; round < 5000; ++round) {
    std::string noise(dice() % 200, '\0');
    for (char& byte : noise) byte = static_cast<char>(dice() % 4 == 0 ? 0xFF : dice() % 8);
    if (const auto facts = decode_facts(noise)) walk(*facts);
  }
  EXPECT_FALSE(decode_facts(""));
  EXPECT_FALSE(decode_facts("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"));
}

}  // namespace
}  // namespace lockstep::cache
