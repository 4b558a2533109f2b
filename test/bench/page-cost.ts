/**
 * What an SDK costs the page: to parse and run its script, to start it, to track once, and for how
 * long it blocks the main thread, at a quarter of this machine's speed, in real Chromium.
 *
 *   npm run bench page-cost -- --repetitions 7 --only Attachkit,Umami
 */
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { startPeerServer } from './peers/peer-server.ts';
import { loadPeers, type Peer } from './peers/peers.ts';

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const SLOWDOWN = 4;
const SINGLE_TRACKS = 20;
const BURST = 50;
const AIM = { startMs: 10, trackMs: 0.1, blockedMs: 0 };

/** All in milliseconds. */
interface Cost {
  evaluate: number;
  init: number;
  track: number;
  /** Sum of the tasks of 50 ms and more, from before the script until two and a half seconds after the burst. */
  blocked: number;
}

const { values } = parseArgs({
  options: { repetitions: { type: 'string', default: '7' }, only: { type: 'string' } },
});
const names = values.only?.split(',');
const peers = (await loadPeers()).filter(({ name }) => !names || names.includes(name));
const browser = await launchPlaywrightChromium();
const started = performance.now();
const costs = new Map<string, Cost[]>(peers.map(({ name }) => [name, []]));
try {
  for (let run = 0; run < Number(values.repetitions); run++)
    for (const peer of peers) {
      const minutes = ((performance.now() - started) / 60_000).toFixed(1);
      process.stdout.write(`\rrepetition ${run + 1} of ${values.repetitions}, ${minutes} min: ${peer.name.padEnd(20)}`);
      costs.get(peer.name)!.push(await measure(browser, peer));
    }
} finally {
  await browser.close();
}
report();

async function measure(browser: Browser, peer: Peer): Promise<Cost> {
  const server = await startPeerServer(peer);
  const context = await browser.newContext({ userAgent: USER_AGENT });
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}/empty`);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await page.waitForTimeout(300);
    return await page.evaluate(runInPage, {
      code: peer.code,
      attributes: peer.attributes ?? {},
      origin: server.origin,
      singles: SINGLE_TRACKS,
      burst: BURST,
    });
  } finally {
    await context.close();
    await server.close();
  }
}

/** Runs in the page: it can use nothing from outside. */
async function runInPage(given: {
  code: string;
  attributes: Record<string, string>;
  origin: string;
  singles: number;
  burst: number;
}): Promise<Cost> {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const timed = (work: () => void) => {
    const from = performance.now();
    work();
    return performance.now() - from;
  };
  let blocked = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += duration;
  }).observe({ entryTypes: ['longtask'] });
  await pause(200);

  const script = document.createElement('script');
  for (const [name, value] of Object.entries(given.attributes)) script.setAttribute(name, value);
  script.textContent = given.code;
  const evaluate = timed(() => document.head.append(script));
  await pause(50);
  // Each adapter defines it.
  const { peer } = window as any;
  const init = timed(() => peer.init(given.origin));
  await pause(1200);
  const once = peer.used ?? (() => peer.track('@@cost-1@@', 'x'));
  const tracks: number[] = [];
  for (let n = 0; n < given.singles; n++) {
    tracks.push(timed(once));
    await pause(30);
  }
  for (let n = 0; n < given.burst; n++) once();
  await pause(2500);
  tracks.sort((a, b) => a - b);
  return { evaluate, init, track: tracks[tracks.length >> 1]!, blocked };
}

function report() {
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const of = (name: string): Cost => {
    const all = costs.get(name)!;
    const pick = (key: keyof Cost) => median(all.map((cost) => cost[key]));
    return { evaluate: pick('evaluate'), init: pick('init'), track: pick('track'), blocked: pick('blocked') };
  };
  const brotli = (code: string) =>
    brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  console.log(
    `\rMilliseconds at ${SLOWDOWN}× CPU throttle, medians of ${values.repetitions} runs in Chromium ${browser.version()};` +
      ` blocked: tasks of 50 ms and more, a burst of ${BURST} included.\n`,
  );
  console.table(
    Object.fromEntries(
      peers.map(({ name, version, code }) => {
        const { evaluate, init, track, blocked } = of(name);
        return [
          `${name} ${version}`,
          {
            'eval ms': round(evaluate),
            'init ms': round(init),
            'one track ms': round(track),
            'blocked ms': round(blocked),
            'gzip bytes': gzipSync(code, { level: 9 }).length,
            'brotli bytes': brotli(code),
          },
        ];
      }),
    ),
  );
  if (!costs.has('Attachkit')) return;
  const { evaluate, init, track, blocked } = of('Attachkit');
  const holds = evaluate + init <= AIM.startMs && track <= AIM.trackMs && blocked <= AIM.blockedMs;
  console.log(
    `Attachkit: eval + init ${round(evaluate + init)} ms (aim ${AIM.startMs}), used() ${round(track)} ms (aim ${AIM.trackMs}), blocked ${round(blocked)} ms (aim none). ${holds ? 'Holds.' : 'Does not hold.'}`,
  );
  process.exitCode = holds ? 0 : 1;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
