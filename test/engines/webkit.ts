import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Engine, Tab } from './engine.ts';
import { requireEngine } from './find.ts';

const STARTUP_TIMEOUT_MS = 20_000;

/** WebKitGTK through its own WebDriver, spoken by plain fetch. */
export async function launchWebkit(): Promise<Engine> {
  const port = await freePort();
  const driver = startDriver(requireEngine('webkit'), port);
  const call = caller(`http://127.0.0.1:${port}`);
  await untilReady(call, driver);
  const session = await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
      },
    },
  });
  const at = `/session/${session.sessionId}`;
  const home = await call('GET', `${at}/window`);
  const inWindow = takingTurns(call, at);
  await call('POST', `${at}/timeouts`, { script: 120_000, pageLoad: 60_000 });
  return {
    name: 'webkit',
    version: session.capabilities.browserVersion,
    open: (url) => openTab(inWindow, home, url),
    async close() {
      await call('DELETE', at).catch(() => undefined);
      end(driver);
    },
  };
}

type Call = (method: string, path: string, body?: unknown) => Promise<any>;

type InWindow = (handle: string, method: string, path: string, body?: unknown) => ReturnType<Call>;

/** WebDriver has one current window: each command first switches to its own, and no other may come between. */
function takingTurns(call: Call, at: string): InWindow {
  let turn: Promise<unknown> = Promise.resolve();
  return (handle, method, path, body) => {
    const next = turn.then(async () => {
      await call('POST', `${at}/window`, { handle });
      return call(method, `${at}${path}`, body);
    });
    turn = next.catch(() => undefined);
    return next;
  };
}

/** @param home a window that is never closed: only an open window can open another */
async function openTab(inWindow: InWindow, home: string, url: string): Promise<Tab> {
  // A tab beside another would be hidden, and hidden pages are throttled: each gets a window.
  const { handle } = await inWindow(home, 'POST', '/window/new', { type: 'window' });
  const inTab = (method: string, path: string, body?: unknown) => inWindow(handle, method, path, body);
  await inTab('POST', '/url', { url });
  return {
    goto: async (next) => void (await inTab('POST', '/url', { url: next })),
    evaluate: async (body, ...args) => {
      const script = `const done = arguments[arguments.length - 1];
        (async (...args) => {${body}\n})(...arguments[0]).then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }))`;
      const outcome = await inTab('POST', '/execute/async', { script, args: [args] });
      if (outcome.error) throw new Error(outcome.error);
      return outcome.value;
    },
    screenshot: async (file) => writeFile(file, Buffer.from(await inTab('GET', '/screenshot'), 'base64')),
    close: async () => void (await inTab('DELETE', '/window')),
  };
}

function caller(base: string): Call {
  return async (method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      ...(method === 'POST'
        ? { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }
        : {}),
    });
    const { value } = (await answer.json()) as { value: { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error} ${value?.message}`);
    return value;
  };
}

function startDriver(path: string, port: number): ChildProcess {
  const xvfb = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'xvfb-run'))
    .find(existsSync);
  const command = [path, `--port=${port}`];
  const [program, ...args] = process.env.DISPLAY || !xvfb ? command : [xvfb, '-a', ...command];
  return spawn(program!, args, {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
  });
}

/** The whole group: xvfb-run, its display, the driver and its browser. */
function end(driver: ChildProcess) {
  if (driver.pid !== undefined && driver.exitCode === null) process.kill(-driver.pid, 'SIGTERM');
}

async function untilReady(call: Call, driver: ChildProcess) {
  for (const deadline = Date.now() + STARTUP_TIMEOUT_MS; Date.now() < deadline; ) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended at its start with code ${driver.exitCode}`);
    if (
      await call('GET', '/status').then(
        (status) => status.ready !== false,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  end(driver);
  throw new Error('WebKitWebDriver did not answer');
}

function miniBrowser(): string {
  for (const root of ['/usr/lib', '/usr/libexec'])
    for (const folder of existsSync(root) ? ['', ...readdirSync(root)] : [])
      for (const version of ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0']) {
        const path = join(root, folder, version, 'MiniBrowser');
        if (existsSync(path)) return path;
      }
  throw new Error('WebKitWebDriver is here, but not its MiniBrowser');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
