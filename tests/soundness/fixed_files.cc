#include "fixed_files.h"

namespace lockstep::soundness {
namespace {

constexpr const char* kEntity = R"(import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('visits')
export class Visit {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('jsonb')
  steps: string[];

  @Column('jsonb')
  meta: Record<string, unknown>;

  @Column()
  count: number;

  @Column()
  status: string;
}
)";

constexpr const char* kSchema = R"(model Visit {
  id     String   @id @default(uuid())
  steps  String[]
  meta   Json
  count  Int
  status String
}
)";

constexpr const char* kHead = R"(import { randomUUID } from 'node:crypto';
import { Mutex } from 'async-mutex';
import Redis from 'ioredis';

export const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
export const mutex = new Mutex();
export const sleep = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));
)";

constexpr const char* kDoorClass = R"(
export class @Door {
  constructor(private readonly redis: Redis) {}

  async enter(id: string): Promise<string | null> {
    const token = randomUUID();
    const entered = await this.redis.set(`$:${id}`, token, 'EX', 30, 'NX');
    return entered === 'OK' ? token : null;
  }

  async leave(id: string, token: string | null): Promise<void> {
    await this.redis.eval(RELEASE, 1, `$:${id}`, token);
  }

  async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const token = await this.enter(id);
    if (!token) throw new Error('busy');
    try {
      return await work();
    } finally {
      await this.leave(id, token);
    }
  }
}
)";

// It looks like the others and locks nothing.
constexpr const char* kFakeClass = R"(
export class FakeDoor {
  async enter(id: string): Promise<string | null> {
    console.debug('enter', id);
    return randomUUID();
  }

  async leave(id: string, token: string | null): Promise<void> {
    console.debug('leave', id, token);
  }

  async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const token = await this.enter(id);
    try {
      return await work();
    } finally {
      await this.leave(id, token);
    }
  }
}
)";

constexpr const char* kDoorFunctions = R"(
export async function enter@(id: string): Promise<string | null> {
  const token = randomUUID();
  const entered = await redis.set(`$:${id}`, token, 'EX', 30, 'NX');
  return entered === 'OK' ? token : null;
}

export async function leave@(id: string, token: string | null): Promise<void> {
  await redis.eval(RELEASE, 1, `$:${id}`, token);
}

export async function alone@<T>(id: string, work: () => Promise<T>): Promise<T> {
  const token = await enter@(id);
  if (!token) throw new Error('busy');
  try {
    return await work();
  } finally {
    await leave@(id, token);
  }
}
)";

constexpr const char* kFakeFunctions = R"(
export async function enterFake(id: string): Promise<string | null> {
  console.debug('enter', id);
  return randomUUID();
}

export async function leaveFake(id: string, token: string | null): Promise<void> {
  console.debug('leave', id, token);
}

export async function aloneFake<T>(id: string, work: () => Promise<T>): Promise<T> {
  const token = await enterFake(id);
  try {
    return await work();
  } finally {
    await leaveFake(id, token);
  }
}
)";

/// `@` stands for the name, `$` that is not of a template's hole for the key's first word.
std::string named(std::string_view text, std::string_view name, std::string_view key) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@') {
      out += name;
    } else if (text[i] == '$' && text.substr(i + 1, 1) != "{") {
      out += key;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> fixed_files(Program::Style style) {
  const bool is_nest = style == Program::Style::Nest;
  std::string doors = kHead;
  if (!is_nest) doors += "export const redis = new Redis();\n";
  const char* door = is_nest ? kDoorClass : kDoorFunctions;
  doors += named(door, "Visit", "visit") + named(door, "Audit", "audit");
  doors += is_nest ? kFakeClass : kFakeFunctions;
  std::map<std::string, std::string> files{{"src/doors.ts", doors}};
  if (is_nest) {
    files["src/visit.ts"] = kEntity;
  } else {
    files["prisma/schema.prisma"] = kSchema;
  }
  return files;
}

}  // namespace lockstep::soundness
