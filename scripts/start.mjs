// npm start: everything there is to see, from a bare checkout: dependencies, bundles, demo data, collector, dashboard, demo.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBundled } from './bundle.mjs';
import { ROOT } from './execute.mjs';
import { ensureInstalled } from './install.mjs';

const HELP = `npm start -- [options]

Installs, builds, fills a database with a year of invented customers, and runs the collector,
its dashboard (/) and the demo product (/demo/). A second start finds everything as it was.

  --port PORT   default 4600
  --data DIR    default .attachkit/demo
  --fresh       forget the demo's data and begin anew
  --no-open     do not open the browser
  --help`;

const OPTIONS = {
  port: { type: 'string', default: '4600' },
  data: { type: 'string', default: '.attachkit/demo' },
  fresh: { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const CATALOG = join(ROOT, 'examples/demo/attachkit.catalog.json');
const HOST = '127.0.0.1';

async function main() {
  const options = readOptions();
  if (options.help) return void console.log(HELP);
  const startedMs = Date.now();
  await ensureInstalled({ forTests: false });
  if (!(await bundlesAreCurrent())) console.log('The bundles are built.');
  const data = resolve(ROOT, options.data);
  if (options.fresh) rmSync(data, { recursive: true, force: true });
  const keys = demoKeys(data);
  const collector = await startCollector(options.port, data, keys);
  stopOnSignal(collector);
  await fillOnce(collector, data, keys.server);
  announce(collector, keys, startedMs);
  if (process.stdout.isTTY && !options['no-open']) open(collector.url, `${collector.url}/demo/`);
}

function readOptions() {
  const { values } = parseArgs({ options: OPTIONS });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port expects 0 to 65535, found "${values.port}".`);
  return { ...values, port };
}

async function bundlesAreCurrent() {
  return !(await ensureBundled());
}

/** The demo's keys are kept in clear beside its data, so that each start can print them: they open nothing else. */
function demoKeys(data) {
  const file = join(data, 'demo-keys.json');
  if (!existsSync(file)) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const key = (prefix) => `${prefix}_${randomBytes(18).toString('base64url')}`;
    const keys = { write: key('wk'), server: key('sk'), read: key('rk'), admin: key('ak') };
    writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function startCollector(port, data, keys) {
  const { createCollector } = await import('../packages/collector/dist/index.js');
  const { createDemo } = await import('../examples/demo/server.mjs');
  let demo;
  try {
    const collector = await createCollector({
      dataDir: data,
      catalog: CATALOG,
      host: HOST,
      port,
      keys: Object.fromEntries(Object.entries(keys).map(([kind, key]) => [kind, [key]])),
      mounted: { '/demo': (request) => demo(request) },
    });
    demo = createDemo({
      collectorUrl: collector.url,
      writeKey: keys.write,
      serverKey: keys.server,
      readKey: keys.read,
    });
    return collector;
  } catch (error) {
    if (error.code === 'EADDRINUSE')
      throw new Error(
        `Port ${port} is in use, perhaps by an earlier start. Choose another: npm start -- --port ${port + 1}`,
      );
    if (error.name === 'StoreBusy')
      throw new Error(
        `${data} is in use: the demo runs already, perhaps at http://${HOST}:${port}/. Stop that one, or run a second: npm start -- --port ${port + 1} --data DIR`,
      );
    throw error;
  }
}

/** Interrupted, the next start sends the same history again: what is there already is a duplicate. */
async function fillOnce(collector, data, serverKey) {
  const file = join(data, 'demo-history.json');
  const history = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { nowMs: Date.now(), filled: false };
  if (history.filled) return;
  writeFileSync(file, JSON.stringify(history));
  const { generateHistory, sendMessages } = await import('../packages/collector/dist/index.js');
  const messages = [...generateHistory({ catalog: collector.catalog(), nowMs: history.nowMs })];
  const show = (sent) => {
    if (process.stdout.isTTY)
      process.stdout.write(`\rA year of invented customers: ${sent} of ${messages.length} events `);
  };
  if (!process.stdout.isTTY) console.log(`A year of invented customers: ${messages.length} events …`);
  const report = await sendMessages(messages, { url: collector.url, serverKey, onProgress: show });
  if (process.stdout.isTTY) process.stdout.write('\n');
  if (report.rejected > 0) {
    throw new Error(`${report.rejected} events of the demo were refused: ${JSON.stringify(report.examples)}`);
  }
  await collector.rollup.settle();
  writeFileSync(file, JSON.stringify({ ...history, filled: true }));
}

function announce(collector, keys, startedMs) {
  console.log(`
  Dashboard  ${collector.url}/
             sign in with the read key  ${keys.read}
  Demo       ${collector.url}/demo/

Ready in ${((Date.now() - startedMs) / 1000).toFixed(1)} s. Ctrl-C ends it.`);
}

function stopOnSignal(collector) {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    await collector.close();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function open(...addresses) {
  const program = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  for (const address of addresses)
    spawn(program, [address], { stdio: 'ignore', detached: true })
      .on('error', () => undefined)
      .unref();
}

try {
  await main();
} catch (error) {
  const usage = error.code?.startsWith('ERR_PARSE_ARGS') ? '. The options: npm start -- --help' : '';
  console.error(error.message + usage);
  process.exitCode = 1;
}
