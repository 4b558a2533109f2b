/**
 * npm run bench ingest [-- --events N --seconds N --minutes N]: durable events a second, over HTTP, with everything
 * that is done to an event; beside it DuckDB's bare appender (the limit) and PostgreSQL (what one would write instead).
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CollectorProcess, KEYS, startCollector } from './load/collector-process.ts';
import { type LoadResult, type LoadShape, loadOverHttp } from './load/http-load.ts';
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

async function measureCollector(dataDir: string): Promise<void> {
  let collector = await startCollector(dataDir);
  const empty = await measureShapes(collector, 'empty');
  await collector.end('SIGTERM');
  rmSync(dataDir, { recursive: true });
  (await (await startCollector(dataDir)).end('SIGTERM')) ?? 0;
  await fill(dataDir, stored);
  const startedAt = performance.now();
  collector = await startCollector(dataDir);
  console.log(
    `start with ${stored.toLocaleString('en')} events: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  await settle(collector);
  await collector.end('SIGTERM');
  console.log(`bytes an event, rollups and log counted: ${(bytesIn(dataDir) / stored).toFixed(1)}`);
  collector = await startCollector(dataDir);
  const full = await measureShapes(collector, `at ${stored.toLocaleString('en')}`);
  SHAPES.forEach(({ events }, index) => {
    const ratio = full[index]!.eventsPerSecond / empty[index]!.eventsPerSecond;
    console.log(`batches of ${events}: ${ratio.toFixed(2)} × the empty table's rate`);
  });
  await watchMemory(collector, Number(values.minutes));
  await collector.end('SIGTERM');
}

async function measureShapes(collector: CollectorProcess, when: string): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  for (const shape of SHAPES) {
    await loadOverHttp(collector.url, { ...shape, seconds: 2 });
    const result = await loadOverHttp(collector.url, { ...shape, seconds });
    print(`collector, ${when}, batches of ${shape.events} over ${shape.connections} connections`, result);
    results.push(result);
  }
  return results;
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
