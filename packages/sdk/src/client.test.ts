import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { createAttachkit } from './index.ts';
import type { AccountState, Message } from './protocol.ts';
import type { AttachkitOptions, Signal } from './public-api.ts';
import { createTestKit } from './testing.ts';

const catalog = {
  timezone: 'Europe/Berlin',
  account: 'group',
  product: { features: ['boards'] },
  addons: { copilot: { features: ['chat', 'summary'], attached: { uses: 3, days: 2, window: 28 } } },
  limits: {
    credits: { feature: 'chat', max: 10, warnAt: 0.8, per: 'month', addon: 'copilot' },
    daily: { feature: 'summary', max: 2, per: 'day' },
    seats: { feature: 'boards', max: 5, per: 'billing' },
  },
  milestones: { ten: { feature: 'chat', count: 10, addon: 'copilot' } },
  events: { 'Chat Sent': { event: 'Feature Used', feature: 'chat' } },
} as const;

const start = (options: Partial<AttachkitOptions<typeof catalog>> & { at?: string } = {}) =>
  createTestKit({ catalog, at: '2026-03-10T09:00:00Z', ...options });
/** Stored counts are read by then. */
const ready = async (kit: ReturnType<typeof start>) => {
  await kit.client.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return kit;
};
const names = (messages: Message[]) => messages.map(({ type, event }) => event ?? type);
const stateOf = (usage: AccountState['usage'], asOf: string): AccountState => ({
  account: 'acme',
  asOf,
  catalogVersion: '1',
  traits: {},
  acquired: null,
  plan: null,
  addons: {},
  usage,
  lifetime: Object.fromEntries(
    Object.entries(usage).map(([feature, days]) => [feature, Object.values(days).reduce((a, b) => a + b, 0)]),
  ),
  optOuts: { prompts: [], addons: [] },
  shows: [],
});

describe('identity', () => {
  test('counts of a visitor go on as the user’s, and as the account’s', async () => {
    const { client } = await ready(start());
    client.used('chat');
    expect(client.status('copilot')!.uses).toBe(1);
    client.identify('ada');
    client.used('chat');
    client.group('acme');
    client.used('summary');
    expect(client.status('copilot')).toMatchObject({ uses: 3, days: 1, usesLeft: 0, daysLeft: 1, source: 'local' });
  });

  test('the next user of the browser begins with nothing, with a logout or without', async () => {
    const { client } = await ready(start());
    client.identify('ada');
    client.group('acme');
    client.used('chat', 3);
    const { anonymousId } = client.identity();
    client.reset();
    expect(client.status('copilot')!.uses).toBe(0);
    client.identify('bob');
    expect(client.status('copilot')!.uses).toBe(0);
    expect(client.identity().userId).toBe('bob');
    expect(client.identity().groupId).toBeUndefined();
    client.used('chat');
    client.identify('cleo', { plan: 'pro' });
    expect(client.identity()).toMatchObject({ userId: 'cleo', userTraits: { plan: 'pro' } });
    expect(client.identity().anonymousId).not.toBe(anonymousId);
    expect(client.status('copilot')!.uses).toBe(0);
    client.identify('ada');
    client.group('acme');
    expect(client.status('copilot')!.uses).toBe(3);
  });

  test('what is known already is not sent again; the token goes with every message', async () => {
    const kit = await ready(start());
    kit.client.identify('ada', { role: 'admin' }, 'jwt');
    kit.client.identify('ada', { role: 'admin' });
    kit.client.identify('ada');
    kit.client.group('acme', { plan: 'free' });
    kit.client.group('acme', { plan: 'free' });
    kit.client.used('boards');
    await kit.client.flush();
    expect(names(kit.delivered)).toEqual(['identify', 'group', 'Feature Used']);
    expect(kit.delivered[2]).toMatchObject({ userId: 'ada', context: { groupId: 'acme', token: 'jwt' } });
  });
});

