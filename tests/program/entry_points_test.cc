#include "program/entry_points.h"

#include "project.h"

#include "config/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::program {
namespace {

using facts::Kind;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<std::string> labels(const Program& program) {
  std::vector<std::string> out;
  for (const EntryPoint& entry : entry_points(program, Workers(1))) out.push_back(entry.label);
  return out;
}

TEST(EntryPoints, AreDecoratedHandlersWithTheirPaths) {
  const Project project({{"src/tickets.ts", R"(
    import { Controller, Get, Post } from '@nestjs/common';
    import { OnEvent } from '@nestjs/event-emitter';
    @Controller('tickets')
    export class Tickets {
      @Get(':id') one() {}
      @Post() create() { this.helper(); }
      @OnEvent('ticket.closed') closed() {}
      private helper() {}
    })"}});
  EXPECT_THAT(labels(project.link(*config::shipped_models())),
              UnorderedElementsAre("GET /tickets/:id", "POST /tickets", "event ticket.closed"));
}

TEST(EntryPoints, AreFunctionsThatAreHandedToRouters) {
  const Project project({{"src/app.ts", R"(
    import express from 'express';
    import { list } from './list';
    const router = express.Router();
    router.get('/tickets', list);
    router.post('/tickets', asyncHandler(async (req, res) => {}));
    cache.get('tickets', () => 1);
    )"},
                         {"src/list.ts", "export async function list(req, res) {}"}});
  EXPECT_THAT(labels(project.link(*config::shipped_models())), ElementsAre("POST /tickets", "GET /tickets"));
}

TEST(EntryPoints, AreHandlersOfRoutesThatAnObjectDescribes) {
  const Project project({{"src/boards.ts", R"(
    class BoardController extends Controller {
      constructor(options) {
        super();
        this.route({ method: 'post', path: '/boards', handler: this.create, middleware: [check] });
      }
      async create(req, res) {}
      async helper(req, res) {}
    }
    fastify.route({ method: 'GET', url: '/boards', schema: { handler: 'none' }, handler: async () => {} });
    router.route({ name: 'boards' });
    )"}});
  EXPECT_THAT(labels(project.link(*config::shipped_models())), UnorderedElementsAre("POST /boards", "GET /boards"));
}

TEST(EntryPoints, AreExportsOfFilesThatAFrameworkRuns) {
  const Project project({{"app/api/tickets/route.ts", "export async function GET() {}"},
                         {"app/actions.ts", "'use server';\nexport async function close(id: string) {}"}});
  EXPECT_THAT(labels(project.link(*config::shipped_models())),
              ElementsAre("server action close of app/actions.ts", "GET of app/api/tickets/route.ts"));
}

bool is_alive(const Program& program, std::string_view method) {
  const std::vector<EntryPoint> entries = entry_points(program, Workers(1));
  return Liveness(program, entries, Workers(1)).is_alive(find(program, Kind::Method, method).child(0));
}

TEST(Liveness, MethodsWhoseNameNobodyWritesAreDeadAndSoIsWhatOnlyTheyCall) {
  const Project project({{"src/boards.ts", R"(
    class Boards {
      list() { return this.rows(); }
      forgotten() { this.onlyForgotten(); }
      onlyForgotten() {}
      rows() { return []; }
      byString() {}
    }
    const boards = new Boards();
    boards.list();
    boards['byString']();
    )"}});
  const Program program = project.link(*config::shipped_models());
  EXPECT_TRUE(is_alive(program, "list"));
  EXPECT_TRUE(is_alive(program, "rows"));
  EXPECT_TRUE(is_alive(program, "byString"));
  EXPECT_FALSE(is_alive(program, "forgotten"));
  EXPECT_FALSE(is_alive(program, "onlyForgotten"));
}

TEST(Liveness, WhatALibraryMayCallIsAlive) {
  const Project project({{"src/view.ts", R"(
    import { Base } from 'some-framework';
    class View extends Base { render() {} }
    new View();
    )"}});
  EXPECT_TRUE(is_alive(project.link(*config::shipped_models()), "render"));
}

}  // namespace
}  // namespace lockstep::program
