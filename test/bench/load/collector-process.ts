/** The built collector as a process of its own, which a proof may kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const run = randomUUID();

/** Of this run alone, so that a collector of another one on the same port cannot be taken for its own. */
export const KEYS = { write: `wk_${run}`, server: `sk_${run}`, read: `rk_${run}`, admin: `ak_${run}` };
export const CATALOG_FILE = 'test/bench/load/attachkit.catalog.json';

export interface CollectorProcess {
  url: string;
  pid: number;
  /** Resident memory, bytes. */
  residentBytes(): number;
  /** Processor time it has taken so far, in user and system mode. */
  processorMs(): number;
  /** @returns the exit code, or `null` when a signal ended it */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

const START_TIMEOUT_MS = 60_000;

/** @param options further ones of `attachkit serve` */
export async function startCollector(dataDir: string, options: string[] = [], port = 0): Promise<CollectorProcess> {
  const serve = ['packages/collector/dist/attachkit.js', 'serve', '--port', String(port), '--data', dataDir];
  const child = spawn(process.execPath, [...serve, '--catalog', CATALOG_FILE, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ATTACHKIT_WRITE_KEYS: KEYS.write,
      ATTACHKIT_SERVER_KEYS: KEYS.server,
      ATTACHKIT_READ_KEYS: KEYS.read,
      ATTACHKIT_ADMIN_KEYS: KEYS.admin,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await listening(child);
  return {
    url,
    pid: child.pid!,
    residentBytes: () => residentBytesOf(child.pid!),
    processorMs: () => processorMsOf(child.pid!),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    said.push(line);
    if (process.env.BENCH_LOG) console.error(line);
  });
  return new Promise((resolve, reject) => {
    const give = () => reject(new Error(`The collector did not start:\n${said.join('\n')}`));
    const timeout = setTimeout(give, START_TIMEOUT_MS);
    child.once('exit', give);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const url = /listening on (http:\/\/\S+)/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(timeout);
      resolve(url);
    });
  });
}

function residentBytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

/** Linux counts it in hundredths of a second. */
const TICK_MS = 10;

function processorMsOf(pid: number): number {
  // The name, in parentheses, may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
