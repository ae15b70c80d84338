/** EVALSHAs without anything around them, pipelined or at a pace, and what they cost Redis. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** One EVALSHA. */
export interface BareCommand {
  readonly source: string;
  readonly sha1: string;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

const GOOD = /^(ALLOW|DONE|ANSWERED|EXTENDED|CHARGED|EARLY|OK)\b/;

/** @throws when a script did not do what it was asked. */
export function check(reply: unknown, command: BareCommand): void {
  const [status = ''] = Array.isArray(reply) ? (reply as string[]) : [String(reply)];
  if (GOOD.test(status)) return;
  throw new Error(`a bare script answered ${String(reply)} to ${command.args.join(' ')}`);
}

const DEPTH = 64;

/** Sends so many at a time, in their order, and waits for the answers before the next ones. */
export async function runPipelined(redis: Redis, commands: readonly BareCommand[], depth = DEPTH): Promise<void> {
  for (let from = 0; from < commands.length; from += depth) await send(redis, commands.slice(from, from + depth));
}

/** Commands as they come from a service: so many a second, so many of them in one write. */
export interface Pace {
  readonly commandsPerSecond: number;
  readonly commandsPerWrite: number;
}

/** Sends them at this pace, whether answers have come or not. */
export async function runPaced(redis: Redis, commands: readonly BareCommand[], pace: Pace): Promise<void> {
  const startedAt = performance.now();
  const size = Math.max(1, Math.round(pace.commandsPerWrite));
  const running: Promise<void>[] = [];
  for (let from = 0; from < commands.length; from += size) {
    const early = startedAt + (from * 1000) / pace.commandsPerSecond - performance.now();
    if (early > 0) await delay(Math.ceil(early));
    running.push(send(redis, commands.slice(from, from + size)));
  }
  await Promise.all(running);
}

async function send(redis: Redis, commands: readonly BareCommand[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { sha1, keys, args } of commands) pipeline.evalsha(sha1, keys.length, ...keys, ...args);
  const replies = (await pipeline.exec()) ?? [];
  for (const [index, command] of commands.entries()) {
    const [error, reply] = replies[index] ?? [new Error('no reply')];
    if (error !== null) throw error;
    check(reply, command);
  }
}

export interface RedisCost {
  /** Of the main thread, user and system, with all that reading and answering takes. */
  readonly cpuMicros: number;
  /** What Redis itself counts for the scripts. */
  readonly scriptMicros: number;
  /** How often it read from a connection: what comes in one read costs it less. */
  readonly reads: number;
}

async function counted(redis: Redis): Promise<RedisCost> {
  const info = await redis.info();
  const field = (name: string): number => Number(new RegExp(`^${name}:([0-9.]+)`, 'm').exec(info)?.[1] ?? 0);
  const stats = await redis.info('commandstats');
  return {
    cpuMicros: (field('used_cpu_user_main_thread') + field('used_cpu_sys_main_thread')) * 1e6,
    scriptMicros: Number(/^cmdstat_evalsha:\S*usec=(\d+)/m.exec(stats)?.[1] ?? 0),
    reads: field('total_reads_processed'),
  };
}

/** What a run costs Redis, divided by `count`. */
export async function costOf(redis: Redis, count: number, run: () => Promise<unknown>): Promise<RedisCost> {
  const before = await counted(redis);
  await run();
  const after = await counted(redis);
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / count,
    scriptMicros: (after.scriptMicros - before.scriptMicros) / count,
    reads: (after.reads - before.reads) / count,
  };
}
