import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, TEST_CATALOG, type TestCollector } from '../testing.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector({ catalog: { ...TEST_CATALOG, grossMargin: 0.75 } });
  const group = (index: number, traits: object) => ({
    type: 'group',
    messageId: `group-${index}`,
    groupId: `account-${index}`,
    traits,
  });
  const batch = Array.from({ length: 60 }, (_, index) =>
    group(index, { name: `Account ${index}`, plan: index % 2 ? 'team' : 'starter', region: 'north', internal: false }),
  );
  const identify = { type: 'identify', messageId: 'identify', userId: 'user', traits: { role: 'admin' } };
  await collector.request('/v1/batch', { key: 'sk_test', body: { batch: [...batch, identify] } });
});
afterAll(() => collector.dispose());

test('the setup is for read keys alone', async () => {
  expect((await collector.request('/dashboard/setup')).status).toBe(401);
  expect((await collector.request('/dashboard/setup', { key: 'wk_test' })).status).not.toBe(200);
  expect((await collector.request('/dashboard/setup', { key: 'rk_test' })).status).toBe(200);
});

test('whether somebody is signed in is told without a refusal', async () => {
  const ask = async (key?: string) => {
    const answer = await collector.request('/dashboard/session', { key });
    return [answer.status, await answer.json()];
  };
  expect(await ask()).toEqual([200, { signedIn: false }]);
  expect(await ask('wk_test')).toEqual([200, { signedIn: false }]);
  expect(await ask('rk_test')).toEqual([200, { signedIn: true }]);
  const login = await collector.request('/login', { body: { key: 'rk_test' } });
  const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
  const answer = await fetch(`${collector.url}/dashboard/session`, { headers: { cookie } });
  expect(await answer.json()).toEqual({ signedIn: true });
});

test('it names what is sold, in the catalog’s currency, with the benchmarks', async () => {
  const setup = await (await collector.request('/dashboard/setup', { key: 'rk_test' })).json();
  expect(setup).toMatchObject({
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    product: { id: 'core', name: 'Core' },
    grossMargin: 0.75,
    addons: {
      copilot: { name: 'Copilot', kind: 'ai', line: 'AI', mrr: 20, attached: { uses: 5, days: 3, window: 28 } },
    },
  });
  expect(setup.benchmarks.length).toBeGreaterThan(0);
});

test('it offers the traits of accounts that have a handful of values, the usual ones first', async () => {
  const setup = await (await collector.request('/dashboard/setup', { key: 'rk_test' })).json();
  expect(setup.traits).toEqual(['plan', 'region']);
});

test('a file that is not the dashboard’s is not there', async () => {
  for (const path of ['/assets/%2e%2e%2fattachkit.js', '/assets/nothing.js']) {
    expect((await collector.request(path)).status).toBe(404);
  }
});