describe('limits and milestones', () => {
  test('are told of on the way, and recorded once', async () => {
    const kit = await ready(start());
    for (let use = 0; use < 12; use++) kit.client.used('chat');
    await kit.client.flush();
    const told = kit.signals.filter((signal) => signal.type === 'limit');
    expect(told).toHaveLength(12);
    expect(told[7]).toMatchObject({ limit: 'credits', before: 7, used: 8, max: 10, addon: 'copilot' });
    const recorded = kit.delivered.filter(({ event }) => event !== 'Feature Used');
    expect(names(recorded)).toEqual(['Limit Approached', 'Limit Reached', 'Milestone Reached']);
    expect(recorded[0]!.properties).toEqual({ limit: 'credits', used: 8, max: 10, addon: 'copilot' });
    expect(recorded[2]!.properties).toEqual({ milestone: 'ten', value: 10, addon: 'copilot' });
  });

  test('begin anew with the month and the day of the catalog’s zone', async () => {
    const { client, clock } = await ready(start({ at: '2026-03-31T21:59:00Z' }));
    client.used('chat', 4);
    client.used('summary', 2);
    expect([client.limit('credits')!.used, client.limit('daily')!.used]).toEqual([4, 2]);
    // Midnight in Berlin.
    clock.set('2026-03-31T22:00:00Z');
    expect([client.limit('credits')!.used, client.limit('daily')!.used]).toEqual([0, 0]);
  });

  test('the host’s own count is the base; later uses come on top; at its end it begins anew', async () => {
    const { client, clock, signals } = await ready(start());
    expect(client.limit('seats')).toBeUndefined();
    expect(client.limit('seats', { used: 3, max: 4, resetsAt: '2026-03-20T00:00:00Z' })).toMatchObject({
      used: 3,
      max: 4,
    });
    client.used('boards');
    expect(client.limit('seats')).toMatchObject({ used: 4, max: 4, resetsAt: Date.parse('2026-03-20T00:00:00Z') });
    expect(signals.filter((signal) => signal.type === 'limit').at(-1)).toMatchObject({
      limit: 'seats',
      before: 3,
      used: 4,
    });
    clock.set('2026-03-20T00:00:01Z');
    expect(client.limit('seats')).toMatchObject({ used: 0, max: 4 });
  });
});

describe('a host’s count told early', () => {
  test('before anything is read, or before there is a catalog: it holds, and is told when it can be', async () => {
    const kit = createTestKit({
      at: '2026-03-10T09:00:00Z',
      fetch: async (url) =>
        new Response(JSON.stringify(url.endsWith('/v1/catalog') ? { ...catalog, version: '2' } : { success: true })),
    });
    expect(kit.client.limit('credits', { used: 9 })).toBeUndefined();
    await ready(kit);
    expect(kit.client.limit('credits')!.used).toBe(9);
    expect(kit.signals).toContainEqual(expect.objectContaining({ type: 'limit', before: 0, used: 9 }));
    expect(names(kit.signals.flatMap((signal) => (signal.type === 'event' ? [signal.message] : [])))).toEqual([
      'Limit Approached',
    ]);
  });

  test('on every page: recorded once', async () => {
    const writeKey = 'wk_told_on_every_page';
    for (const approached of [1, 0]) {
      const kit = start({ writeKey });
      kit.client.group('acme');
      kit.client.limit('credits', { used: 9 });
      await ready(kit);
      await kit.client.flush();
      expect(kit.delivered.filter(({ event }) => event === 'Limit Approached')).toHaveLength(approached);
      kit.client.close();
    }
  });
});

describe('crossings', () => {
  test('attached, at risk a quarter of the window before, detached', async () => {
    const kit = await ready(start());
    kit.client.used('chat', 2);
    kit.clock.advance({ days: 1 });
    kit.client.used('summary');
    expect(kit.crossings).toMatchObject([
      { addon: 'copilot', change: 'attached', status: { attached: true, uses: 3 } },
    ]);
    await kit.client.flush();
    // The first day leaves the window on the 7th of April; seven days before, it is known.
    const look = () => kit.client.hydrate({ ...stateOf({}, '2026-03-31T09:00:00Z'), account: 'another' });
    kit.clock.set('2026-03-30T09:00:00Z');
    look();
    expect(kit.crossings).toHaveLength(1);
    kit.clock.set('2026-03-31T09:00:00Z');
    look();
    look();
    expect(kit.crossings.map(({ change }) => change)).toEqual(['attached', 'at-risk']);
    expect(kit.client.status('copilot')!.attached).toBe(true);
    kit.clock.set('2026-04-07T09:00:00Z');
    look();
    expect(kit.crossings.map(({ change }) => change)).toEqual(['attached', 'at-risk', 'detached']);
    await kit.client.flush();
    const changes = kit.delivered.filter(({ event }) => event === 'Attachment Changed');
    expect(changes.map(({ properties }) => properties!.attached)).toEqual([true, false]);
  });

  test('a hydrated state adds colleagues, and wins over what is older', async () => {
    const { client } = await ready(start());
    client.identify('ada');
    client.group('acme');
    client.used('chat', 9);
    await client.flush();
    client.hydrate(stateOf({ chat: { '2026-03-09': 1, '2026-03-10': 1 } }, '2026-03-10T09:00:00Z'));
    expect(client.status('copilot')).toMatchObject({ uses: 2, days: 2, source: 'hydrated' });
    expect(client.hydrated()!.account).toBe('acme');
  });

  test('and stands, when it comes while what former pages kept is being read', async () => {
    const { client } = start();
    client.group('acme');
    const { get } = IDBObjectStore.prototype;
    const reading = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
      if (key === 'hydrated')
        queueMicrotask(() => client.hydrate(stateOf({ chat: { '2026-03-09': 1 } }, '2026-03-10T09:00:00Z')));
      return get.call(this, key);
    });
    await client.flush();
    reading.mockRestore();
    await client.flush();
    expect(client.hydrated()?.usage).toEqual({ chat: { '2026-03-09': 1 } });
    expect(client.status('copilot')).toMatchObject({ uses: 1, source: 'hydrated' });
  });

  test('and what is newer comes on top', async () => {
    const { client, clock } = await ready(start());
    client.group('acme');
    client.hydrate(stateOf({ chat: { '2026-03-09': 1 } }, '2026-03-10T08:00:00Z'));
    client.used('summary', 2);
    clock.advance({ minutes: 1 });
    expect(client.status('copilot')).toMatchObject({ attached: true, uses: 3, days: 2 });
    expect(client.limit('credits')!.used).toBe(1);
  });
});

