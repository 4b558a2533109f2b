import { readFileSync } from 'node:fs';
import type { Catalog } from '@attachkit/sdk/catalog';
import { COMMERCIAL_EVENTS, EVENTS, LIMITS, type Message } from '@attachkit/sdk/protocol';
import { describe, expect, it } from 'vitest';
import { generateHistory } from './history.ts';

const catalog: Catalog = JSON.parse(
  readFileSync(new URL('../../../../examples/demo/attachkit.catalog.json', import.meta.url), 'utf8'),
);
const nowMs = Date.parse('2026-11-21T20:00:00Z');
const history = (seed: string, accounts: number) => [...generateHistory({ catalog, nowMs, seed, accounts })];
const messages = history('meadow', 300);
const accountOf = (message: Message) => message.groupId ?? message.context?.groupId ?? '';

/** Walks the events in order, as the metric contract does: who is a customer, who holds what. */
function stateAtEnd(messages: Message[]) {
  const held = new Map<string, Set<string>>();
  for (const { event, properties, ...message } of messages) {
    const addons = held.get(accountOf(message as Message));
    if (event === EVENTS.subscriptionStarted) held.set(accountOf(message as Message), new Set());
    if (event === EVENTS.subscriptionCancelled) held.delete(accountOf(message as Message));
    if (event === EVENTS.addonPurchased) addons!.add(String(properties!.addon));
    if (event === EVENTS.addonCancelled) expect(addons!.delete(String(properties!.addon))).toBe(true);
  }
  return held;
}

describe('generateHistory', () => {
  it('tells the same story for the same seed, another for another', () => {
    const same = history('meadow', 40);
    expect(history('meadow', 40)).toEqual(same);
    expect(history('other', 40).map(({ timestamp }) => timestamp)).not.toEqual(same.map(({ timestamp }) => timestamp));
  });

  it('keeps to the wire: unique ids, in order, nothing after the end, within the bounds', () => {
    const times = messages.map((message) => Date.parse(message.timestamp!));
    expect(new Set(messages.map((message) => message.messageId)).size).toBe(messages.length);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(nowMs);
    expect(times[0]).toBeGreaterThan(nowMs - 14.5 * 30.4375 * 86_400_000);
    const isSound = ({ messageId, properties, ...message }: Message) =>
      messageId.length <= LIMITS.messageIdLengthMax &&
      accountOf(message as Message) !== '' &&
      (properties?.mrr === undefined || Math.round(Number(properties.mrr) * 100) / 100 === properties.mrr);
    expect(messages.filter((message) => !isSound(message))).toEqual([]);
  });

  it('names only add-ons, features, limits and prompts of the catalog', () => {
    const features = new Set([
      ...catalog.product.features,
      ...Object.values(catalog.addons).flatMap((addon) => addon.features),
    ]);
    const prompts = new Set(catalog.prompts!.map((prompt) => prompt.id));
    const named = (property: string) =>
      [...new Set(messages.map(({ properties }) => properties?.[property]))].filter(Boolean);
    expect(named('addon').sort()).toEqual(Object.keys(catalog.addons).sort());
    expect(named('limit')).toEqual(Object.keys(catalog.limits!));
    expect(named('feature').filter((feature) => !features.has(feature as string))).toEqual([]);
    expect(named('prompt').filter((prompt) => !prompts.has(prompt as string))).toEqual([]);
    expect(named('prompt').length).toBeGreaterThan(1);
  });

  it('is believable: uneven use, some attach and most do not, some leave', () => {
    const held = stateAtEnd(messages);
    const uses = new Map<string, number>();
    for (const message of messages) {
      if (message.event === EVENTS.featureUsed) uses.set(accountOf(message), (uses.get(accountOf(message)) ?? 0) + 1);
    }
    const sorted = [...uses.values()].sort((a, b) => b - a);
    const total = sorted.reduce((sum, count) => sum + count, 0);
    const topTenth = sorted.slice(0, Math.round(sorted.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(topTenth / total).toBeGreaterThan(0.3);
    expect(held.size).toBeGreaterThan(200);
    expect(held.size).toBeLessThan(300);
    for (const addon of Object.keys(catalog.addons)) {
      const rate = [...held.values()].filter((addons) => addons.has(addon)).length / held.size;
      expect(rate).toBeGreaterThan(0.08);
      expect(rate).toBeLessThan(0.5);
    }
  });

  it('shows nothing to the control arm, and every commercial kind of event occurs', () => {
    const arms = new Map<string, unknown>();
    for (const message of messages) {
      const key = `${accountOf(message)} ${message.properties?.addon}`;
      if (message.event === EVENTS.promptTriggered) arms.set(key, message.properties!.arm);
      if (message.event === EVENTS.promptShown) expect(arms.get(key)).toBe('treated');
    }
    const control = [...arms.values()].filter((arm) => arm === 'control').length / arms.size;
    expect(control).toBeGreaterThan(0.12);
    expect(control).toBeLessThan(0.28);
    const names = new Set(messages.map((message) => message.event));
    for (const event of COMMERCIAL_EVENTS) expect(names).toContain(event);
  });
});
