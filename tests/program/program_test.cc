#include "program/program.h"

#include "project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::program {
namespace {

using facts::Kind;
using testing::ElementsAre;

std::vector<std::string> texts(const Values& values) {
  std::vector<std::string> out;
  for (const Value& value : values.values) out.emplace_back((value.referenced ? "*" : "") + std::string(value.text));
  return out;
}

/// The initialiser of `const probe = …`.
Node probe(const Program& program) {
  const Node name = find(program, Kind::Binding, "probe");
  return name ? value_of(name.parent()) : Node{};
}

std::string called(const Program& program, std::string_view callee_text) {
  for (const File& file : program.files()) {
    for (const Node node : descendants(file.root())) {
      if (!node.is(Kind::Call) || describe(callee(node)) != callee_text) continue;
      std::string out;
      for (const NodeRef function : program.callees(node))
        out += (out.empty() ? "" : " ") + program.qualified_name(program[function]);
      return out;
    }
  }
  return "(no such call)";
}

TEST(Definition, FollowsImportsThroughBarrelsAndRenames) {
  const Project project({{"src/roles.ts", "export const ROLES = ['admin', 'agent'] as const;"},
                         {"src/index.ts", "export * from './inner';"},
                         {"src/inner.ts", "export { ROLES as KNOWN_ROLES } from './roles';"},
                         {"src/use.ts", "import { KNOWN_ROLES } from '.';\nconst probe = KNOWN_ROLES;"}});
  const Program program = project.link();
  EXPECT_THAT(texts(program.values(probe(program))), ElementsAre("*admin", "*agent"));
}

TEST(Definition, EndsInARingOfBarrels) {
  const Project project({{"a.ts", "export * from './b';"},
                         {"b.ts", "export * from './a';"},
                         {"use.ts", "import { X } from './a'; const probe = X;"}});
  const Program program = project.link();
  EXPECT_FALSE(program.definition(probe(program)));
}

TEST(Definition, NamesWhatALibraryGives) {
  const Project project(
      {{"use.ts",
        "import { Repository as R } from 'typeorm'; import * as path from 'node:path';\nconst probe = "
        "path.join;\nclass A { constructor(private repo: R<User>) {} go() { this.repo.save(1); } }"}});
  const Program program = project.link();
  EXPECT_EQ(program.definition(probe(program)).external.name, "join");
  const Node save = find(program, Kind::Member, "save");
  EXPECT_EQ(program.definition(save).external, (External{"typeorm", "Repository.save"}));
}

TEST(Values, KnowEnumsSpreadsAndTypes) {
  const Project project({{"a.ts",
                          "export enum Role { Admin = 'admin', Agent = 'agent' }\n"
                          "const extra = ['guest'] as const;\n"
                          "const probe = [Role.Admin, ...Object.values(Role), ...extra, 'own'];"}});
  const Program program = project.link();
  EXPECT_THAT(texts(program.values(probe(program))), ElementsAre("*admin", "*agent", "*guest", "own"));
}

TEST(Values, ReadTypesOfConstants) {
  const Project project({{"a.ts",
                          "const LIST = ['a', 'b'] as const;\n"
                          "type FromList = (typeof LIST)[number];\n"
                          "const MAP = { x: 'one', y: 'two' } as const;\n"
                          "type FromMap = (typeof MAP)[keyof typeof MAP];\n"
                          "type Key = keyof typeof MAP;\n"
                          "type Written = 'p' | FromList;"}});
  const Program program = project.link();
  EXPECT_THAT(texts(program.values(find(program, Kind::TypeAlias, "FromList"))), ElementsAre("*a", "*b"));
  EXPECT_THAT(texts(program.values(find(program, Kind::TypeAlias, "FromMap"))), ElementsAre("*one", "*two"));
  EXPECT_THAT(texts(program.values(find(program, Kind::TypeAlias, "Key"))), ElementsAre("*x", "*y"));
  EXPECT_THAT(texts(program.values(find(program, Kind::TypeAlias, "Written"))), ElementsAre("p", "*a", "*b"));
}

TEST(Values, SayWhenSomethingIsMissing) {
  const Project project({{"a.ts", "declare function f(): string; const probe = ['a', f()];"}});
  const Program program = project.link();
  EXPECT_FALSE(program.values(probe(program)).complete);
}

TEST(Calls, ReachMethodsThroughInjectedFieldsOverFiles) {
  const Project project({{"service.ts", "export class Service { save(userId: string) {} }"},
                         {"use.ts",
                          "import { Service } from './service';\n"
                          "class Controller { constructor(private readonly service: Service) {}\n"
                          "  handle() { this.service.save('x'); } }"}});
  const Program program = project.link();
  EXPECT_EQ(called(program, "this.service.save"), "Service.save");
  const Node call = find(program, Kind::Member, "save").parent();
  EXPECT_EQ(program.parameter_for(call, 0).text(), "userId");
}

TEST(Calls, ReachImplementationsOfAnInterface) {
  const Project project({{"a.ts",
                          "interface Store { put(key: string): void }\n"
                          "class Memory implements Store { put(key: string) {} }\n"
                          "function use(store: Store) { store.put('k'); }"}});
  EXPECT_EQ(called(project.link(), "store.put"), "Memory.put");
}

TEST(Calls, EndWhereAFieldHoldsAMethodOfItsOwnInterface) {
  const Project project(
      {{"a.ts",
        "interface Store { put(key: string): void }\n"
        "class Outer implements Store { constructor(private inner: Store) {} put = this.inner.put; }\n"
        "class Memory implements Store { put(key: string) {} }\n"
        "function run(store: Store) { store.put('x'); }"}});
  EXPECT_EQ(called(project.link(), "store.put"), "Memory.put");
}

TEST(Calls, ReachInheritedMethodsConstantObjectsAndWrappers) {
  const Project project({{"a.ts",
                          "class Base { greet() {} }\nclass Child extends Base {}\n"
                          "const api = { send() {} };\n"
                          "const later = debounce(() => {});\n"
                          "function run() { new Child().greet(); api.send(); later(); }"}});
  const Program program = project.link();
  EXPECT_EQ(called(program, "new Child().greet"), "Base.greet");
  EXPECT_EQ(called(program, "api.send"), "api.send");
  EXPECT_EQ(called(program, "later"), "callback of debounce");
}

TEST(Types, ComeFromReturnsLoopsAndDestructuring) {
  const Project project({{"a.ts",
                          "class User { name = ''; rename() {} }\n"
                          "class Repo { find(): Promise<User[]> { return null as any; } }\n"
                          "async function run({ repo }: { repo: Repo }) {\n"
                          "  for (const user of await repo.find()) user.rename();\n"
                          "}"}});
  EXPECT_EQ(called(project.link(), "user.rename"), "User.rename");
}

TEST(Calls, AreUnknownWhereNothingSaysTheType) {
  const Project project({{"a.ts", "class User { rename() {} }\nfunction run(x: any) { x.rename(); }"}});
  EXPECT_EQ(called(project.link(), "x.rename"), "");
}

/// The functions behind `go()` in a file that imports from others.
std::string behind_go(std::string_view imports) {
  const Project project({{"jobs.ts",
                          "function run() {}\nexport { run, run as start };\nexport const held = { inner: run };\n"
                          "export default run;"},
                         {"barrel.ts", "export { start as begin } from './jobs';"},
                         {"old.js", "module.exports = { leave() {} };"},
                         {"a.ts", std::string(imports) + "\ngo();"}});
  return called(project.link(), "go");
}

TEST(Calls, AreFoundUnderEveryNameOfAFunction) {
  EXPECT_EQ(behind_go("import { start as go } from './jobs';"), "run");
  EXPECT_EQ(behind_go("import { begin as go } from './barrel';"), "run");
  EXPECT_EQ(behind_go("import go from './jobs';"), "run");
  EXPECT_EQ(behind_go("import { run } from './jobs'; const go = run;"), "run");
  EXPECT_EQ(behind_go("import { held } from './jobs'; const go = held.inner;"), "run");
  EXPECT_EQ(behind_go("import { run } from './jobs'; const go = run.bind(null);"), "run");
  EXPECT_EQ(behind_go("const { start: go } = require('./jobs');"), "run");
  EXPECT_EQ(behind_go("const { leave: go } = require('./old');"), "leave");
}

TEST(Constant, IsNoneForWhatIsAssigned) {
  const Project project({{"a.ts", "let mode = 'a'; mode = 'b'; const probe = mode;"}});
  const Program program = project.link();
  EXPECT_FALSE(program.constant(probe(program)));
}

}  // namespace
}  // namespace lockstep::program
