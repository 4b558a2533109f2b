import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createTestKit } from './testing.ts';

const catalog = {
  timezone: 'UTC',
  account: 'group',
  product: { features: ['boards'] },
  addons: { reports: { features: ['export'], attached: { uses: 3, days: 1, window: 7 } } },
  limits: { exports: { feature: 'export', max: 3, per: 'window', addon: 'reports' } },
} as const;

test('a limit of a sliding window is told of once while it stands, and anew once it had been left', async () => {
  const { client, clock, delivered } = createTestKit({ catalog, at: '2026-03-10T09:00:00Z' });
  await client.flush();
  const reached = async () => {
    await client.flush();
    return delivered.filter(({ event }) => event === 'Limit Reached').length;
  };
  client.used('export', 3);
  expect(await reached()).toBe(1);
  for (let day = 1; day <= 4; day++) {
    clock.advance({ days: 1 });
    client.used('export');
  }
  expect(await reached()).toBe(1);
  clock.advance({ days: 30 });
  client.used('export');
  expect(client.limit('exports')).toMatchObject({ used: 1, max: 3 });
  client.used('export', 2);
  expect(await reached()).toBe(2);
});
