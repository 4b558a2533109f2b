/** What a page may suffer. Every case counts what arrived: none lost, none counted twice. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, EngineName, Tab } from '../engines/engine.ts';
import { findEngine } from '../engines/find.ts';
import { launch } from '../engines/launch.ts';
import { pause, type RecordingCollector, startRecordingCollector } from './recording-collector.ts';

const HOUR_MS = 3_600_000;

export function describeFaults(name: EngineName) {
  describe.skipIf(!findEngine(name))(`faults in ${name}`, () => {
    let engine: Engine;
    let collector: RecordingCollector;
    const tabs: Tab[] = [];

    beforeAll(async () => {
      engine = await launch(name);
    });
    afterAll(() => engine?.close());
    beforeEach(async () => {
      collector = await startRecordingCollector();
    });
    afterEach(async () => {
      await Promise.all(tabs.splice(0).map((tab) => tab.close().catch(() => undefined)));
      await collector.close();
    });

    const open = async (options: Record<string, unknown> = {}) => {
      const tab = await engine.open(collector.pageUrl);
      tabs.push(tab);
      await start(tab, options);
      return tab;
    };

    test('nothing happens', async () => {
      const tab = await open();
      await send(tab, 0, 120);
      await expectArrived(collector, 120);
    });

    test('a tab is closed at once after a burst', async () => {
      const tab = await open();
      await pause(300);
      await send(tab, 0, 30, 4000);
      await tab.close();
      await open();
      await expectArrived(collector, 30);
    });

    test('an hour without the collector, over a page load', async () => {
      const tab = await open();
      await pause(200);
      await collector.goDown();
      await send(tab, 0, 60);
      await pause(1500);
      await collector.comeBack();
      await collector.goDown();
      await send(tab, 60, 80);
      await tab.close();
      await collector.comeBack();
      await open({ offsetMs: HOUR_MS });
      await expectArrived(collector, 80);
    });

    test('the database is deleted in mid-flight', async () => {
      const tab = await open();
      collector.behave((_, nth) => (nth === 1 ? { status: 500 } : 'store'));
      await send(tab, 0, 40);
      await tab.evaluate(`const all = await indexedDB.databases();
        await Promise.all(all.map(({ name }) => new Promise((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = request.onerror = request.onblocked = resolve;
        })))`);
      await send(tab, 40, 80);
      await expectArrived(collector, 80);
    });

    test('storage refuses every write: the events go from memory, and the page is told', async () => {
      const tab = await open();
      // The same error, at the same place, as a full disk gives; Chromium's real quota is a case of its own.
      await tab.evaluate(`window.told = [];
        attachkit.subscribe((signal) => signal.state === 'memory' && told.push(signal.reason));
        IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`);
      collector.behave((_, nth) => (nth === 1 ? { status: 500 } : 'store'));
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
      expect(await tab.evaluate('return told[0]')).toBe('QuotaExceededError');
    });

    test('there is no IndexedDB at all', async () => {
      const tab = await engine.open(collector.pageUrl);
      tabs.push(tab);
      await tab.evaluate(
        `Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })`,
      );
      await start(tab);
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
    });

    test('IndexedDB never answers', async () => {
      const tab = await engine.open(collector.pageUrl);
      tabs.push(tab);
      await tab.evaluate('IDBFactory.prototype.open = () => ({})');
      await start(tab);
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
    });

    test('two tabs, 1,000 events, one count', async () => {
      const [first, second] = [await open(), await open()];
      const use = (tab: Tab) =>
        tab.evaluate(
          `for (let i = 0; i < 500; i++) { attachkit.used('ai_summary'); if (i % 25 === 0) await new Promise((go) => setTimeout(go, 5)); }`,
        );
      await Promise.all([use(first), use(second)]);
      await collector.until(1000);
      const uses = [...collector.stored.values()].filter(({ event }) => event === 'Feature Used');
      expect(uses).toHaveLength(1000);
      for (const tab of [first, second])
        await expect.poll(() => tab.evaluate(`return attachkit.limit('credits').used`)).toBe(1000);
      const third = await open();
      await expect.poll(() => third.evaluate(`return attachkit.limit('credits')?.used`)).toBe(1000);
    }, 60_000);

    test('the page is left and come back to', async () => {
      const tab = await open();
      await send(tab, 0, 30);
      await tab.goto(`${collector.origin}/elsewhere`);
      await tab.evaluate('history.back()').catch(() => undefined);
      await pause(1000);
      // Restored as it was, or loaded anew: the browser decides.
      if (!(await tab.evaluate('return window.wasRestored'))) await start(tab);
      await send(tab, 30, 60);
      await expectArrived(collector, 60);
    });

    test('the clock is an hour wrong: sentAt lets the collector mend it', async () => {
      const tab = await open({ offsetMs: -HOUR_MS });
      await send(tab, 0, 20);
      await expectArrived(collector, 20);
      for (const { timestamp, sentAt, arrivedAt } of collector.stored.values()) {
        const mended = Date.parse(timestamp!) + (arrivedAt - Date.parse(sentAt));
        expect(Math.abs(mended - Date.now())).toBeLessThan(60_000);
      }
    });

    test('the clock jumps back while a batch is out', async () => {
      const tab = await open({ offsetMs: HOUR_MS });
      collector.behave((_, nth) => (nth === 1 ? { status: 503, headers: { 'retry-after': '2' } } : 'store'));
      await send(tab, 0, 20);
      await expect.poll(() => collector.requests()).toBeGreaterThan(0);
      await tab.evaluate('window.offsetMs = -3600000 * 3');
      await send(tab, 20, 40);
      await expectArrived(collector, 40);
    });

    test('429 with Retry-After: asked again, not before', async () => {
      const tab = await open();
      const asked: number[] = [];
      collector.behave((_, nth) => {
        asked.push(Date.now());
        return nth === 1 ? { status: 429, headers: { 'retry-after': '2' } } : 'store';
      });
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
      // A tab that is closed in between must not ask sooner either.
      expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(1900);
    });

    test('500, three times', async () => {
      const tab = await open();
      collector.behave((_, nth) => (nth <= 3 ? { status: 500 } : 'store'));
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
    });

    test('413 over 7 events: halved until they fit', async () => {
      const tab = await open();
      collector.behave(({ batch }) => (batch.length > 7 ? { status: 413 } : 'store'));
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
    });

    test('one event is refused for good: it alone goes', async () => {
      const tab = await open();
      collector.behave(({ batch }) =>
        batch.some(({ properties }) => properties?.n === 13) ? { status: 400 } : 'store',
      );
      await send(tab, 0, 40);
      await collector.until(39);
      await pause(500);
      expect(numbers(collector)).toEqual([...Array(40).keys()].filter((n) => n !== 13));
    });

    test('garbage with a 200, as from a hotel', async () => {
      const tab = await open();
      collector.behave((_, nth) => (nth <= 2 ? { status: 200, body: '<h1>Welcome</h1>' } : 'store'));
      await send(tab, 0, 60);
      await expectArrived(collector, 60);
    });

    test('no answer, ever', async () => {
      const tab = await open();
      collector.behave((_, nth) => (nth === 1 ? 'hang' : 'store'));
      await send(tab, 0, 60);
      await expectArrived(collector, 60, 30_000);
    }, 60_000);

    test('what one tab is sending, another that closes does not send again', async () => {
      const first = await open({ flushIntervalMs: 60_000 });
      await pause(300);
      await send(first, 0, 20);
      await pause(300);
      collector.behave(() => 'hang');
      await open();
      await expect.poll(() => collector.requests()).toBe(1);
      await pause(200);
      await first.close();
      await pause(1000);
      expect(collector.requests()).toBe(1);
    });

    test('20 events during a 503, tab closed, two tabs opened: none delivered twice', async () => {
      const tab = await open();
      collector.behave(() => ({ status: 503 }));
      await send(tab, 0, 20);
      await expect.poll(() => collector.requests()).toBeGreaterThan(0);
      await pause(300);
      await tab.close();
      collector.behave(() => 'store');
      await Promise.all([open(), open()]);
      await expectArrived(collector, 20, 40_000);
      await pause(1000);
      expect([...collector.arrivals.values()].every((count) => count === 1)).toBe(true);
    }, 60_000);
  });
}

async function start(tab: Tab, { offsetMs = 0, ...options }: Record<string, unknown> = {}) {
  await tab.evaluate(
    `window.offsetMs = args[0]; start({ ...args[1], now: () => Date.now() + window.offsetMs })`,
    offsetMs,
    options,
  );
}

const send = (tab: Tab, from: number, to: number, bytes = 0) => tab.evaluate('send(...args)', from, to, bytes);

const numbers = (collector: RecordingCollector) =>
  [...collector.stored.values()].map(({ properties }) => properties?.n as number).sort((a, b) => a - b);

/** Every number of `0 … count − 1`, each once. */
async function expectArrived(collector: RecordingCollector, count: number, timeoutMs?: number) {
  await collector.until(count, timeoutMs);
  await pause(300);
  expect(numbers(collector)).toEqual([...Array(count).keys()]);
}
