import { readFileSync } from 'node:fs';
import type { Catalog } from '@attachkit/sdk/catalog';
import { EVENTS, type Message } from '@attachkit/sdk/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';
import { generateHistory } from './history.ts';
import { sendMessages } from './send.ts';

const catalog: Catalog = JSON.parse(
  readFileSync(new URL('../../../../examples/demo/attachkit.catalog.json', import.meta.url), 'utf8'),
);
const nowMs = Date.parse('2026-11-20T20:00:00Z');
const history = [...generateHistory({ catalog, nowMs, accounts: 80 })];

/** Customers that hold the add-on at the end, counted by hand; `internal` accounts are nobody's customers. */
function countByHand(addon: string, messages: Message[]) {
  const held = new Map<string, boolean>();
  const internal = new Set<string>();
  for (const { event, properties, traits, groupId, context } of messages) {
    const account = groupId ?? context!.groupId!;
    if (traits?.internal) internal.add(account);
    if (event === EVENTS.subscriptionStarted) held.set(account, false);
    if (event === EVENTS.subscriptionCancelled) held.delete(account);
    if (properties?.addon !== addon || !held.has(account)) continue;
    if (event === EVENTS.addonPurchased) held.set(account, true);
    if (event === EVENTS.addonCancelled) held.set(account, false);
  }
  for (const account of internal) held.delete(account);
  return { numerator: [...held.values()].filter(Boolean).length, denominator: held.size };
}

describe('a seeded collector', () => {
  let collector: TestCollector;
  beforeAll(async () => {
    collector = await startTestCollector({ catalog });
  });
  afterAll(() => collector.dispose());

  it('takes every message in, and none twice', async () => {
    const progress: number[] = [];
    const options = { url: collector.url, serverKey: 'sk_test', onProgress: (sent: number) => progress.push(sent) };
    const first = await sendMessages(history, options);
    expect(first).toEqual({ accepted: history.length, duplicates: 0, rejected: 0, examples: [] });
    expect(progress.at(-1)).toBe(history.length);
    const second = await sendMessages(history, options);
    expect(second).toMatchObject({ accepted: 0, duplicates: history.length, rejected: 0 });
  });

  it.each(Object.keys(catalog.addons))('answers the attach rate of %s that a plain count gives', async (addon) => {
    const query = `addon=${addon}&from=2026-11-20&to=2026-11-20&interval=day`;
    const answer = await collector.request(`/v1/metrics/attach-rate?${query}`, { key: 'rk_test' });
    const { rows } = (await answer.json()) as { rows: unknown[] };
    expect(rows).toEqual([expect.objectContaining(countByHand(addon, history))]);
  });

  it('says what is wrong where the key or the address is', async () => {
    const send = (url: string, serverKey: string) => sendMessages(history.slice(0, 1), { url, serverKey });
    await expect(send(collector.url, 'sk_wrong')).rejects.toThrow('does not know this server key');
    await expect(send('http://127.0.0.1:1', 'sk_test')).rejects.toThrow('No collector answers');
  });
});
