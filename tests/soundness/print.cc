#include "print.h"

#include "fixed_files.h"
#include "page.h"
#include "print_body.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using Entry = Function::Entry;
using std::to_string;

/// One file: a class, or a module of functions.
class HomePrinter {
 public:
  HomePrinter(const Program& program, std::uint8_t home, Printed& printed)
      : program_(program),
        home_(home),
        printed_(printed),
        is_nest_(program.style == Program::Style::Nest),
        page_("src/" + file_name(home) + ".ts") {}

  void run() {
    imports();
    if (is_nest_) class_head();
    bool is_first = true;
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      if (program_.functions[i].home != home_) continue;
      if (!is_first || !is_nest_) page_.line("");
      is_first = false;
      function(i);
    }
    if (is_nest_) page_.close("}");
    printed_.files[page_.path()] = std::move(page_).text();
  }

 private:
  static std::string file_name(std::uint8_t home) { return "part_" + to_string(home); }
  static std::string class_name(std::uint8_t home) { return "Part" + to_string(home); }

  // Heads -------------------------------------------------------------------------------------------------------

  std::set<std::uint8_t> homes_called() const {
    std::set<std::uint8_t> homes;
    for (const Function& function : program_.functions) {
      if (function.home != home_) continue;
      each(function.body, [&](const Statement& s) {
        if (s.kind == Kind::Call && program_.functions[s.callee].home != home_)
          homes.insert(program_.functions[s.callee].home);
      });
    }
    return homes;
  }

  Entry entry_form() const {
    for (const Function& function : program_.functions) {
      if (function.home == home_ && function.entry != Entry::None) return function.entry;
    }
    return Entry::None;
  }

  void imports() {
    page_.line("import { randomUUID } from 'node:crypto';");
    if (is_nest_) {
      page_.line("import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';");
      page_.line("import { Body, Controller, Injectable, Param, Post } from '@nestjs/common';");
      page_.line("import { OnEvent } from '@nestjs/event-emitter';");
      page_.line("import { InjectRepository } from '@nestjs/typeorm';");
      page_.line("import { Archive } from '@acme/archive';");
      page_.line("import { Flags } from '@acme/flags';");
      page_.line("import { Job } from 'bullmq';");
      page_.line("import Redis from 'ioredis';");
      page_.line("import { Repository } from 'typeorm';");
      page_.line("import { AuditDoor, FakeDoor, RELEASE, VisitDoor, mutex, sleep } from './doors';");
      page_.line("import { Visit } from './visit';");
    } else {
      page_.line("import { archive } from '@acme/archive';");
      page_.line("import { flags } from '@acme/flags';");
      page_.line("import { PrismaClient, Visit } from '@prisma/client';");
      page_.line("import express, { Request, Response } from 'express';");
      page_.line(
          "import { RELEASE, aloneAudit, aloneFake, aloneVisit, enterAudit, enterFake, enterVisit, leaveAudit, "
          "leaveFake, leaveVisit, mutex, redis, sleep } from './doors';");
    }
    for (const std::uint8_t home : homes_called()) {
      std::string names;
      if (is_nest_) {
        names = class_name(home);
      } else {
        for (const Function& function : program_.functions) {
          if (function.home == home && function.entry == Entry::None)
            names += (names.empty() ? "" : ", ") + function.name;
        }
      }
      page_.line("import { " + names + " } from './" + file_name(home) + "';");
    }
    page_.line("");
    if (is_nest_) {
      page_.line("interface Wrote {");
      page_.line("  id: string;");
      page_.line("  text: string;");
      page_.line("}");
      page_.line("");
    } else {
      page_.line("const prisma = new PrismaClient();");
      page_.line("export const router = express.Router();");
    }
  }

  void class_head() {
    const Entry form = entry_form();
    page_.line(form == Entry::Http    ? "@Controller('visits')"
               : form == Entry::Queue ? "@Processor('visits')"
                                      : "@Injectable()");
    page_.open("export class " + class_name(home_) + (form == Entry::Queue ? " extends WorkerHost {" : " {"));
    page_.open("constructor(");
    page_.line("@InjectRepository(Visit) private readonly visits: Repository<Visit>,");
    page_.line("private readonly redis: Redis,");
    page_.line("private readonly visitDoor: VisitDoor,");
    page_.line("private readonly auditDoor: AuditDoor,");
    page_.line("private readonly fakeDoor: FakeDoor,");
    page_.line("private readonly flags: Flags,");
    page_.line("private readonly archive: Archive,");
    for (const std::uint8_t home : homes_called())
      page_.line("private readonly part" + to_string(home) + ": " + class_name(home) + ",");
    page_.close(form == Entry::Queue ? ") { super(); }" : ") {}");
    page_.line("");
  }

  bool is_private(std::size_t index) const {
    bool is = true;
    for (const Function& function : program_.functions) {
      each(function.body, [&](const Statement& s) {
        if (s.kind == Kind::Call && s.callee == index && function.home != home_) is = false;
      });
    }
    return is;
  }

  void function(std::size_t index) {
    const Function& function = program_.functions[index];
    const Line first = page_.here();
    Words words;
    const std::string result = function.returns_row ? "Promise<Visit>" : "Promise<void>";
    if (function.entry != Entry::None) {
      words = entry_head(function, result);
    } else {
      if (function.takes_row) words.id = "row0.id";
      const std::string parameters =
          function.takes_row ? "(row0: Visit, text: string): " : "(id: string, text: string): ";
      const bool hidden = is_private(index);
      const std::string before =
          is_nest_ ? (hidden ? "private async " : "async ") : (hidden ? "async function " : "export async function ");
      page_.open(before + function.name + parameters + result + " {");
    }
    print_body(program_, index, words, page_, printed_);
    if (function.returns_row) page_.line("return row" + to_string(function.returned) + ";");
    const Line last = page_.here();
    page_.close("}");
    if (!is_nest_ && function.entry != Entry::None)
      page_.line("router.post('/visits/:id/" + function.name + "', " + function.name + ");");
    printed_.ends[index] = {first, last};
  }

  /// What stands above the statements of an entry point, and how they speak of what it gets.
  Words entry_head(const Function& function, const std::string& result) {
    if (!is_nest_) {
      page_.open("async function " + function.name + "(req: Request, res: Response): " + result + " {");
      return {.id = "req.params.id", .text = "req.body.text"};
    }
    switch (function.entry) {
      case Entry::Event:
        page_.line("@OnEvent('visit." + function.name + "')");
        page_.open("async " + function.name + "(event: Wrote): " + result + " {");
        return {.id = "event.id", .text = "event.text"};
      case Entry::Http:
        page_.line("@Post(':id/" + function.name + "')");
        page_.open("async " + function.name + "(@Param('id') id: string, @Body('text') text: string): " + result +
                   " {");
        return {};
      case Entry::Queue:
        page_.open("async process(job: Job<Wrote>): " + result + " {");
        return {.id = "job.data.id", .text = "job.data.text"};
      case Entry::None:
        return {};
    }
    return {};
  }

  const Program& program_;
  std::uint8_t home_;
  Printed& printed_;
  bool is_nest_;
  Page page_;
};

}  // namespace

Printed print(const Program& program) {
  Printed printed;
  std::size_t count = 0;
  for (const Function& function : program.functions) each(function.body, [&](const Statement&) { ++count; });
  printed.statements.resize(count);
  printed.functions.resize(count);
  printed.ends.resize(program.functions.size());
  for (std::uint8_t home = 0; home < program.homes; ++home) HomePrinter(program, home, printed).run();
  for (const auto& [path, text] : fixed_files(program.style)) printed.files.emplace(path, text);
  return printed;
}

}  // namespace lockstep::soundness
