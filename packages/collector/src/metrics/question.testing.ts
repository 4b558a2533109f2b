/** For tests of metrics: dated events in, one answer out, over real HTTP. */

import type { Catalog } from '@attachkit/sdk/catalog';
import { startTestCollector, TEST_CATALOG, type TestCollector } from '../testing.ts';

export const NOW = Date.parse('2026-11-21T12:00:00Z');

export interface Scene {
  collector: TestCollector;
  /** Of an account, at an instant or at noon UTC of a day; server key. */
  happened(account: string, when: string, event: string, properties?: object, user?: string): void;
  /** A `group` call. */
  grouped(account: string, day: string, traits: object): void;
  send(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  ask(path: string, key?: string): Promise<any>;
}

/** Names of so many accounts, in byte order. */
export function accountNames(count: number, prefix = 'a'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);
}

export async function openScene(changes: Partial<Catalog> = {}): Promise<Scene> {
  const collector = await startTestCollector({ catalog: { ...TEST_CATALOG, ...changes }, now: () => NOW });
  const waiting: object[] = [];
  const push = (day: string, message: object) =>
    waiting.push({
      messageId: `m${String(waiting.length).padStart(6, '0')}`,
      timestamp: day.includes('T') ? day : `${day}T12:00:00Z`,
      ...message,
    });
  return {
    collector,
    happened: (account, day, event, properties = {}, userId) =>
      push(day, { type: 'track', event, properties, context: { groupId: account }, userId }),
    grouped: (groupId, day, traits) => push(day, { type: 'group', groupId, traits, userId: `${groupId}-user` }),
    send: async () => {
      for (let from = 0; from < waiting.length; from += 1000) {
        const body = { batch: waiting.slice(from, from + 1000) };
        const answer = (await (await collector.request('/v1/batch', { key: 'sk_test', body })).json()) as {
          rejected: object[];
        };
        if (answer.rejected.length > 0) throw new Error(JSON.stringify(answer.rejected[0]));
      }
    },
    ask: async (path, key = 'rk_test') => {
      const response = await collector.request(path, { key });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return await response.json();
    },
  };
}
