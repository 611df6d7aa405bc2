#include "print.h"

#include "fixed_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace lockstep::soundness {
namespace {

using Kind = Statement::Kind;
using Taking = Statement::Taking;
using Giving = Statement::Giving;
using Calling = Statement::Calling;
using From = Statement::From;
using Entry = Function::Entry;
using std::to_string;

constexpr std::array<std::string_view, kColumns> kColumnNames = {"steps", "meta", "count", "status"};

std::string_view name_of(Column column) { return kColumnNames[static_cast<std::size_t>(column)]; }

/// "visit", "audit", "fake"
std::string_view name_of(Key key) {
  constexpr std::array<std::string_view, 4> kNames = {"visit", "audit", "mutex", "fake"};
  return kNames[static_cast<std::size_t>(key)];
}

std::string capital(std::string_view word) {
  std::string text(word);
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// One file: a class, or a module of functions.
class HomePrinter {
 public:
  HomePrinter(const Program& program, std::uint8_t home, Printed& printed)
      : program_(program), home_(home), printed_(printed), is_nest_(program.style == Program::Style::Nest) {}

  void run() {
    path_ = "src/" + file_name(home_) + ".ts";
    imports();
    if (is_nest_) class_head();
    bool is_first = true;
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      if (program_.functions[i].home != home_) continue;
      if (!is_first || !is_nest_) line("");
      is_first = false;
      function(i);
    }
    if (is_nest_) close("}");
    printed_.files[path_] = std::move(text_);
  }

 private:
  static std::string file_name(std::uint8_t home) { return "part_" + to_string(home); }
  static std::string class_name(std::uint8_t home) { return "Part" + to_string(home); }

  // Lines -------------------------------------------------------------------------------------------------------

  void line(std::string_view text) {
    if (!text.empty()) text_.append(static_cast<std::size_t>(indent_) * 2, ' ').append(text);
    text_ += '\n';
    ++lines_;
  }
  void open(std::string_view text) {
    line(text);
    ++indent_;
  }
  void close(std::string_view text) {
    --indent_;
    line(text);
  }
  Line here() const { return {path_, lines_ + 1}; }

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
    line("import { randomUUID } from 'node:crypto';");
    if (is_nest_) {
      line("import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';");
      line("import { Body, Controller, Injectable, Param, Post } from '@nestjs/common';");
      line("import { OnEvent } from '@nestjs/event-emitter';");
      line("import { InjectRepository } from '@nestjs/typeorm';");
      line("import { Archive } from '@acme/archive';");
      line("import { Flags } from '@acme/flags';");
      line("import { Job } from 'bullmq';");
      line("import Redis from 'ioredis';");
      line("import { Repository } from 'typeorm';");
      line("import { AuditDoor, FakeDoor, RELEASE, VisitDoor, mutex, sleep } from './doors';");
      line("import { Visit } from './visit';");
    } else {
      line("import { archive } from '@acme/archive';");
      line("import { flags } from '@acme/flags';");
      line("import { PrismaClient, Visit } from '@prisma/client';");
      line("import express, { Request, Response } from 'express';");
      line(
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
      line("import { " + names + " } from './" + file_name(home) + "';");
    }
    line("");
    if (is_nest_) {
      line("interface Wrote {");
      line("  id: string;");
      line("  text: string;");
      line("}");
      line("");
    } else {
      line("const prisma = new PrismaClient();");
      line("export const router = express.Router();");
    }
  }

  void class_head() {
    const Entry form = entry_form();
    line(form == Entry::Http    ? "@Controller('visits')"
         : form == Entry::Queue ? "@Processor('visits')"
                                : "@Injectable()");
    open("export class " + class_name(home_) + (form == Entry::Queue ? " extends WorkerHost {" : " {"));
    open("constructor(");
    line("@InjectRepository(Visit) private readonly visits: Repository<Visit>,");
    line("private readonly redis: Redis,");
    line("private readonly visitDoor: VisitDoor,");
    line("private readonly auditDoor: AuditDoor,");
    line("private readonly fakeDoor: FakeDoor,");
    line("private readonly flags: Flags,");
    line("private readonly archive: Archive,");
    for (const std::uint8_t home : homes_called())
      line("private readonly part" + to_string(home) + ": " + class_name(home) + ",");
    close(form == Entry::Queue ? ") { super(); }" : ") {}");
    line("");
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
    function_ = &program_.functions[index];
    index_ = index;
    const Line first = here();
    id_ = "id";
    text_word_ = "text";
    const std::string result = function_->returns_row ? "Promise<Visit>" : "Promise<void>";
    if (function_->entry != Entry::None) {
      entry_head(result);
    } else {
      if (function_->takes_row) id_ = "row0.id";
      const std::string parameters =
          function_->takes_row ? "(row0: Visit, text: string): " : "(id: string, text: string): ";
      const bool hidden = is_private(index);
      const std::string before =
          is_nest_ ? (hidden ? "private async " : "async ") : (hidden ? "async function " : "export async function ");
      open(before + function_->name + parameters + result + " {");
    }
    block(function_->body);
    if (function_->returns_row) line("return row" + to_string(function_->returned) + ";");
    const Line last = here();
    close("}");
    if (!is_nest_ && function_->entry != Entry::None)
      line("router.post('/visits/:id/" + function_->name + "', " + function_->name + ");");
    printed_.ends[index] = {first, last};
  }

  void entry_head(const std::string& result) {
    if (!is_nest_) {
      open("async function " + function_->name + "(req: Request, res: Response): " + result + " {");
      id_ = "req.params.id";
      text_word_ = "req.body.text";
      return;
    }
    switch (function_->entry) {
      case Entry::Event:
        line("@OnEvent('visit." + function_->name + "')");
        open("async " + function_->name + "(event: Wrote): " + result + " {");
        id_ = "event.id";
        text_word_ = "event.text";
        return;
      case Entry::Http:
        line("@Post(':id/" + function_->name + "')");
        open("async " + function_->name + "(@Param('id') id: string, @Body('text') text: string): " + result + " {");
        return;
      case Entry::Queue:
        open("async process(job: Job<Wrote>): " + result + " {");
        id_ = "job.data.id";
        text_word_ = "job.data.text";
        return;
      case Entry::None:
        return;
    }
  }

  // Statements --------------------------------------------------------------------------------------------------

  void block(const Block& block) {
    for (const Statement& statement : block) one(statement);
  }

  static std::string row(const Statement& s) { return "row" + to_string(s.row); }

  std::string store() const { return is_nest_ ? "this.visits" : "prisma.visit"; }

  bool is_assigned_again(const Statement& load) const {
    bool is = false;
    each(function_->body, [&](const Statement& s) {
      if (s.kind == Kind::Reload && s.row == load.row) is = true;
    });
    return is;
  }

  std::string read(const Statement& s) const {
    if (!is_nest_) return "await prisma.visit.findUniqueOrThrow({ where: { id: " + id_ + " } })";
    if (s.form == Form::One) return "await this.visits.findOneByOrFail({ id: " + id_ + " })";
    return "await this.visits.findOneOrFail({ where: { id: " + id_ + " } })";
  }

  /// A changed copy of a column.
  std::string changed(const Statement& s) const {
    const std::string old = row(s) + "." + std::string(name_of(s.column));
    switch (s.column) {
      case Column::Steps:
        return s.form == Form::Three ? old + ".concat(" + text_word_ + ")" : "[..." + old + ", " + text_word_ + "]";
      case Column::Meta:
        return "{ ..." + old + ", [" + text_word_ + "]: true }";
      case Column::Count:
        return old + " + 1";
      case Column::Status:
        return text_word_;
    }
    return {};
  }

  std::string change(const Statement& s) const {
    const std::string old = row(s) + "." + std::string(name_of(s.column));
    if (s.form == Form::One) {
      if (s.column == Column::Steps) return old + ".push(" + text_word_ + ");";
      if (s.column == Column::Meta) return old + "[" + text_word_ + "] = true;";
      if (s.column == Column::Count) return old + " += 1;";
    }
    if (s.form == Form::Three) {
      if (s.column == Column::Meta) return "Object.assign(" + old + ", { [" + text_word_ + "]: true });";
      if (s.column == Column::Count) return old + "++;";
    }
    return old + " = " + changed(s) + ";";
  }

  std::string update(const Statement& s, const std::string& value) const {
    const std::string data = "{ " + std::string(name_of(s.column)) + ": " + value + " }";
    if (!is_nest_) return "await prisma.visit.update({ where: { id: " + id_ + " }, data: " + data + " });";
    return "await this.visits.update(" + (s.form == Form::One ? "{ id: " + id_ + " }" : id_) + ", " + data + ");";
  }

  std::string called(const Statement& s) const {
    const Function& callee = program_.functions[s.callee];
    std::string head = callee.name;
    if (is_nest_) {
      if (callee.entry == Entry::Queue) head = "process";
      head = (callee.home == home_ ? "this." : "this.part" + to_string(callee.home) + ".") + head;
    }
    if (callee.entry != Entry::None) {
      // An entry point is called by nobody but itself.
      if (!is_nest_) return head + "(req, res)";
      if (callee.entry == Entry::Event) return head + "({ ...event, text: event.text.slice(1) })";
      return callee.entry == Entry::Http ? head + "(id, text.slice(1))" : head + "(job)";
    }
    return head + "(" + (callee.takes_row ? row(s) : id_) + ", " + text_word_ + ")";
  }

  void call(const Statement& s) {
    std::string text = called(s);
    switch (s.calling) {
      case Calling::Awaited:
        text = "await " + text + ";";
        if (program_.functions[s.callee].returns_row) text = "const " + row(s) + " = " + text;
        break;
      case Calling::Forgotten:
        text = "void " + text + ";";
        break;
      case Calling::Dropped:
        text += ";";
        break;
      case Calling::Returned:
        text = "return " + text + ";";
        break;
    }
    line(text);
  }

  void one(const Statement& s) {
    printed_.statements[s.id] = here();
    printed_.functions[s.id] = static_cast<std::uint8_t>(index_);
    switch (s.kind) {
      case Kind::Load:
        line((is_assigned_again(s) ? "let " : "const ") + row(s) + " = " + read(s) + ";");
        return;
      case Kind::Reload:
        line(row(s) + " = " + read(s) + ";");
        return;
      case Kind::Change:
        line(change(s));
        return;
      case Kind::Copy:
        line("const next" + to_string(s.copy) + " = " + changed(s) + ";");
        return;
      case Kind::Save:
        line("await this.visits.save(" + row(s) + ");");
        return;
      case Kind::Update:
        line(update(s, s.from == From::Row       ? row(s) + "." + std::string(name_of(s.column))
                       : s.from == From::Copy    ? "next" + to_string(s.copy)
                       : s.from == From::Request ? text_word_
                                                 : changed(s)));
        return;
      case Kind::Increment:
        line(is_nest_ ? "await this.visits.increment({ id: " + id_ + " }, 'count', 1);"
                      : update(s, "{ increment: 1 }"));
        return;
      case Kind::Call:
        call(s);
        return;
      case Kind::Together:
        open("await Promise.all([");
        for (const Statement& each : s.body) {
          printed_.statements[each.id] = here();
          printed_.functions[each.id] = static_cast<std::uint8_t>(index_);
          line(called(each) + ",");
        }
        close("]);");
        return;
      case Kind::Lock:
        lock(s);
        return;
      case Kind::GiveBack:
        if (!locks_.empty()) line(given_back(*locks_.back()));
        return;
      case Kind::If:
        open("if (" + std::string(is_nest_ ? "this." : "") + "flags.on('f" + to_string(s.id) + "')) {");
        block(s.body);
        if (!s.otherwise.empty()) {
          close("} else {");
          ++indent_;
          block(s.otherwise);
        }
        close("}");
        return;
      case Kind::Loop: {
        open("for (const part" + to_string(s.id) + " of " + text_word_ + ".split(' ')) {");
        const std::string before = std::exchange(text_word_, "part" + to_string(s.id));
        block(s.body);
        text_word_ = before;
        close("}");
        return;
      }
      case Kind::Try:
        open("try {");
        block(s.body);
        close("} catch (error) {");
        ++indent_;
        line("console.warn(error);");
        block(s.otherwise);
        close("}");
        return;
      case Kind::Wait:
        line(s.waiting == Statement::Waiting::Unknown
                 ? "await " + std::string(is_nest_ ? "this." : "") + "archive.note(" + text_word_ + ");"
                 : "await fetch('https://hooks.example.com/', { method: 'POST', body: " + text_word_ +
                       ", signal: AbortSignal.timeout(5_000) });");
        return;
      case Kind::Throw:
        line("throw new Error('refused');");
        return;
      case Kind::Return:
        line("return;");
        return;
    }
  }

  // Locks -------------------------------------------------------------------------------------------------------

  std::string key_of(const Statement& s) const { return "`" + std::string(name_of(s.key)) + ":${" + id_ + "}`"; }
  std::string redis() const { return is_nest_ ? "this.redis" : "redis"; }
  static std::string token_of(const Statement& s) { return "token" + to_string(s.id); }

  /// "enter" of the service that knows the key.
  std::string door(const Statement& s, std::string_view verb) const {
    if (is_nest_) return "this." + std::string(name_of(s.key)) + "Door." + std::string(verb);
    return std::string(verb) + capital(name_of(s.key));
  }

  std::string taken(const Statement& s) const {
    if (s.is_direct) return "await " + redis() + ".set(" + key_of(s) + ", " + token_of(s) + ", 'EX', 30, 'NX')";
    return "await " + door(s, "enter") + "(" + id_ + ")";
  }

  std::string given_back(const Statement& s) const {
    if (!s.is_safe) return "await " + redis() + ".del(" + key_of(s) + ");";
    if (s.is_direct) return "await " + redis() + ".eval(RELEASE, 1, " + key_of(s) + ", " + token_of(s) + ");";
    return "await " + door(s, "leave") + "(" + id_ + ", " + token_of(s) + ");";
  }

  void lock(const Statement& s) {
    if (s.taking == Taking::Guard || s.taking == Taking::Mutex) {
      open(s.taking == Taking::Mutex ? "await mutex.runExclusive(async () => {"
                                     : "await " + door(s, "alone") + "(" + id_ + ", async () => {");
      block(s.body);
      close("});");
      return;
    }
    if (s.is_direct) {
      line("const " + token_of(s) + " = randomUUID();");
      printed_.statements[s.id] = here();
      direct_head(s);
    } else {
      wrapped_head(s);
    }
    locks_.push_back(&s);
    if (s.giving == Giving::Finally) {
      open("try {");
      block(s.body);
      close("} finally {");
      ++indent_;
      line(given_back(s));
      close("}");
    } else {
      block(s.body);
      line(given_back(s));
    }
    locks_.pop_back();
    if (s.taking == Taking::IfGot) close("}");
  }

  void direct_head(const Statement& s) {
    switch (s.taking) {
      case Taking::OrReturn:
        line("if (!(" + taken(s) + ")) return;");
        return;
      case Taking::OrThrow:
        line("if ((" + taken(s) + ") !== 'OK') throw new Error('busy');");
        return;
      case Taking::IfGot:
        open("if (" + taken(s) + ") {");
        return;
      case Taking::Retry:
        line("while (!(" + taken(s) + ")) await sleep(20);");
        return;
      default:
        line(taken(s) + ";");
        return;
    }
  }

  void wrapped_head(const Statement& s) {
    const std::string token = token_of(s);
    if (s.taking == Taking::Retry) {
      if (s.form == Form::One) {
        line("let " + token + ": string | null = null;");
        printed_.statements[s.id] = here();
        line("while (!" + token + ") " + token + " = " + taken(s) + ";");
      } else {
        line("let " + token + " = " + taken(s) + ";");
        open("while (!" + token + ") {");
        line("await sleep(20);");
        line(token + " = " + taken(s) + ";");
        close("}");
      }
      return;
    }
    line("const " + token + " = " + taken(s) + ";");
    if (s.taking == Taking::OrReturn) line("if (!" + token + ") return;");
    if (s.taking == Taking::OrThrow) line("if (!" + token + ") throw new Error('busy');");
    if (s.taking == Taking::IfGot) open("if (" + token + ") {");
  }

  const Program& program_;
  std::uint8_t home_;
  Printed& printed_;
  bool is_nest_;
  std::string path_;
  std::string text_;
  std::uint32_t lines_ = 0;
  int indent_ = 0;
  const Function* function_ = nullptr;
  std::size_t index_ = 0;
  std::string id_;
  std::string text_word_;
  std::vector<const Statement*> locks_;
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
