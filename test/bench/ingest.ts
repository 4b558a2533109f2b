/**
 * npm run bench ingest [-- --events N --seconds N --minutes N]: durable events a second, over HTTP, with everything
 * that is done to an event; beside it DuckDB's bare appender (the limit) and PostgreSQL (what one would write instead).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CollectorProcess, KEYS, startCollector } from './load/collector-process.ts';
import { type LoadResult, type LoadShape, loadOverHttp, type MeasuredLoad, summarize } from './load/http-load.ts';
import { type Postgres, startPostgres } from './load/postgres.ts';
import { fill, loadBareAppender } from './load/store-load.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    events: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '10' },
  },
});
const stored = Number(values.events);
const seconds = Number(values.seconds);
const SHAPES: Omit<LoadShape, 'seconds'>[] = [
  { connections: 32, events: 1 },
  { connections: 8, events: 50 },
  { connections: 4, events: 500 },
];
const TURNS = 4;
const directory = mkdtempSync(join(tmpdir(), 'attachkit-ingest-'));

console.log(`${cpus().length} × ${cpus()[0]?.model}; the senders run on the same machine`);
try {
  await measureCollector(join(directory, 'collector'));
  for (const { events } of SHAPES.slice(1)) {
    print(
      `bare DuckDB appender, batches of ${events}`,
      await loadBareAppender(join(directory, `bare-${events}`), events, seconds),
    );
  }
  measurePostgres(join(directory, 'postgres'));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(0);

async function measureCollector(place: string): Promise<void> {
  const emptyDir = join(place, 'empty');
  const fullDir = join(place, 'full');
  await prepareFull(fullDir);
  // What was just written reaches the disk now, not beside the commits that are measured.
  execFileSync('sync');
  const startedAt = performance.now();
  const full = await startCollector(fullDir);
  const startSeconds = (performance.now() - startedAt) / 1000;
  console.log(`start with ${stored.toLocaleString('en')} events: ${startSeconds.toFixed(1)} s`);
  const empty = await startCollector(emptyDir);
  for (const shape of SHAPES) await compareShape(shape, empty, full);
  await empty.end('SIGTERM');
  await watchMemory(full, Number(values.minutes));
  await full.end('SIGTERM');
}

/** A file with all the events and their rollups, at rest. */
async function prepareFull(dataDir: string): Promise<void> {
  await (await startCollector(dataDir)).end('SIGTERM');
  await fill(dataDir, stored);
  const collector = await startCollector(dataDir);
  const startedAt = performance.now();
  await settle(collector);
  console.log(`rollups made from nothing: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await collector.end('SIGTERM');
  console.log(`bytes an event, rollups and log counted: ${(bytesIn(dataDir) / stored).toFixed(1)}`);
}

/** By turns, so that what else the machine does meanwhile falls on both. */
async function compareShape(shape: Omit<LoadShape, 'seconds'>, empty: CollectorProcess, full: CollectorProcess) {
  const sides = [
    { collector: empty, when: 'empty', turns: [] as MeasuredTurn[] },
    { collector: full, when: `at ${stored.toLocaleString('en')}`, turns: [] as MeasuredTurn[] },
  ];
  for (const { collector } of sides) await loadOverHttp(collector.url, { ...shape, seconds: 2 });
  for (let turn = 0; turn < TURNS; turn++) {
    // Each begins as often as the other.
    for (const { collector, turns } of turn % 2 === 0 ? sides : sides.toReversed()) {
      turns.push(await measureTurn(collector, { ...shape, seconds: seconds / TURNS }));
    }
  }
  const [emptySum, fullSum] = sides.map(({ when, turns }) => {
    const sum = joinTurns(turns);
    print(`collector, ${when}, batches of ${shape.events} over ${shape.connections} connections`, sum);
    return sum;
  }) as [MeasuredTurn, MeasuredTurn];
  console.log(
    `batches of ${shape.events}: ${(fullSum.eventsPerSecond / emptySum.eventsPerSecond).toFixed(2)} × the empty table's ` +
      `rate; the collector's processor time an event ${emptySum.processorMicros.toFixed(0)} → ` +
      `${fullSum.processorMicros.toFixed(0)} µs; load average ${loadavg()[0]!.toFixed(1)}`,
  );
}

type MeasuredTurn = MeasuredLoad & {
  /** Of the collector alone, for one event. */
  processorMicros: number;
};

async function measureTurn(collector: CollectorProcess, shape: LoadShape): Promise<MeasuredTurn> {
  const before = collector.processorMs();
  const result = await loadOverHttp(collector.url, shape);
  const sent = result.latenciesMs.length * shape.events;
  return { ...result, processorMicros: ((collector.processorMs() - before) * 1000) / sent };
}

function joinTurns(turns: MeasuredTurn[]): MeasuredTurn {
  const requests = turns.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0);
  const weighted = (of: (turn: MeasuredTurn) => number) =>
    turns.reduce((sum, turn) => sum + of(turn) * turn.latenciesMs.length, 0) / requests;
  const elapsedMs = turns.reduce((sum, turn) => sum + turn.elapsedMs, 0);
  const events = turns.reduce((sum, turn) => sum + (turn.eventsPerSecond * turn.elapsedMs) / 1000, 0);
  const latenciesMs = turns.flatMap((turn) => turn.latenciesMs);
  return {
    ...summarize(latenciesMs, events / requests, elapsedMs),
    processorMicros: weighted(({ processorMicros }) => processorMicros),
  };
}

/** Has the derived tables made. */
async function settle({ url }: CollectorProcess): Promise<void> {
  const answer = await fetch(`${url}/v1/metrics/attach-rate?addon=analytics&numerator=used&from=2026-01-01`, {
    headers: { authorization: `Bearer ${KEYS.read}` },
  });
  if (!answer.ok) console.log(`the rollups could not be made: ${answer.status} ${await answer.text()}`);
}

async function watchMemory(collector: CollectorProcess, minutes: number): Promise<void> {
  const samples: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await loadOverHttp(collector.url, { connections: 4, events: 500, seconds: 60 });
    samples.push(Math.round(collector.residentBytes() / 1024 / 1024));
  }
  if (samples.length > 0) console.log(`resident memory under full load, MiB each minute: ${samples.join(' ')}`);
}

function measurePostgres(place: string): void {
  const postgres = startPostgres(place);
  if (!postgres) {
    console.log('PostgreSQL: NOT MEASURED, it is not installed here');
    return;
  }
  try {
    compareWith(postgres, 'empty');
    postgres.fill(stored);
    console.log(`PostgreSQL, bytes an event: ${postgres.bytesPerEvent().toFixed(1)}`);
    compareWith(postgres, `at ${stored.toLocaleString('en')}`);
  } finally {
    postgres.stop();
  }
}

function compareWith(postgres: Postgres, when: string): void {
  for (const { connections, events } of SHAPES) {
    print(
      `PostgreSQL, ${when}, batches of ${events} over ${connections} connections`,
      postgres.load(connections, events, seconds),
    );
  }
}

function print(what: string, { eventsPerSecond, p50Ms, p99Ms }: LoadResult): void {
  const rate = Math.round(eventsPerSecond).toLocaleString('en').padStart(9);
  console.log(`${rate} events/s  p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms  ${what}`);
}

function bytesIn(dataDir: string): number {
  if (!existsSync(dataDir)) return 0;
  return readdirSync(dataDir).reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0);
}
