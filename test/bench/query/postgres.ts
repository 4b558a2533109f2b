/**
 * The same two questions in PostgreSQL 15: the attach-rate series and the cohort matrix of `used`, over the same daily
 * rollup and with the indexes they want. Skipped, and said so, where its programs are not installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../../packages/collector/src/store/store.ts';
import { eachAsCsv, type PeerQuestion, type PeerResult, type PeerTable } from './peer-tables.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const ADDON = 'copilot';

/** Month ends that the series asks about, as SQL. */
const DATES = `SELECT least((date_trunc('month', m) + interval '1 month - 1 day')::date, date '2026-11-21') AS day
  FROM generate_series(timestamp '2025-11-01', timestamp '2026-11-01', interval '1 month') m`;

const USED = `SELECT d.day, u.account FROM dates d JOIN addon_day u ON u.day <= d.day AND u.day > d.day - 28
    WHERE u.addon = '${ADDON}' GROUP BY d.day, u.account HAVING sum(u.uses) >= 4 AND count(*) >= 2`;

export const POSTGRES_SERIES = `WITH dates AS (${DATES}), used AS (${USED}),
  active AS (SELECT DISTINCT d.day, u.account FROM dates d JOIN active_day u ON u.day <= d.day AND u.day > d.day - 28)
  SELECT d.day, count(*) AS denominator, count(n.account) AS numerator
  FROM dates d JOIN customer c ON c.day <= d.day AND d.day < c.until_day
  JOIN active a ON a.day = d.day AND a.account = c.account
  LEFT JOIN used n ON n.day = d.day AND n.account = c.account GROUP BY d.day ORDER BY d.day`;

export const POSTGRES_COHORTS = `WITH dates AS (${DATES}),
  moves AS (
    SELECT account, day, sum(uses) AS uses, sum(days) AS days FROM (
      SELECT account, day, uses, 1 AS days FROM addon_day WHERE addon = '${ADDON}'
      UNION ALL SELECT account, day + 28, -uses, -1 FROM addon_day WHERE addon = '${ADDON}') m GROUP BY account, day),
  sums AS (SELECT account, day, sum(uses) OVER w AS uses, sum(days) OVER w AS days, lead(day, 1, date '2299-12-31') OVER w AS until_day
    FROM moves WINDOW w AS (PARTITION BY account ORDER BY day)),
  first_attach AS (SELECT s.account, min(greatest(s.day, c.day)) AS day FROM sums s JOIN customer c ON c.account = s.account
    WHERE s.uses >= 4 AND s.days >= 2 AND s.day < c.until_day AND c.day < s.until_day GROUP BY s.account)
  SELECT date_trunc('month', a.acquired)::date AS cohort, d.day, count(*) AS size, count(*) FILTER (WHERE f.day <= d.day) AS attached,
    count(c.account) AS customers, coalesce(sum(c.mrr_cents + coalesce(h.cents, 0)), 0) AS cents
  FROM account a JOIN dates d ON a.acquired <= d.day
  LEFT JOIN first_attach f ON f.account = a.account
  LEFT JOIN customer c ON c.account = a.account AND c.day <= d.day AND d.day < c.until_day
  LEFT JOIN (SELECT h.account, d.day, sum(h.mrr_cents) AS cents FROM holding h JOIN dates d ON h.day <= d.day AND d.day < h.until_day
    GROUP BY h.account, d.day) h ON h.account = a.account AND h.day = d.day
  GROUP BY 1, 2`;

const INDEXES = [
  'CREATE INDEX ON addon_day (addon, day, account) INCLUDE (uses)',
  'CREATE INDEX ON active_day (day, account)',
  'CREATE INDEX ON customer (account, day)',
  'CREATE INDEX ON holding (account, day)',
];

const QUESTIONS: Record<PeerQuestion, string> = { series: POSTGRES_SERIES, cohorts: POSTGRES_COHORTS };

export async function measurePostgres(store: Store, rounds: number): Promise<PeerResult | string> {
  if (!existsSync(join(BIN, 'postgres'))) return `PostgreSQL 15 is not in ${BIN}`;
  const directory = mkdtempSync(join(tmpdir(), 'attachkit-postgres-'));
  const server = start(directory);
  try {
    await eachAsCsv(store, directory, (table, file) => load(server, table, file));
    for (const index of INDEXES) server.sql(index);
    server.sql('VACUUM ANALYZE');
    const result: PeerResult = {
      ...{ name: 'PostgreSQL 15', times: { series: [], cohorts: [] }, answers: { series: [], cohorts: [] } },
    };
    for (const question of Object.keys(QUESTIONS) as PeerQuestion[]) {
      result.answers[question] = server.sql(QUESTIONS[question]).trim().replaceAll('|', ',').split('\n').sort();
      for (let round = 0; round < rounds; round++) result.times[question].push(server.timeOf(QUESTIONS[question]));
      result.times[question].sort((a, b) => a - b);
    }
    return result;
  } finally {
    server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Server {
  sql(text: string): string;
  /** Milliseconds, as its client measures them: without the client's own start. */
  timeOf(text: string): number;
  stop(): void;
}

/** A server of its own on a socket in the directory. PostgreSQL refuses to run as root: then it runs as `postgres`. */
function start(directory: string): Server {
  const isRoot = userInfo().uid === 0;
  const run = (program: string, ...given: string[]) =>
    isRoot
      ? execFileSync('su', ['postgres', '-s', '/bin/sh', '-c', [join(BIN, program), ...given].map(quote).join(' ')], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          maxBuffer: 2 ** 28,
        })
      : execFileSync(join(BIN, program), given, {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          maxBuffer: 2 ** 28,
        });
  if (isRoot) execFileSync('chown', ['postgres', directory]);
  const data = join(directory, 'data');
  run('initdb', '-D', data, '-A', 'trust', '--no-sync');
  const settings = `-k ${directory} -h '' -c shared_buffers=1GB -c work_mem=256MB -c fsync=off -c max_parallel_workers_per_gather=2 -c jit=off`;
  run('pg_ctl', '-D', data, '-w', '-l', join(directory, 'log'), '-o', settings, 'start');
  const client = ['-h', directory, '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-Atqc'];
  return {
    timeOf: (text) => Number(/Time: ([\d.]+) ms/.exec(run('psql', ...client, '\\timing on', '-c', text))![1]),
    sql: (text) => run('psql', ...client, text),
    stop: () => void run('pg_ctl', '-D', data, '-m', 'immediate', 'stop'),
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function load(server: Server, { name, columns }: PeerTable, file: string): void {
  execFileSync('chmod', ['644', file]);
  server.sql(`CREATE UNLOGGED TABLE ${name} (${columns.map(([column, type]) => `${column} ${type}`).join(', ')})`);
  server.sql(`COPY ${name} FROM '${file}' WITH (FORMAT csv)`);
}