describe('a state that came while uses were on their way', () => {
  const empty = () => stateOf({ chat: {} }, '2026-03-10T10:00:00Z');

  test('they count on top of it, until the next one', async () => {
    const kit = await ready(start());
    kit.client.group('acme');
    kit.client.used('chat', 2);
    await kit.client.flush();
    kit.answerWith(503);
    kit.client.used('chat', 3);
    kit.client.hydrate(empty());
    expect(kit.client.limit('credits')!.used).toBe(3);
    kit.answerWith(200);
    kit.clock.advance({ minutes: 6 });
    await kit.client.flush();
    expect(kit.client.limit('credits')!.used).toBe(3);
    kit.client.hydrate(empty());
    expect(kit.client.limit('credits')!.used).toBe(0);
  });

  test.each(['at once', 'once all is read'])('also those that a former page left unsent: given %s', async (when) => {
    const writeKey = `wk_ahead_${when}`;
    const former = await ready(start({ writeKey }));
    former.client.group('acme');
    former.client.used('chat', 2);
    await former.client.flush();
    former.answerWith(503);
    former.client.used('chat', 3);
    await ready(former);
    former.client.close();
    const kit = start({ writeKey });
    kit.answerWith(503);
    // Nothing but the database outlives a page here.
    kit.client.group('acme');
    if (when !== 'at once') await ready(kit);
    kit.client.hydrate(empty());
    await ready(kit);
    expect(kit.client.limit('credits')!.used).toBe(3);
    kit.client.close();
    // And the page after that, which is passed nothing.
    const next = await ready(start({ writeKey }));
    next.client.group('acme');
    expect(next.client.status('copilot')).toMatchObject({ uses: 3, source: 'hydrated' });
    next.client.close();
  });

  test('a limit is told once in its period, although its count fell meanwhile', async () => {
    const kit = await ready(start());
    const told = async () => {
      await kit.client.flush();
      return names(kit.delivered.filter(({ event }) => event?.startsWith('Limit')));
    };
    kit.client.group('acme');
    kit.client.used('chat', 9);
    await kit.client.flush();
    kit.client.hydrate(empty());
    expect(kit.client.limit('credits')!.used).toBe(0);
    kit.clock.advance({ hours: 2 });
    kit.client.used('chat', 9);
    expect(await told()).toEqual(['Limit Approached']);
    kit.client.used('chat', 1);
    expect(await told()).toEqual(['Limit Approached', 'Limit Reached']);
    // Lifted: what is reached then is news.
    kit.client.limit('credits', { used: 10, max: 20 });
    kit.client.used('chat', 6);
    expect(await told()).toEqual(['Limit Approached', 'Limit Reached', 'Limit Approached']);
    kit.clock.set('2026-04-02T09:00:00Z');
    kit.client.limit('credits', { used: 0 });
    kit.client.used('chat', 10);
    expect((await told()).slice(3)).toEqual(['Limit Reached']);
  });

  test('a limit that one use a day reaches is told of each day', async () => {
    const kit = await ready(start());
    kit.client.used('summary', 2);
    kit.clock.advance({ days: 1 });
    kit.client.used('summary', 2);
    await kit.client.flush();
    expect(names(kit.delivered.filter(({ event }) => event === 'Limit Reached'))).toHaveLength(2);
  });
});

