import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createCore } from './client.ts';
import { createTestKit } from './testing.ts';
import { addUse, countSince } from './usage.ts';

test('a use that a tab reads from the database and hears of as well counts once', () => {
  const core = createCore({ writeKey: 'wk_test', fetch: async () => new Response() });
  core.identity_ = { anonymousId: 'visitor', userTraits: {}, accountTraits: {} };
  const use = { id: 'use-1', at: Date.now(), feature: 'chat', quantity: 2, user: 'visitor', group: '' };
  addUse(core, use);
  addUse(core, use);
  expect(countSince(core, 'chat')).toBe(2);
});

test('what was used under a denied consent is not stored by a consent that follows', async () => {
  const writeKey = `wk_denied_${Date.now()}`;
  const limits = { credits: { feature: 'chat', max: 10, per: 'month' } } as const;
  const open = () => {
    const kit = createTestKit({ writeKey, catalog: { timezone: 'UTC', product: { features: ['chat'] }, limits } });
    kit.client.identify('ada');
    return kit;
  };
  const usedAtNextPage = async () => {
    const { client } = open();
    await client.flush();
    await expect.poll(() => client.limit('credits')).toBeDefined();
    return client.limit('credits')!.used;
  };
  const { client } = open();
  await client.flush();
  client.consent('denied');
  // Until what was stored is gone.
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.used('chat', 3);
  await client.flush();
  client.consent('granted');
  client.used('chat');
  await client.flush();
  expect(await usedAtNextPage()).toBe(1);
});
