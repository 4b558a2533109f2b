/**
 * npm run bench query [-- --scale 1m,10m,100m --rounds N --keep DIR]: how long each question of the dashboard takes, over
 * 20,000 accounts and twelve months, cold and warm; two of them in PostgreSQL and in ClickHouse too; and what ingestion
 * feels of a heavy one. Sizes 1m and 10m unless told otherwise; 100m wants 15 GB of disk and half an hour.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Measurement, measure } from './query/measure.ts';
import { printSummary } from './query/summary.ts';

/** Database, its copy, and what the peers make of it. */
const BYTES_PER_EVENT = 150;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    scale: { type: 'string', default: '1m,10m' },
    rounds: { type: 'string', default: '15' },
    keep: { type: 'string' },
    /** For the processes that this one starts. */
    result: { type: 'string' },
  },
});
const sizes = values.scale.split(',').map(readSize);
if (values.result) {
  const measured = await measure({ usageEvents: sizes[0]!, rounds: Number(values.rounds), keep: values.keep });
  writeFileSync(values.result, JSON.stringify(measured));
} else {
  measureAll();
}
process.exit(0);

/** Each in a process of its own, so that the peak of one is not told of another. */
function measureAll(): void {
  const started = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'attachkit-query-results-'));
  if (values.keep) mkdirSync(values.keep, { recursive: true });
  const load = loadavg()[0]!;
  const measured: Measurement[] = [];
  for (const size of sizes) {
    const { bavail, bsize } = statfsSync(values.keep ?? tmpdir());
    if (bavail * bsize < size * BYTES_PER_EVENT) {
      console.log(
        `${size.toLocaleString('en')} uses left out: the disk has no ${(size * BYTES_PER_EVENT) / 1e9} GB to spare`,
      );
      continue;
    }
    console.log(`\n${size.toLocaleString('en')} uses`);
    const result = join(directory, `${size}.json`);
    const options = ['--scale', String(size), '--rounds', values.rounds, '--result', result];
    const keep = values.keep ? ['--keep', values.keep] : [];
    const { status } = spawnSync(process.execPath, ['scripts/bench.mjs', 'query', ...options, ...keep], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`measuring ${size} uses failed`);
    measured.push(JSON.parse(readFileSync(result, 'utf8')));
  }
  rmSync(directory, { recursive: true });
  const minutes = (performance.now() - started) / 60_000;
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  printSummary(
    measured,
    `${machine}; Node ${process.version}; load before ${load.toFixed(1)}; ${values.rounds} warm rounds; ${minutes.toFixed(0)} minutes.`,
  );
}

function readSize(text: string): number {
  const match = /^(\d+)(m?)$/i.exec(text.trim());
  if (!match) {
    console.error(`--scale takes sizes such as 1m,10m,100m; not "${text}"`);
    process.exit(2);
  }
  return Number(match[1]) * (match[2] ? 1_000_000 : 1);
}