describe('respect', () => {
  test('pending: nothing leaves; granted: what waited goes', async () => {
    const kit = await ready(start({ consent: 'pending' }));
    kit.client.used('chat');
    await kit.client.flush();
    expect(kit.delivered).toEqual([]);
    kit.client.consent('granted');
    await kit.client.flush();
    expect(names(kit.delivered)).toEqual(['Feature Used']);
  });

  test('denied: nothing is kept or sent, limits still count in the page', async () => {
    const kit = await ready(start({ consent: 'pending' }));
    kit.client.used('chat');
    kit.client.consent('denied');
    kit.client.used('chat');
    kit.client.consent('granted');
    await kit.client.flush();
    expect(kit.delivered).toEqual([]);
    expect(kit.client.limit('credits')!.used).toBeGreaterThan(0);
    expect(kit.signals).toContainEqual({ type: 'delivery', state: 'withheld', count: 1, reason: 'consent' });
  });

  test('opted out: stays out over identities, what waits is dropped if asked', async () => {
    const kit = await ready(start());
    kit.answerWith(503);
    kit.client.used('chat');
    kit.client.optOut({ purge: true });
    kit.client.reset();
    kit.client.used('chat');
    kit.answerWith(200);
    kit.clock.advance({ minutes: 10 });
    await kit.client.flush();
    expect(kit.delivered).toEqual([]);
    kit.client.optIn();
    kit.client.used('chat');
    await kit.client.flush();
    expect(names(kit.delivered)).toEqual(['Feature Used']);
  });

  test('beforeSend changes, drops, and what it cannot redact does not leave', async () => {
    const kit = await ready(
      start({
        beforeSend: (message) => {
          if (message.event === 'Secret') throw new Error('cannot');
          return message.event === 'Feature Viewed'
            ? null
            : { ...message, properties: { ...message.properties, seen: true } };
        },
      }),
    );
    kit.client.viewed('chat');
    kit.client.track('Secret');
    kit.client.used('chat');
    await kit.client.flush();
    expect(kit.delivered.map(({ event, properties }) => [event, properties?.seen])).toEqual([['Feature Used', true]]);
  });

  test('erased by the collector: everything local goes', async () => {
    const signals: Signal[] = [];
    const client = createAttachkit({
      writeKey: 'wk_erased',
      catalog,
      fetch: async () =>
        new Response(
          JSON.stringify({ success: true, rejected: [{ index: 0, messageId: null, code: 'erased', message: '' }] }),
        ),
    });
    client.subscribe((signal) => signals.push(signal));
    client.identify('ada');
    client.used('chat', 5);
    await client.flush();
    expect(signals.map(({ type }) => type)).toContain('purge');
    expect(client.identity().userId).toBeUndefined();
    expect(client.limit('credits')!.used).toBe(0);
  });
});

describe('the client', () => {
  test('on a server does nothing, and throws nothing', async () => {
    const client = createAttachkit({ writeKey: 'wk_server', catalog });
    client.identify('ada');
    client.used('chat');
    client.gated('chat');
    client.hydrate(stateOf({}, '2026-03-10T08:00:00Z'));
    client.consent('granted');
    await client.flush();
    client.close();
  });

  test('a listener’s mistake stops neither the page nor the count', async () => {
    const { client } = await ready(start());
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    client.subscribe(() => {
      throw new Error('not ours');
    });
    client.used('chat');
    expect(client.limit('credits')!.used).toBe(1);
    await client.flush();
    expect(errors).toHaveBeenCalled();
    errors.mockRestore();
  });

  test('counts what the catalog maps, and gates by the add-on that has the feature', async () => {
    const kit = await ready(start());
    kit.client.track('Chat Sent');
    kit.client.gated('summary');
    kit.client.used('chat', 0);
    kit.client.used('chat', 1.5);
    expect(kit.client.limit('credits')!.used).toBe(1);
    await kit.client.flush();
    expect(kit.delivered[1]).toMatchObject({
      event: 'Feature Gated',
      properties: { feature: 'summary', addon: 'copilot' },
    });
    expect(kit.delivered).toHaveLength(2);
  });

  test('an event over 32 KiB stays here, and it says so', async () => {
    const kit = await ready(start());
    kit.client.track('Big', { text: 'x'.repeat(40_000) });
    expect(kit.signals).toContainEqual({ type: 'delivery', state: 'withheld', count: 1, reason: 'event_too_large' });
  });
});
