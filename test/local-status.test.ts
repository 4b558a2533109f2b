/** The page's own count and the collector's `used`, held to one another on random histories. */

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../packages/collector/src/testing.ts';
import type { Catalog } from '../packages/sdk/src/catalog.ts';
import { createTestKit, type TestKit } from '../packages/sdk/src/testing.ts';

/** Each with a day on which its clocks change, or with none, or with an odd offset. */
const ZONES: [zone: string, from: string][] = [
  ['Europe/Berlin', '2026-03-26T20:00:00Z'],
  ['America/New_York', '2026-10-30T03:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T12:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T17:00:00Z'],
  ['Pacific/Apia', '2026-01-01T09:00:00Z'],
];

const catalogFor = (timezone: string): Catalog => ({
  version: '1',
  timezone,
  currency: 'EUR',
  customers: 'all',
  product: { id: 'core', name: 'Core', features: ['boards'] },
  addons: {
    copilot: { name: 'Copilot', kind: 'ai', features: ['chat', 'summary'], attached: { uses: 5, days: 2, window: 4 } },
    reports: { name: 'Reports', kind: 'addon', features: ['report'], attached: { uses: 2, days: 2, window: 2 } },
  },
  events: { 'Report Exported': { event: 'Feature Used', feature: 'report' } },
});

type Step =
  | { do: 'use'; feature: string; quantity: number }
  | { do: 'mapped' }
  | { do: 'wait'; minutes: number }
  | { do: 'check' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('use' as const),
      feature: fc.constantFrom('chat', 'summary', 'report', 'boards'),
      quantity: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'mapped' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 1500 }) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'check' as const }) },
);
const history = fc.record({
  /** Uses before the visitor has signed in, and before the user has joined an account. */
  anonymous: fc.array(step, { maxLength: 4 }),
  alone: fc.array(step, { maxLength: 4 }),
  joined: fc.array(step, { minLength: 4, maxLength: 20 }),
});

/** What the page said of an account at the end of a day. */
interface Said {
  account: string;
  addon: string;
  day: string;
  attached: boolean;
}

let collector: TestCollector;
afterEach(() => collector.dispose());

describe.each(ZONES)('in %s', (timezone, from) => {
  const catalog = catalogFor(timezone);
  const days = new Intl.DateTimeFormat('sv', { timeZone: timezone });

  test('status() says what the collector says', async () => {
    let clock = () => Date.parse(from);
    let lastInstant = 0;
    collector = await startTestCollector({ catalog, now: () => clock() });
    const said: Said[] = [];
    let accounts = 0;

    await fc.assert(
      fc.asyncProperty(history, async ({ anonymous, alone, joined }) => {
        const account = `account-${accounts++}`;
        const kit = startKit(catalog, from);
        clock = kit.clock.now;
        await play(kit, anonymous, () => undefined);
        kit.client.identify(`user-of-${account}`);
        await play(kit, alone, () => undefined);
        kit.client.group(account, { id: account });
        await play(kit, [...joined, { do: 'check' }], () => {
          const day = days.format(kit.clock.now());
          for (const addon of Object.keys(catalog.addons))
            said.push({ account, addon, day, attached: kit.client.status(addon)!.attached });
          // No later use may fall on a day that has been asked about.
          while (days.format(kit.clock.now()) === day) kit.clock.advance({ minutes: 30 });
        });
        await kit.client.flush();
        await post(kit);
        lastInstant = Math.max(lastInstant, kit.clock.now());
        kit.client.close();
      }),
      { numRuns: 30 },
    );

    clock = () => lastInstant;
    const wrong = [];
    for (const { addon, day, accounts } of await askCollector(said))
      for (const one of said.filter((one) => one.addon === addon && one.day === day))
        if (accounts.get(one.account) !== one.attached) wrong.push(one);
    expect(wrong).toEqual([]);
    // A law that is never put to the test holds too.
    expect(said.filter(({ attached }) => attached).length).toBeGreaterThan(10);
    expect(said.filter(({ attached }) => !attached).length).toBeGreaterThan(10);
  }, 120_000);
});

const startKit = (catalog: Catalog, at: string): TestKit => createTestKit({ at, catalog });

/** What the SDK delivered, sent on to the collector, all together: when a use arrives must not matter. */
async function post({ delivered }: TestKit) {
  const answer = await collector.request('/v1/batch', { key: 'wk_test', body: { batch: delivered } });
  expect(await answer.json()).toMatchObject({ accepted: delivered.length, rejected: [] });
}

async function play({ client, clock }: TestKit, steps: Step[], check: () => void) {
  for (const next of steps) {
    if (next.do === 'use') client.used(next.feature, next.quantity);
    else if (next.do === 'mapped') client.track('Report Exported');
    else if (next.do === 'check') check();
    else {
      // An event that is a week old is let go: these come out before.
      await client.flush();
      clock.advance({ minutes: next.minutes });
    }
  }
}

/** Of each add-on and day that was spoken of, which accounts the collector holds for attached. */
async function askCollector(said: Said[]) {
  const questions = new Map(said.map(({ addon, day }) => [`${addon} ${day}`, { addon, day }]));
  return Promise.all(
    [...questions.values()].map(async ({ addon, day }) => {
      const query = new URLSearchParams({ addon, numerator: 'used', from: day, to: day, breakdown: 'id' });
      const answer = await collector.request(`/v1/metrics/attach-rate?${query}`, { key: 'rk_test' });
      const { rows } = (await answer.json()) as { rows: { segment: { id: string }; numerator: number }[] };
      return { addon, day, accounts: new Map(rows.map(({ segment, numerator }) => [segment.id, numerator === 1])) };
    }),
  );
}
