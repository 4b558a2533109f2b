/**
 * npm run bench ingest [-- --events N --seconds N --minutes N]: durable events a second, over HTTP, with everything
 * that is done to an event; beside it DuckDB's bare appender (the limit of a commit a batch) and PostgreSQL (what one would write instead).
 * Ends with one table. By default about twenty minutes: ten million stored events, ten minutes of full load.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CollectorProcess, KEYS, startCollector } from './load/collector-process.ts';
import { type LoadResult, type LoadShape, loadOverHttp, type MeasuredLoad, summarize } from './load/http-load.ts';
import { type Postgres, startPostgres } from './load/postgres.ts';
import { Scorecard } from './load/scorecard.ts';
import { fill, loadBareAppender } from './load/store-load.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    /** Stored before it is measured "full". */
    events: { type: 'string', default: '10000000' },
    /** Each load is measured for so long, in {@link TURNS} turns. */
    seconds: { type: 'string', default: '16' },
    /** Of full load, while the memory is watched. */
    minutes: { type: 'string', default: '10' },
  },
});
const stored = Number(values.events);
const seconds = Number(values.seconds);
const storedText = stored.toLocaleString('en');

interface Shape extends Omit<LoadShape, 'seconds'> {
  /** Events a second. */
  rateAim?: number;
  p99AimMs?: number;
}

const SHAPES: Shape[] = [
  { connections: 32, events: 1, rateAim: 2_000, p99AimMs: 50 },
  { connections: 8, events: 50 },
  { connections: 4, events: 500, rateAim: 15_000 },
];
const FLAT_MIN = 0.8;
const BYTES_MAX = 60;
/** Between the first half of the minutes under load and the second. */
const GROWTH_MAX = 1.15;
/** What the database may use while memory is watched: little enough to be reached within the minutes. */
const WATCHED_MEMORY_LIMIT = '512MB';
const TURNS = 4;
/** In which a side that was just loaded writes its log into its file, so that the other is not measured beside that. */
const REST_MS = 3_000;
const directory = mkdtempSync(join(tmpdir(), 'attachkit-ingest-'));
const card = new Scorecard();

card.say(`${cpus().length} × ${cpus()[0]?.model}; the senders run on the same machine`);
try {
  await measureCollector(join(directory, 'collector'));
  for (const { events } of SHAPES.slice(1)) {
    const place = join(directory, `bare-${events}`);
    print(
      `bare DuckDB appender over one connection, batches of ${events}`,
      await loadBareAppender(place, events, seconds),
    );
  }
  measurePostgres(join(directory, 'postgres'));
} finally {
  card.print();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(0);

async function measureCollector(place: string): Promise<void> {
  const fullDir = join(place, 'full');
  await prepareFull(fullDir);
  // What was just written reaches the disk now, not beside the commits that are measured.
  execFileSync('sync');
  await (await measureStart(fullDir, 'after a clean end')).end('SIGTERM');
  // As kill -9 leaves it once anything was stored: the saved identifiers no longer fit.
  rmSync(join(fullDir, 'attachkit.duckdb.identifiers'));
  const full = await measureStart(fullDir, 'after a crash');
  const empty = await startCollector(join(place, 'empty'));
  for (const shape of SHAPES) await compareShape(shape, empty, full);
  await empty.end('SIGTERM');
  await full.end('SIGTERM');
  const bounded = await startCollector(fullDir, ['--memory-limit', WATCHED_MEMORY_LIMIT]);
  await watchMemory(bounded, Number(values.minutes));
  await bounded.end('SIGTERM');
}

async function measureStart(dataDir: string, when: string): Promise<CollectorProcess> {
  const startedAt = performance.now();
  const collector = await startCollector(dataDir);
  const measured = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  card.add({ what: `start with ${storedText} ids to remember, ${when}`, measured });
  return collector;
}

/** A file with all the events and their rollups, at rest. */
async function prepareFull(dataDir: string): Promise<void> {
  card.say(`storing ${storedText} events`);
  await (await startCollector(dataDir)).end('SIGTERM');
  await fill(dataDir, stored);
  const collector = await startCollector(dataDir);
  card.say('making their rollups');
  const startedAt = performance.now();
  await settle(collector);
  const settled = (performance.now() - startedAt) / 1000;
  card.add({ what: `rollups of ${storedText} events made from nothing`, measured: `${settled.toFixed(1)} s` });
  await collector.end('SIGTERM');
  const bytes = bytesIn(dataDir) / stored;
  card.add({
    what: 'bytes an event, everything in the data directory',
    ...{ measured: bytes.toFixed(1), aim: `≤ ${BYTES_MAX}`, met: bytes <= BYTES_MAX },
  });
}

/** By turns, so that what else the machine does meanwhile falls on both. */
async function compareShape(shape: Shape, empty: CollectorProcess, full: CollectorProcess): Promise<void> {
  const sides = [
    { collector: empty, when: 'empty', turns: [] as MeasuredTurn[] },
    { collector: full, when: `at ${storedText}`, turns: [] as MeasuredTurn[] },
  ];
  for (const { collector } of sides) await loadOverHttp(collector.url, { ...shape, seconds: 2 });
  for (let turn = 0; turn < TURNS; turn++) {
    // Each begins as often as the other.
    for (const { collector, turns } of turn % 2 === 0 ? sides : sides.toReversed()) {
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      turns.push(await measureTurn(collector, { ...shape, seconds: seconds / TURNS }));
    }
  }
  const [emptySum, fullSum] = sides.map(({ when, turns }) => {
    const sum = joinTurns(turns);
    print(`collector, ${when}, ${nameOf(shape)}`, sum, shape);
    return sum;
  }) as [MeasuredTurn, MeasuredTurn];
  const ratio = fullSum.eventsPerSecond / emptySum.eventsPerSecond;
  card.add({
    what: `${nameOf(shape)}: rate at ${storedText} ÷ rate when empty`,
    measured:
      `${ratio.toFixed(2)} (processor time an event ${emptySum.processorMicros.toFixed(0)} → ` +
      `${fullSum.processorMicros.toFixed(0)} µs; load average ${loadavg()[0]!.toFixed(1)})`,
    ...{ aim: `≥ ${FLAT_MIN}`, met: ratio >= FLAT_MIN },
  });
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

/** Has the derived tables made, however long that takes: `fetch` would give up after five minutes. */
function settle({ url }: CollectorProcess): Promise<void> {
  const headers = { authorization: `Bearer ${KEYS.read}` };
  return new Promise((resolve, reject) => {
    const asking = request(
      `${url}/v1/metrics/attach-rate?addon=analytics&numerator=used&from=2026-01-01`,
      { headers },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) answer.on('end', resolve);
        else reject(new Error(`the rollups could not be made: ${answer.statusCode}`));
      },
    );
    asking.on('error', reject);
    asking.end();
  });
}

