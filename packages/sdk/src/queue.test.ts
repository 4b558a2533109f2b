import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCore } from './client.ts';
import type { Core, Waiting } from './core.ts';
import { append, drop, LEASE_MS, lease, QUEUE_AGE_MAX_MS, QUEUE_EVENTS_MAX, setLease } from './queue.ts';

let databases = 0;
let now = Date.parse('2026-03-01T00:00:00Z');

/** A page of its own over the same database, as after a reload or in another tab. */
const openPage = (writeKey: string): Core =>
  createCore({ writeKey, now: () => now, fetch: () => Promise.reject(new Error('no network here')) });

const event = (id: string, bytes = 100): Waiting => ({ id, at: now, json: `{"id":"${id}"}`, bytes, lease: 0 });
const idsOf = (events: Waiting[]) => events.map(({ id }) => id);
/** What was put is in the database once a later transaction has run. */
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
};
const leaseAll = async (core: Core) => {
  const all: Waiting[] = [];
  for (;;) {
    const [events] = await lease(core, 50, 48 * 1024);
    if (!events.length) return idsOf(all);
    all.push(...events);
  }
};

type Step =
  | { do: 'append'; page: number }
  | { do: 'lease'; page: number; count: number }
  | { do: 'acknowledge' | 'release'; page: number; batch: number }
  | { do: 'crash'; page: number }
  | { do: 'wait'; ms: number };

const page = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('append' as const), page }),
  fc.record({ do: fc.constant('lease' as const), page, count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constantFrom('acknowledge' as const, 'release' as const), page, batch: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('crash' as const), page }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: LEASE_MS }) }),
);

describe('the queue', () => {
  test('keeps every event until it is acknowledged, over tabs and crashes, and leases it to one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const writeKey = `wk_queue_${databases++}`;
        const pages = [0, 1, 2].map(() => openPage(writeKey));
        const batches: Waiting[][][] = [[], [], []];
        const leasedUntil = new Map<string, number>();
        const waiting = new Set<string>();
        let made = 0;
        for (const next of steps) {
          if (next.do === 'wait') now += next.ms;
          else if (next.do === 'append') {
            const id = String(made++).padStart(4, '0');
            append(pages[next.page]!, event(id));
            waiting.add(id);
          } else if (next.do === 'crash') {
            // What was committed survives; a crash before that is a matter for the real engines.
            await settle();
            pages[next.page] = openPage(writeKey);
            batches[next.page] = [];
          } else if (next.do === 'lease') {
            await settle();
            const [events] = await lease(pages[next.page]!, next.count, 48 * 1024);
            await settle();
            for (const { id } of events) {
              expect(waiting.has(id), `${id} was acknowledged and came back`).toBe(true);
              expect(leasedUntil.get(id) ?? 0, `${id} is leased to another`).toBeLessThanOrEqual(now);
              leasedUntil.set(id, now + LEASE_MS);
            }
            // The other tabs hear of it, as they do over the channel.
            for (const core of pages) if (core !== pages[next.page]) for (const { id } of events) core.own_.delete(id);
            batches[next.page]!.push(events);
          } else {
            const [batch] = batches[next.page]!.splice(next.batch, 1);
            for (const taken of batch ?? []) {
              // An answer after the lease's end is too late to speak for the event.
              if ((leasedUntil.get(taken.id) ?? 0) <= now) continue;
              leasedUntil.delete(taken.id);
              if (next.do === 'acknowledge') {
                drop(pages[next.page]!, taken);
                waiting.delete(taken.id);
              } else setLease(pages[next.page]!, taken, 0);
            }
            await settle();
          }
        }
        await settle();
        now += LEASE_MS + 1;
        const survivor = openPage(writeKey);
        expect(new Set(await leaseAll(survivor))).toEqual(waiting);
      }),
      { numRuns: 60 },
    );
  });

  test('leases at most so many events and bytes, the oldest first', async () => {
    const core = openPage(`wk_queue_${databases++}`);
    for (let n = 0; n < 10; n++) append(core, event(`e${n}`, 20_000));
    expect(idsOf((await lease(core, 50, 48 * 1024))[0])).toEqual(['e0', 'e1']);
    expect(idsOf((await lease(core, 3, 1024 * 1024))[0])).toEqual(['e2', 'e3', 'e4']);
  });

  test('holds 1,000 events, 1 MB and 7 days; drops the oldest, and says how many', async () => {
    const core = openPage(`wk_queue_${databases++}`);
    let dropped = 0;
    core.listeners_.add((signal) => {
      if (signal.type === 'delivery' && signal.state === 'dropped') dropped += signal.count;
    });
    const add = (id: string, bytes?: number) => {
      core.made_++;
      append(core, event(id, bytes));
    };
    for (let n = 0; n < QUEUE_EVENTS_MAX + 200; n++) add(String(n).padStart(5, '0'));
    await settle();
    expect(core.own_.size).toBeLessThan(QUEUE_EVENTS_MAX + 32);
    const [first] = await lease(core, 1, 1000);
    expect(first[0]!.id).toBe('00200');
    expect(dropped).toBe(200);
    await settle();
    setLease(core, first[0]!, 0);
    for (let n = 0; n < 40; n++) add(`z${String(n).padStart(2, '0')}`, 30_000);
    const [afterBytes] = await lease(core, 1, 100_000);
    expect(afterBytes[0]!.id).toBe('z07');
    await settle();
    now += QUEUE_AGE_MAX_MS;
    expect(await leaseAll(core)).toEqual([]);
    expect(dropped).toBe(QUEUE_EVENTS_MAX + 200 + 40);
  });

  test('a lease from a clock that was ahead does not hold for ever', async () => {
    const writeKey = `wk_queue_${databases++}`;
    const core = openPage(writeKey);
    append(core, event('a'));
    expect((await lease(core, 1, 1000))[0]).toHaveLength(1);
    await settle();
    now -= 3_600_000;
    expect(idsOf((await lease(openPage(writeKey), 1, 1000))[0])).toEqual(['a']);
    now += 3_600_000;
  });
});
