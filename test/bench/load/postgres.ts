/**
 * What one would write instead: a table in PostgreSQL with a unique id and INSERT … ON CONFLICT DO NOTHING.
 * Its load is made by pgbench inside the database's own session, without HTTP and without validation: to its favour.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadResult } from './http-load.ts';

const TABLE = `CREATE TABLE event (message_id text PRIMARY KEY, type text, name text, at timestamptz, arrived_at timestamptz,
  user_id text, group_id text, feature text, quantity bigint)`;

const EVENT = `SELECT 'node-next-' || floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint || '-' || gen_random_uuid(),
  'track', 'Feature Used', now(), now(), 'user-' || who, 'account-' || who / 5, 'feature-' || who % 8, 1
  FROM (SELECT floor(random() ^ 2 * 100000)::int AS who FROM generate_series(1, `;

export interface Postgres {
  load(connections: number, events: number, seconds: number): LoadResult;
  fill(events: number): void;
  /** Table and index, after VACUUM. */
  bytesPerEvent(): number;
  stop(): void;
}

/** @returns `undefined` where no PostgreSQL is installed */
export function startPostgres(directory: string): Postgres | undefined {
  const bin = findBinaries();
  if (!bin) return undefined;
  mkdirSync(directory, { recursive: true });
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (user.uid) {
    chownSync(directory, user.uid, user.gid!);
    chmodSync(dirname(directory), 0o711);
  }
  const options = { ...user, cwd: directory, env: { ...process.env, HOME: directory }, maxBuffer: 64 * 1024 * 1024 };
  const run = (program: string, parameters: string[]) =>
    execFileSync(join(bin, program), parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const data = join(directory, 'data');
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'bench', '--no-locale', '-E', 'UTF8']);
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-k', directory, '-c', 'listen_addresses=', '-c', 'shared_buffers=1GB', '-c', 'max_wal_size=4GB'],
    { ...options, stdio: 'ignore' },
  );
  const connection = ['-h', directory, '-U', 'bench', '-d', 'postgres'];
  const sql = (statement: string) => run('psql', [...connection, '-X', '-q', '-A', '-t', '-c', statement]).trim();
  waitFor(() => sql('SELECT 1'));
  sql(TABLE);
  return {
    load: (connections, events, seconds) => {
      const script = join(directory, `insert-${events}.sql`);
      writeFileSync(
        script,
        `INSERT INTO event ${EVENT}${events})) AS who ON CONFLICT DO NOTHING;`.replace(
          ')) AS who',
          ') AS numbers) AS who',
        ),
      );
      const log = join(directory, `log-${events}-${Date.now()}`);
      const shape = ['-c', String(connections), '-j', '2', '-T', String(seconds), '-n', '-l', `--log-prefix=${log}`];
      run('pgbench', [...connection.slice(0, 4), ...shape, '-f', script, 'postgres']);
      return readLog(directory, log, events, seconds);
    },
    // The index is made anew afterwards: quicker, and denser than it would have grown.
    fill: (events) => {
      sql('ALTER TABLE event DROP CONSTRAINT event_pkey');
      sql(`INSERT INTO event ${EVENT}${events}) AS numbers) AS who`);
      sql("SET maintenance_work_mem = '1GB'; ALTER TABLE event ADD PRIMARY KEY (message_id)");
    },
    bytesPerEvent: () => {
      sql('VACUUM ANALYZE event');
      return Number(sql("SELECT pg_total_relation_size('event')::float8 / count(*) FROM event"));
    },
    stop: () => void server.kill('SIGINT'),
  };
}

function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort().reverse() : [];
  const candidates = [...versions.map((version) => join(root, version, 'bin')), '/usr/local/bin', '/usr/bin'];
  return candidates.find((bin) =>
    ['initdb', 'postgres', 'pgbench', 'psql'].every((name) => existsSync(join(bin, name))),
  );
}

function waitFor(attempt: () => unknown): void {
  for (let tries = 0; ; tries++) {
    try {
      attempt();
      return;
    } catch (error) {
      if (tries > 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

/** One line a transaction: client, number, microseconds, … */
function readLog(directory: string, prefix: string, events: number, seconds: number): LoadResult {
  const files = readdirSync(directory).filter((name) => join(directory, name).startsWith(prefix));
  const latencies = files
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'))
    .map((line) => Number(line.split(' ')[2]) / 1000)
    .sort((left, right) => left - right);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  return { eventsPerSecond: (latencies.length * events) / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}
