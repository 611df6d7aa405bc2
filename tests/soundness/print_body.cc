#include "print_body.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

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

class BodyPrinter {
 public:
  BodyPrinter(const Program& program, std::size_t index, const Words& words, Page& page, Printed& printed)
      : program_(program),
        function_(program.functions[index]),
        index_(index),
        page_(page),
        printed_(printed),
        is_nest_(program.style == Program::Style::Nest),
        id_(words.id),
        text_(words.text) {}

  void block(const Block& block) {
    for (const Statement& statement : block) one(statement);
  }

 private:
  // Statements --------------------------------------------------------------------------------------------------

  static std::string row(const Statement& s) { return "row" + to_string(s.row); }

  std::string store() const { return is_nest_ ? "this.visits" : "prisma.visit"; }

  bool is_assigned_again(const Statement& load) const {
    bool is = false;
    each(function_.body, [&](const Statement& s) {
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
        return s.form == Form::Three ? old + ".concat(" + text_ + ")" : "[..." + old + ", " + text_ + "]";
      case Column::Meta:
        return "{ ..." + old + ", [" + text_ + "]: true }";
      case Column::Count:
        return old + " + 1";
      case Column::Status:
        return text_;
    }
    return {};
  }

  std::string change(const Statement& s) const {
    const std::string old = row(s) + "." + std::string(name_of(s.column));
    if (s.form == Form::One) {
      if (s.column == Column::Steps) return old + ".push(" + text_ + ");";
      if (s.column == Column::Meta) return old + "[" + text_ + "] = true;";
      if (s.column == Column::Count) return old + " += 1;";
    }
    if (s.form == Form::Three) {
      if (s.column == Column::Meta) return "Object.assign(" + old + ", { [" + text_ + "]: true });";
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
      head = (callee.home == function_.home ? "this." : "this.part" + to_string(callee.home) + ".") + head;
    }
    if (callee.entry != Entry::None) {
      // An entry point is called by nobody but itself.
      if (!is_nest_) return head + "(req, res)";
      if (callee.entry == Entry::Event) return head + "({ ...event, text: event.text.slice(1) })";
      return callee.entry == Entry::Http ? head + "(id, text.slice(1))" : head + "(job)";
    }
    return head + "(" + (callee.takes_row ? row(s) : id_) + ", " + text_ + ")";
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
    page_.line(text);
  }

  void one(const Statement& s) {
    printed_.statements[s.id] = page_.here();
    printed_.functions[s.id] = static_cast<std::uint8_t>(index_);
    switch (s.kind) {
      case Kind::Load:
        page_.line((is_assigned_again(s) ? "let " : "const ") + row(s) + " = " + read(s) + ";");
        return;
      case Kind::Reload:
        page_.line(row(s) + " = " + read(s) + ";");
        return;
      case Kind::Change:
        page_.line(change(s));
        return;
      case Kind::Copy:
        page_.line("const next" + to_string(s.copy) + " = " + changed(s) + ";");
        return;
      case Kind::Save:
        page_.line("await this.visits.save(" + row(s) + ");");
        return;
      case Kind::Update:
        page_.line(update(s, s.from == From::Row       ? row(s) + "." + std::string(name_of(s.column))
                             : s.from == From::Copy    ? "next" + to_string(s.copy)
                             : s.from == From::Request ? text_
                                                       : changed(s)));
        return;
      case Kind::Increment:
        page_.line(is_nest_ ? "await this.visits.increment({ id: " + id_ + " }, 'count', 1);"
                            : update(s, "{ increment: 1 }"));
        return;
      case Kind::Call:
        call(s);
        return;
      case Kind::Together:
        page_.open("await Promise.all([");
        for (const Statement& each : s.body) {
          printed_.statements[each.id] = page_.here();
          printed_.functions[each.id] = static_cast<std::uint8_t>(index_);
          page_.line(called(each) + ",");
        }
        page_.close("]);");
        return;
      case Kind::Lock:
        lock(s);
        return;
      case Kind::GiveBack:
        if (!locks_.empty()) page_.line(given_back(*locks_.back()));
        return;
      case Kind::If:
        page_.open("if (" + std::string(is_nest_ ? "this." : "") + "flags.on('f" + to_string(s.id) + "')) {");
        block(s.body);
        if (!s.otherwise.empty()) {
          page_.turn("} else {");
          block(s.otherwise);
        }
        page_.close("}");
        return;
      case Kind::Loop: {
        page_.open("for (const part" + to_string(s.id) + " of " + text_ + ".split(' ')) {");
        const std::string before = std::exchange(text_, "part" + to_string(s.id));
        block(s.body);
        text_ = before;
        page_.close("}");
        return;
      }
      case Kind::Try:
        page_.open("try {");
        block(s.body);
        page_.turn("} catch (error) {");
        page_.line("console.warn(error);");
        block(s.otherwise);
        page_.close("}");
        return;
      case Kind::Wait:
        page_.line(s.waiting == Statement::Waiting::Unknown
                       ? "await " + std::string(is_nest_ ? "this." : "") + "archive.note(" + text_ + ");"
                       : "await fetch('https://hooks.example.com/', { method: 'POST', body: " + text_ +
                             ", signal: AbortSignal.timeout(5_000) });");
        return;
      case Kind::Throw:
        page_.line("throw new Error('refused');");
        return;
      case Kind::Return:
        page_.line("return;");
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
      page_.open(s.taking == Taking::Mutex ? "await mutex.runExclusive(async () => {"
                                           : "await " + door(s, "alone") + "(" + id_ + ", async () => {");
      block(s.body);
      page_.close("});");
      return;
    }
    if (s.is_direct) {
      page_.line("const " + token_of(s) + " = randomUUID();");
      printed_.statements[s.id] = page_.here();
      direct_head(s);
    } else {
      wrapped_head(s);
    }
    locks_.push_back(&s);
    if (s.giving == Giving::Finally) {
      page_.open("try {");
      block(s.body);
      page_.turn("} finally {");
      page_.line(given_back(s));
      page_.close("}");
    } else {
      block(s.body);
      page_.line(given_back(s));
    }
    locks_.pop_back();
    if (s.taking == Taking::IfGot) page_.close("}");
  }

  void direct_head(const Statement& s) {
    switch (s.taking) {
      case Taking::OrReturn:
        page_.line("if (!(" + taken(s) + ")) return;");
        return;
      case Taking::OrThrow:
        page_.line("if ((" + taken(s) + ") !== 'OK') throw new Error('busy');");
        return;
      case Taking::IfGot:
        page_.open("if (" + taken(s) + ") {");
        return;
      case Taking::Retry:
        page_.line("while (!(" + taken(s) + ")) await sleep(20);");
        return;
      default:
        page_.line(taken(s) + ";");
        return;
    }
  }

  void wrapped_head(const Statement& s) {
    const std::string token = token_of(s);
    if (s.taking == Taking::Retry) {
      if (s.form == Form::One) {
        page_.line("let " + token + ": string | null = null;");
        printed_.statements[s.id] = page_.here();
        page_.line("while (!" + token + ") " + token + " = " + taken(s) + ";");
      } else {
        page_.line("let " + token + " = " + taken(s) + ";");
        page_.open("while (!" + token + ") {");
        page_.line("await sleep(20);");
        page_.line(token + " = " + taken(s) + ";");
        page_.close("}");
      }
      return;
    }
    page_.line("const " + token + " = " + taken(s) + ";");
    if (s.taking == Taking::OrReturn) page_.line("if (!" + token + ") return;");
    if (s.taking == Taking::OrThrow) page_.line("if (!" + token + ") throw new Error('busy');");
    if (s.taking == Taking::IfGot) page_.open("if (" + token + ") {");
  }

  const Program& program_;
  const Function& function_;
  std::size_t index_;
  Page& page_;
  Printed& printed_;
  bool is_nest_;
  std::string id_;
  std::string text_;
  std::vector<const Statement*> locks_;
};

}  // namespace

void print_body(const Program& program, std::size_t function, const Words& words, Page& page, Printed& printed) {
  BodyPrinter(program, function, words, page, printed).block(program.functions[function].body);
}

}  // namespace lockstep::soundness
