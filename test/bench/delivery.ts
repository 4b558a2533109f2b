/**
 * Who delivers what a page tracked just before it goes? Every SDK from its real package, in real
 * Chromium, against a server on loopback.
 *
 *   npm run bench delivery -- --repetitions 20 --only Attachkit,Segment
 */
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { markerOf, type PeerServer, startPeerServer } from './peers/peer-server.ts';
import { loadPeers, type Peer } from './peers/peers.ts';

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const BURST = 30;
const TROUBLED = 20;
/** Until an SDK has started and is idle. */
const SETTLE_MS = 1200;
const AFTER_LEAVING_MS = 1500;
/** Longer than any of them waits before it sends or sends again. */
const AFTER_RETURN_MS = 8000;
const RECOVERY_MS = 20_000;
/** After the last of them arrived: so long a second delivery is waited for. */
const AGAIN_MS = 6000;

interface Row {
  burst1: { before: number[]; after: number[]; twice: number[] };
  burst4: { before: number[]; after: number[]; twice: number[] };
  trouble: { arrived: number[]; deliveries: number[] };
}

const { values } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '20' },
    // Most of a run is waiting; but a machine that is busy loses what an idle one delivers.
    together: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const repetitions = Number(values.repetitions);
const names = values.only?.split(',');
const peers = (await loadPeers()).filter(({ name }) => !names || names.includes(name));
const browser = await launchPlaywrightChromium();
const rows = new Map<string, Row>(
  peers.map(({ name }) => [
    name,
    {
      burst1: { before: [], after: [], twice: [] },
      burst4: { before: [], after: [], twice: [] },
      trouble: { arrived: [], deliveries: [] },
    },
  ]),
);
const started = performance.now();
const jobs = Array.from({ length: repetitions }, () => peers).flat();
try {
  await Promise.all(Array.from({ length: Number(values.together) }, work));
} finally {
  await browser.close();
}
report();

/** Job after job, so that nobody waits for the slowest. */
async function work() {
  for (let peer = jobs.shift(); peer; peer = jobs.shift()) {
    const row = rows.get(peer.name)!;
    await burst(browser, peer, 1000, row.burst1);
    await burst(browser, peer, 4000, row.burst4);
    await trouble(browser, peer, row.trouble);
    const minutes = (performance.now() - started) / 60_000;
    const left = `${jobs.length} of ${repetitions * peers.length} still to begin`;
    process.stdout.write(`\r${minutes.toFixed(1)} min: ${peer.name} done, ${left}`.padEnd(60));
  }
}

/** Thirty events in one turn, then at once another page; then back. */
async function burst(browser: Browser, peer: Peer, bytes: number, into: Row['burst1']) {
  await inContext(browser, peer, async (server, open) => {
    const page = await open();
    await page.evaluate(
      ({ markers, filling, elsewhere }) => {
        // Each adapter defines it.
        for (const marker of markers) (window as any).peer.track(marker, filling);
        location.href = elsewhere;
      },
      { markers: markers('b', BURST), filling: 'x'.repeat(bytes), elsewhere: `${server.origin}/empty` },
    );
    await page.waitForURL('**/empty');
    await page.waitForTimeout(AFTER_LEAVING_MS);
    into.before.push(server.arrivals.size);
    await page.goto(`${server.origin}/page`);
    await start(page, server);
    await lookAround(page);
    for (const until = Date.now() + AFTER_RETURN_MS; Date.now() < until && server.arrivals.size < BURST; )
      await page.waitForTimeout(100);
    // And once more, in case something comes twice.
    await page.waitForTimeout(1000);
    into.after.push(server.arrivals.size);
    into.twice.push(countTwice(server));
  });
}

/** Twenty events while every post is answered 503, the tab closed; then two tabs and a server that is well. */
async function trouble(browser: Browser, peer: Peer, into: Row['trouble']) {
  await inContext(browser, peer, async (server, open) => {
    server.inTrouble = true;
    const page = await open();
    await page.evaluate(
      (markers) => {
        // Each adapter defines it.
        for (const marker of markers) (window as any).peer.track(marker, 'x');
      },
      markers('t', TROUBLED),
    );
    await page.waitForTimeout(3000);
    await page.close({ runBeforeUnload: true });
    // What the page sends as it closes meets the trouble still.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    server.inTrouble = false;
    const [first] = await Promise.all([open(), open()].map(async (opening) => lookAround(await opening)));
    const until = Date.now() + RECOVERY_MS;
    while (Date.now() < until && server.arrivals.size < TROUBLED) await first!.waitForTimeout(200);
    // Another tab, or the same, may send them again.
    await first!.waitForTimeout(Math.min(AGAIN_MS, Math.max(1000, until - Date.now())));
    into.arrived.push(server.arrivals.size);
    into.deliveries.push([...server.arrivals.values()].reduce((sum, count) => sum + count, 0));
  });
}

async function inContext(
  browser: Browser,
  peer: Peer,
  work: (server: PeerServer, open: () => Promise<Page>) => Promise<void>,
) {
  const server = await startPeerServer(peer);
  const context = await browser.newContext({ userAgent: USER_AGENT });
  try {
    await work(server, async () => {
      const page = await context.newPage();
      await page.goto(`${server.origin}/page`);
      await start(page, server);
      return page;
    });
  } finally {
    await context.close();
    await server.close();
  }
}

async function start(page: Page, server: PeerServer) {
  // Each adapter defines it.
  await page.evaluate((origin) => (window as any).peer.init(origin) && undefined, server.origin);
  await page.waitForTimeout(SETTLE_MS);
}

/** One more event of a page that is open again, not counted: some send what they kept only with the next. */
async function lookAround(page: Page): Promise<Page> {
  // Each adapter defines it.
  await page.evaluate(() => (window as any).peer.track('again', 'x') && undefined);
  return page;
}

function markers(run: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => markerOf(run, n));
}

function countTwice({ arrivals }: PeerServer): number {
  return [...arrivals.values()].filter((count) => count > 1).length;
}

function report() {
  const range = (values: number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? String(low) : `${low}–${high}`;
  };
  const cell = ({ before, after, twice }: Row['burst1']) =>
    `${range(before)} → ${range(after)}${Math.max(...twice) ? ` (≤ ${Math.max(...twice)} twice)` : ''}`;
  console.log(
    `\rDelivered, of ${BURST} × 1 KB and ${BURST} × 4 KB before → after coming back, and of ${TROUBLED} after a 503`,
  );
  console.log(
    `(deliveries in brackets: ${TROUBLED} is once each). ${repetitions} repetitions, Chromium ${browser.version()}.\n`,
  );
  console.table(
    Object.fromEntries(
      peers.map(({ name, version }) => {
        const { burst1, burst4, trouble } = rows.get(name)!;
        return [
          `${name} ${version}`,
          {
            '30 × 1 KB': cell(burst1),
            '30 × 4 KB': cell(burst4),
            '503': `${range(trouble.arrived)} (${range(trouble.deliveries)})`,
          },
        ];
      }),
    ),
  );
  const ours = rows.get('Attachkit');
  if (!ours) return;
  const holds =
    [...ours.burst1.after, ...ours.burst4.after].every((count) => count === BURST) &&
    [...ours.trouble.arrived, ...ours.trouble.deliveries].every((count) => count === TROUBLED);
  console.log(
    holds ? 'Attachkit: 30, 30, 20, each of the 20 once. Holds.' : 'Attachkit does not hold 30, 30, 20 once each.',
  );
  process.exitCode = holds ? 0 : 1;
}
