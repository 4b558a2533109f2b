import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 30_000;

export const KEYS = { write: 'wk_journey', server: 'sk_journey', read: 'rk_journey', admin: 'ak_journey' };

export interface CollectorProcess {
  url: string;
  data: string;
  post(path: string, key: string, body: unknown): Promise<Response>;
  get(path: string, key: string): Promise<Response>;
  /** The rows of a metric. */
  metric(name: string, parameters: Record<string, string>): Promise<Record<string, unknown>[]>;
  stop(): Promise<number | null>;
}

const authorization = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

/** The built collector as a process of its own, with a data directory that goes away with it. */
export async function startCollector(catalog: string): Promise<CollectorProcess> {
  const data = await mkdtemp(join(tmpdir(), 'attachkit-journey-'));
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'packages/collector/dist/attachkit.js'),
      'serve',
      ...['--port', '0', '--host', '127.0.0.1', '--data', data, '--catalog', join(ROOT, catalog)],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ATTACHKIT_WRITE_KEYS: KEYS.write,
        ATTACHKIT_SERVER_KEYS: KEYS.server,
        ATTACHKIT_READ_KEYS: KEYS.read,
        ATTACHKIT_ADMIN_KEYS: KEYS.admin,
      },
    },
  );
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    const give = () => reject(new Error(`The collector did not start:\n${said.join('\n')}`));
    setTimeout(give, START_TIMEOUT_MS).unref();
    child.on('exit', give);
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      const listening = /listening on (http:\/\/\S+)/.exec(line);
      if (listening) resolve(listening[1]!.replace(/\/$/, ''));
    });
  });
  const get = (path: string, key: string) => fetch(url + path, { headers: { authorization: authorization(key) } });
  return {
    url,
    data,
    get,
    post: (path, key, body) =>
      fetch(url + path, {
        method: 'POST',
        headers: { authorization: authorization(key), 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async metric(name, parameters) {
      const answer = await get(`/v1/metrics/${name}?${new URLSearchParams(parameters)}`, KEYS.read);
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { rows: Record<string, unknown>[] }).rows;
    },
    async stop() {
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const code = await ended;
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}
