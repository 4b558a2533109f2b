/** One size: the history written and settled, every question asked cold and warm, the peers beside, and ingestion under a question. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metricRoutes } from '../../../packages/collector/src/metrics/routes.ts';
import { createRollup } from '../../../packages/collector/src/rollup/rollup.ts';
import { DuckDBStore } from '../../../packages/collector/src/store/duckdb/duckdb-store.ts';
import { measureClickHouse } from './clickhouse.ts';
import { BENCH_CATALOG, NOW_MS, writeHistory } from './history.ts';
import { type IngestBeside, measureIngest } from './ingest-beside.ts';
import { linesOf, PEER_QUESTIONS, type PeerQuestion } from './peer-tables.ts';
import { measurePostgres } from './postgres.ts';
import { QUESTIONS } from './questions.ts';
import { quantile } from './timing.ts';

type Routes = ReturnType<typeof metricRoutes>;

export interface Timing {
  coldMs: number;
  p50Ms: number;
  p95Ms: number;
}

export interface PeerTiming {
  name: string;
  question: PeerQuestion;
  p50Ms: number;
  p95Ms: number;
  sameAnswer: boolean;
}

export interface Measurement {
  events: number;
  databaseMiB: number;
  settleSeconds: number;
  /** By question. */
  timings: Record<string, Timing>;
  /** Of the process that holds the collector's code, over settling and all questions. */
  peakMemoryMiB: number;
  peers: PeerTiming[];
  /** Peers that could not be had, and why. */
  skipped: string[];
  ingest: IngestBeside;
}

export interface MeasureOptions {
  usageEvents: number;
  rounds: number;
  /** Where the database is kept for another time. */
  keep: string | undefined;
}

export async function measure({ usageEvents, rounds, keep }: MeasureOptions): Promise<Measurement> {
  const directory = keep ? join(keep, String(usageEvents)) : mkdtempSync(join(tmpdir(), 'attachkit-query-'));
  const path = join(directory, 'attachkit.duckdb');
  try {
    if (!existsSync(path)) await prepare(path, directory, usageEvents);
    const { store, routes, settleSeconds } = await open(path);
    const [count] = await store.query<{ events: number }>('SELECT count(*) AS events FROM event');
    const timings = await askAll(store, routes, rounds);
    const peakMemoryMiB = peakMemory();
    const { peers, skipped } = await comparePeers(store, routes, Math.max(3, Math.floor(rounds / 3)));
    await store.close();
    const heaviest = Object.entries(timings).sort(([, a], [, b]) => b.p50Ms - a.p50Ms)[0]![0];
    const ingest = await measureIngest(path, heaviest);
    const databaseMiB = statSync(path).size / 2 ** 20;
    return { events: count!.events, databaseMiB, settleSeconds, timings, peakMemoryMiB, peers, skipped, ingest };
  } finally {
    if (!keep) rmSync(directory, { recursive: true, force: true });
  }
}

async function prepare(path: string, directory: string, usageEvents: number): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const started = performance.now();
  const store = await DuckDBStore.open({ path });
  const count = await writeHistory(store, usageEvents, (done) => say(`${done.toLocaleString('en')} events written`));
  await store.close();
  say(`${count.toLocaleString('en')} events written in ${secondsSince(started)} s`);
}

async function open(path: string): Promise<{ store: DuckDBStore; routes: Routes; settleSeconds: number }> {
  const store = await DuckDBStore.open({ path });
  const catalog = () => BENCH_CATALOG;
  const rollup = createRollup({ store, catalog });
  say('settling …');
  const started = performance.now();
  await rollup.settle();
  const settleSeconds = (performance.now() - started) / 1000;
  say(`settled in ${settleSeconds.toFixed(1)} s`);
  const pass = (_: unknown, next: () => Promise<void>) => next();
  const routes = metricRoutes({ store, rollup, catalog, now: () => NOW_MS, readKey: pass, serverKey: pass });
  return { store, routes, settleSeconds };
}

async function askAll(store: DuckDBStore, routes: Routes, rounds: number): Promise<Record<string, Timing>> {
  const timings: Record<string, Timing> = {};
  for (const question of QUESTIONS) {
    await forgetEverything(store);
    const coldMs = await timeOf(routes, question);
    const warm: number[] = [];
    for (let round = 0; round < rounds; round++) warm.push(await timeOf(routes, question));
    warm.sort((a, b) => a - b);
    timings[question] = { coldMs, p50Ms: quantile(warm, 0.5), p95Ms: quantile(warm, 0.95) };
    say(
      `${question.replace('/v1/metrics/', '')}: cold ${coldMs.toFixed(0)}, p50 ${quantile(warm, 0.5).toFixed(0)}, p95 ${quantile(warm, 0.95).toFixed(0)} ms`,
    );
  }
  return timings;
}

async function timeOf(routes: Routes, question: string): Promise<number> {
  const started = performance.now();
  const response = await routes.request(question);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${question}: ${text}`);
  return performance.now() - started;
}

/** Cold: nothing of the tables in the database's own memory, nor, where this may be asked of the system, in its page cache. */
async function forgetEverything(store: DuckDBStore): Promise<void> {
  const [before] = await store.query<{ limit: string }>(`SELECT current_setting('memory_limit') AS "limit"`);
  // Lowered, the engine lets go of what it need not hold; it refuses what it cannot do, and has done what it could.
  await store.query("SET memory_limit = '1MB'").catch(() => undefined);
  await store.query(`SET memory_limit = '${before!.limit}'`);
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1');
  } catch {
    // Not on Linux, or not its administrator.
  }
}

async function comparePeers(store: DuckDBStore, routes: Routes, rounds: number) {
  const peers: PeerTiming[] = [];
  const skipped: string[] = [];
  const questions = Object.keys(PEER_QUESTIONS) as PeerQuestion[];
  const own = {} as Record<PeerQuestion, string[]>;
  for (const question of questions) {
    const { rows } = (await (await routes.request(PEER_QUESTIONS[question])).json()) as { rows: unknown[] };
    own[question] = linesOf(question, rows);
  }
  for (const measurePeer of [measurePostgres, measureClickHouse]) {
    say(`${measurePeer === measurePostgres ? 'PostgreSQL' : 'ClickHouse'} …`);
    const result = await measurePeer(store, rounds);
    if (typeof result === 'string') {
      skipped.push(result);
      continue;
    }
    for (const question of questions) {
      const sameAnswer = own[question].join('\n') === result.answers[question].join('\n');
      const p50Ms = quantile(result.times[question], 0.5);
      peers.push({ name: result.name, question, p50Ms, p95Ms: quantile(result.times[question], 0.95), sameAnswer });
      say(`${question}: ${result.name} p50 ${p50Ms.toFixed(0)} ms${sameAnswer ? '' : ', BUT ANOTHER ANSWER'}`);
      if (!sameAnswer) say(firstDifference(own[question], result.answers[question]));
    }
  }
  return { peers, skipped };
}

function firstDifference(ours: string[], theirs: string[]): string {
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  return `ours ${ours[at]}, theirs ${theirs[at]} (${ours.length} and ${theirs.length} lines)`;
}

export function say(text: string): void {
  console.log(`  ${text}`);
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

/** Linux tells the most that was ever resident. */
function peakMemory(): number {
  if (!existsSync('/proc/self/status')) return process.memoryUsage().rss / 2 ** 20;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
}
