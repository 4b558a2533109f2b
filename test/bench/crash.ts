/**
 * npm run bench crash [-- ROUNDS]: a 200 means it is on disk, once. The collector is killed at random moments
 * under load while its senders retry; it is stopped under load; its disk runs full. Then the rows are counted.
 */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBStore } from '../../packages/collector/src/store/duckdb/duckdb-store.ts';
import { startCollector } from './load/collector-process.ts';
import { type Journal, RetryingSenders } from './load/retrying-senders.ts';

/** Below the range that outgoing connections take theirs from. */
const PORT = 24_811;
/** What is left of the small disk, to be filled. */
const ROOM_BYTES = 2 * 1024 * 1024;
const rounds = Number(process.argv[2] ?? 100);
const directory = mkdtempSync(join(tmpdir(), 'attachkit-crash-'));
let failed = false;

try {
  await proveKill(join(directory, 'kill'), rounds, 'kill -9');
  await proveKillOnSmallDisk(join(directory, 'small'));
  await proveStop(join(directory, 'stop'));
  await proveFullDisk(join(directory, 'full'));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function proveKill(dataDir: string, rounds: number, what: string): Promise<void> {
  const senders = new RetryingSenders(`http://127.0.0.1:${PORT}`);
  for (let round = 1; round <= rounds; round++) {
    const collector = await startCollector(dataDir, [], PORT);
    senders.start();
    await delay(randomInt(30, 700));
    await collector.end('SIGKILL');
    if (process.stderr.isTTY)
      process.stderr.write(`\r${round} of ${rounds} rounds, ${senders.journal.acknowledged.size} acknowledged `);
  }
  await finish(dataDir, senders, `${what}, ${rounds} rounds`);
}

async function proveStop(dataDir: string): Promise<void> {
  const senders = new RetryingSenders(`http://127.0.0.1:${PORT}`);
  const codes = new Set<number | null>();
  for (let round = 1; round <= 10; round++) {
    const collector = await startCollector(dataDir, [], PORT);
    senders.start();
    await delay(randomInt(200, 700));
    codes.add(await collector.end('SIGTERM'));
  }
  if (codes.size !== 1 || !codes.has(0)) failed = true;
  await finish(dataDir, senders, `SIGTERM under load, 10 rounds, exit codes ${[...codes]}`);
}

/** The smaller the disk, the sooner the log is written into the file: here that is often what the kill meets. */
async function proveKillOnSmallDisk(place: string): Promise<void> {
  if (!mountSmallDisk(place, '16m')) return;
  try {
    await proveKill(join(place, 'data'), Math.ceil(rounds / 2), 'kill -9 on a small disk');
  } finally {
    execFileSync('umount', [place]);
  }
}

function mountSmallDisk(place: string, size: string): boolean {
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('small disk: NOT SHOWN, a small file system cannot be mounted here (needs root)');
    return false;
  }
}

async function proveFullDisk(mount: string): Promise<void> {
  if (!mountSmallDisk(mount, '32m')) return;
  const dataDir = join(mount, 'data');
  const ballast = join(mount, 'ballast');
  const collector = await startCollector(dataDir, [], PORT);
  const { bavail, bsize } = statfsSync(mount);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - ROOM_BYTES));
  try {
    const senders = new RetryingSenders(collector.url);
    senders.start();
    await until(() => (senders.journal.answers.get(503) ?? 0) > 20, 'a full disk answers 503');
    const whenFull = senders.journal.acknowledged.size;
    rmSync(ballast);
    await until(() => senders.journal.acknowledged.size > whenFull + 1000, 'recovery without a restart');
    await senders.finish();
    await collector.end('SIGTERM');
    await finish(dataDir, senders, `disk full: ${senders.journal.answers.get(503)} answers 503, recovered by itself`);
  } finally {
    await collector.end('SIGKILL');
    execFileSync('umount', [mount]);
  }
}

/** Lets every sender get its answer, then compares what they were told with what is stored. */
async function finish(dataDir: string, senders: RetryingSenders, what: string): Promise<void> {
  const collector = await startCollector(dataDir, [], PORT);
  await senders.finish();
  await collector.end('SIGTERM');
  const { lost, doubled, never, stored } = compare(senders.journal, await storedIds(dataDir));
  if (lost + doubled + never > 0) failed = true;
  const { acknowledged, retried } = senders.journal;
  console.log(
    `${what}: ${acknowledged.size} acknowledged (${retried} requests repeated), ${stored} stored, ` +
      `${lost} lost, ${doubled} stored twice, ${never} never counted after a retry`,
  );
}

async function storedIds(dataDir: string): Promise<string[]> {
  const store = await DuckDBStore.open({ path: join(dataDir, 'attachkit.duckdb') });
  const rows = await store.query<{ id: string }>('SELECT message_id AS id FROM event');
  await store.close();
  return rows.map(({ id }) => id);
}

function compare(journal: Journal, ids: string[]) {
  const stored = new Set(ids);
  const missing = (sent: Set<string>) => [...sent].filter((id) => !stored.has(id)).length;
  return {
    lost: missing(journal.acknowledged),
    doubled: ids.length - stored.size,
    never: missing(journal.sent),
    stored: stored.size,
  };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not seen within a minute: ${what}`);
    await delay(50);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
