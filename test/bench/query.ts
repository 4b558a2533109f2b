/**
 * npm run bench query [-- EVENTS …] [--keep DIR]: how long each question of the dashboard takes, over 20,000 accounts and
 * twelve months, at 1 and 10 million events unless told otherwise (100M works too, with the disk for it).
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metricRoutes } from '../../packages/collector/src/metrics/routes.ts';
import { createRollup } from '../../packages/collector/src/rollup/rollup.ts';
import { DuckDBStore } from '../../packages/collector/src/store/duckdb/duckdb-store.ts';
import { BENCH_CATALOG, NOW_MS, writeHistory } from './query/history.ts';
import { measurePostgres } from './query/postgres.ts';
import { QUESTIONS } from './query/questions.ts';
import { quantile, timesOf } from './query/timing.ts';

const sizes = process.argv
  .slice(2)
  .filter((text) => /^\d+M?$/.test(text))
  .map(readSize);
const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const keepAt = process.argv.indexOf('--keep');

for (const size of sizes.length > 0 ? sizes : [1_000_000, 10_000_000]) await measure(size);
process.exit(0);

function readSize(text: string): number {
  return text.endsWith('M') ? Number(text.slice(0, -1)) * 1_000_000 : Number(text);
}

async function measure(usageEvents: number): Promise<void> {
  const dataDir =
    keepAt > 0 ? join(process.argv[keepAt + 1]!, String(usageEvents)) : mkdtempSync(join(tmpdir(), 'attachkit-query-'));
  const path = join(dataDir, 'attachkit.duckdb');
  if (!existsSync(path)) await prepare(path, dataDir, usageEvents);
  let started = performance.now();
  const store = await DuckDBStore.open({ path });
  const catalog = () => BENCH_CATALOG;
  const rollup = createRollup({ store, catalog });
  await rollup.settle();
  const pass = (_: unknown, next: () => Promise<void>) => next();
  const routes = metricRoutes({ store, rollup, catalog, now: () => NOW_MS, readKey: pass, serverKey: pass });
  console.log(
    `${usageEvents.toLocaleString()} uses: settled after opening in ${seconds(started)}, file ${megabytes(statSync(path).size)}`,
  );
  console.log(
    `${'question'.padEnd(58)} ${'cold'.padStart(7)} ${'p50'.padStart(7)} ${'p95'.padStart(7)} ${'cpu'.padStart(7)} ms`,
  );
  for (const question of QUESTIONS) {
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let round = 0; round <= rounds; round++) {
      started = performance.now();
      const response = await routes.request(question);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${question}: ${text}`);
      times.push(performance.now() - started);
    }
    const [cold, ...warm] = times;
    warm.sort((a, b) => a - b);
    const { user, system } = process.cpuUsage(cpu);
    const cpuMs = ((user + system) / 1000 / (rounds + 1)).toFixed(0).padStart(7);
    const at = (share: number) =>
      warm[Math.min(warm.length - 1, Math.floor(share * warm.length))]!.toFixed(0).padStart(7);
    console.log(
      `${question.replace('/v1/metrics/', '').slice(0, 58).padEnd(58)} ${cold!.toFixed(0).padStart(7)} ${at(0.5)} ${at(0.95)} ${cpuMs}`,
    );
  }
  console.log(`peak memory ${peakMemory()}`);
  await compare(store, async (question) => {
    await (await routes.request(question)).text();
  });
  await store.close();
  if (keepAt < 0) rmSync(dataDir, { recursive: true, force: true });
}

/** The same questions to peers, over the same rollup. */
async function compare(store: DuckDBStore, ask: (question: string) => Promise<void>): Promise<void> {
  const ours = {
    series: await timesOf(rounds, () => ask('/v1/metrics/attach-rate?addon=copilot&numerator=used&denominator=active')),
    cohorts: await timesOf(rounds, () => ask('/v1/metrics/cohorts?addon=copilot&numerator=used')),
  };
  const postgres = await measurePostgres(store, Math.min(rounds, 5));
  if (typeof postgres === 'string') return console.log(`peer skipped: ${postgres}`);
  for (const which of ['series', 'cohorts'] as const) {
    const [own, other] = [quantile(ours[which], 0.5), quantile(postgres[which], 0.5)];
    console.log(
      `${which}: p50 ${own.toFixed(0)} ms, PostgreSQL 15 ${other.toFixed(0)} ms: ${(other / own).toFixed(1)} times faster`,
    );
  }
}

async function prepare(path: string, dataDir: string, usageEvents: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const started = performance.now();
  const store = await DuckDBStore.open({ path });
  const count = await writeHistory(store, usageEvents);
  await store.close();
  console.log(`\n${count.toLocaleString()} events written in ${seconds(started)}`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** Linux tells the most that was ever resident. */
function peakMemory(): string {
  if (!existsSync('/proc/self/status')) return megabytes(process.memoryUsage().rss);
  return /VmHWM:\s+(.*)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 'unknown';
}