async function watchMemory(collector: CollectorProcess, minutes: number): Promise<void> {
  const samples: number[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await loadOverHttp(collector.url, { connections: 4, events: 500, seconds: 60 });
    samples.push(Math.round(collector.residentBytes() / 1024 / 1024));
    card.say(`full load, minute ${minute} of ${minutes}: ${samples.at(-1)} MiB resident`);
  }
  if (samples.length === 0) return;
  const half = Math.ceil(samples.length / 2);
  const growth = Math.max(...samples.slice(-half)) / Math.max(...samples.slice(0, half));
  card.add({
    what: `resident memory, MiB each minute of ${minutes} under full load, --memory-limit ${WATCHED_MEMORY_LIMIT}`,
    measured: samples.join(' '),
    ...{ aim: `second half ≤ ${GROWTH_MAX} × first`, met: growth <= GROWTH_MAX },
  });
}

function measurePostgres(place: string): void {
  const postgres = startPostgres(place);
  if (!postgres) {
    card.add({ what: 'PostgreSQL', measured: 'NOT MEASURED, it is not installed here' });
    return;
  }
  try {
    compareWith(postgres, 'empty');
    card.say(`storing ${storedText} events in PostgreSQL`);
    postgres.fill(stored);
    card.add({ what: 'PostgreSQL, bytes an event', measured: postgres.bytesPerEvent().toFixed(1) });
    compareWith(postgres, `at ${storedText}`);
  } finally {
    postgres.stop();
  }
}

function compareWith(postgres: Postgres, when: string): void {
  for (const shape of SHAPES) {
    print(`PostgreSQL, ${when}, ${nameOf(shape)}`, postgres.load(shape.connections, shape.events, seconds));
  }
}

function nameOf({ events, connections }: Shape): string {
  return events === 1 ? `singly over ${connections} connections` : `batches of ${events} over ${connections}`;
}

function print(
  what: string,
  { eventsPerSecond, p50Ms, p99Ms }: LoadResult,
  { rateAim, p99AimMs }: Partial<Shape> = {},
) {
  const rate = Math.round(eventsPerSecond).toLocaleString('en');
  const aims = [
    ...(rateAim ? [`≥ ${rateAim.toLocaleString('en')}/s`] : []),
    ...(p99AimMs ? [`p99 < ${p99AimMs} ms`] : []),
  ];
  const met = eventsPerSecond >= (rateAim ?? 0) && p99Ms < (p99AimMs ?? Number.POSITIVE_INFINITY);
  card.add({
    what,
    measured: `${rate}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    ...(aims.length > 0 && { aim: aims.join(', '), met }),
  });
}

function bytesIn(dataDir: string): number {
  return readdirSync(dataDir).reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0);
}
