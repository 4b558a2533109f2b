/**
 * Random histories as messages on the wire: few accounts and much of everything, so that ties, re-purchases,
 * late `identify` calls and day boundaries really meet.
 */

import fc from 'fast-check';
import type { Catalog } from '../../packages/sdk/src/catalog.ts';
import type { SentMessage } from './log.ts';
import { closeOf } from './state.ts';

export const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const TODAY = Math.floor(NOW_MS / 86_400_000);
/** Days before today in which things happen: two changes of the clocks at least. */
const SPAN_DAYS = 460;

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/St_Johns',
];

export interface History {
  catalog: Catalog;
  /** In order of arrival. */
  sent: SentMessage[];
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const threshold = fc.record({
  uses: fc.integer({ min: 1, max: 5 }),
  days: fc.integer({ min: 1, max: 3 }),
  window: fc.constantFrom(1, 7, 28, 28, 45),
});

export const catalogArbitrary: fc.Arbitrary<Catalog> = fc
  .record({
    timezone: maybe(fc.constantFrom(...ZONES)),
    account: maybe(fc.constantFrom('group' as const, 'user' as const)),
    customers: maybe(fc.constantFrom('subscriptions' as const, 'all' as const)),
    thresholds: fc.tuple(threshold, threshold, threshold),
    trialDays: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    launchedAt: fc.option(fc.constantFrom('2025-10-01', '2026-03-29', '2026-12-24'), { nil: undefined }),
    holdout: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
    settings: fc.record(
      {
        holdout: fc.constantFrom(0.1, 0.5),
        grossMargin: fc.constant(0.7),
        scoring: fc.constantFrom({ health: 60, growth: 0 }, { usageMaturity: 0, engagement: 1, budget: 90 }),
        targets: fc.constantFrom<Catalog['targets']>(
          { analytics: { rate: 0.4, by: '2027-03-01' }, writer: { rate: 0.1, by: '2026-08-01' } },
          { copilot: { rate: 0.05, by: '2030-01-01' } },
        ),
        benchmarks: fc.constant<Catalog['benchmarks']>([
          { what: 'second', clock: 'acquired', months: 3, low: 0.1, high: 0.2, source: 'nobody', asOf: '2026' },
          { what: 'median', clock: 'launch', months: 6, low: 0.1, high: 0.2, source: 'nobody', asOf: '2026' },
        ]),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ timezone, account, customers, thresholds: [one, two, three], trialDays, launchedAt, holdout, settings }) => ({
    version: 'random',
    ...(timezone && { timezone }),
    ...(account && { account }),
    ...(customers && { customers }),
    ...{ currency: 'EUR', ...settings },
    product: { id: 'core', name: 'Core', features: ['boards', 'files', 'boards_two'] },
    addons: {
      analytics: {
        ...{ name: 'Analytics', kind: 'addon' as const, line: 'Insights', features: ['reports', 'forecast'] },
        ...{ attached: one, trialDays, launchedAt, includedIn: ['enterprise'] },
      },
      copilot: {
        ...{ name: 'Copilot', kind: 'ai' as const, line: 'AI', features: ['summary'], attached: two, holdout },
        includedIn: ['pro', 'enterprise'],
      },
      writer: { name: 'Writer', kind: 'ai' as const, line: 'AI', features: ['draft', 'reports'], attached: three },
    },
    bundles: { growth: { addons: ['analytics', 'copilot'], mrr: 52 } },
    events: { 'Report Exported': { event: 'Feature Used', feature: 'reports' } },
  }));

const GROUPS = ['g1', 'g2', 'é3', 'Z4'];
const USERS = ['u1', 'u2', 'u3', 'u4'];
const ANONYMOUS = ['a1', 'a2', 'a3'];
const addon = fc.constantFrom('analytics', 'copilot', 'writer');
const feature = fc.constantFrom('boards', 'files', 'boards_two', 'reports', 'forecast', 'summary', 'draft');
const mrr = fc.integer({ min: 0, max: 30_000 }).map((cents) => cents / 100);

/** Events with their properties; the weight is how often each comes. */
const tracked = fc.oneof(
  { weight: 14, arbitrary: event('Feature Used', { feature, quantity: maybe(fc.integer({ min: 1, max: 4 })) }) },
  { weight: 2, arbitrary: event('Report Exported', { quantity: maybe(fc.integer({ min: 1, max: 3 })) }) },
  { weight: 2, arbitrary: event('Feature Viewed', { feature }) },
  { weight: 1, arbitrary: event('Feature Set Up', { feature }) },
  { weight: 1, arbitrary: event('Feature Gated', { feature, addon }) },
  {
    weight: 1,
    arbitrary: event('Limit Reached', {
      limit: fc.constant('credits'),
      used: fc.constant(9),
      max: fc.constant(9),
      addon: maybe(addon),
    }),
  },
  {
    weight: 1,
    arbitrary: event('Limit Approached', {
      limit: fc.constant('credits'),
      used: fc.constant(8),
      max: fc.constant(9),
      addon,
    }),
  },
  { weight: 4, arbitrary: prompt('Prompt Shown') },
  {
    weight: 3,
    arbitrary: event('Prompt Triggered', {
      prompt: fc.constantFrom('p1', 'p2'),
      addon,
      arm: fc.constantFrom('treated', 'control'),
      trigger: fc.constantFrom('limit', 'milestone'),
    }),
  },
  { weight: 1, arbitrary: prompt('Prompt Clicked') },
  { weight: 1, arbitrary: prompt('Prompt Dismissed') },
  { weight: 1, arbitrary: prompt('Prompt Snoozed') },
  { weight: 1, arbitrary: prompt('Prompt Opted Out') },
  {
    weight: 1,
    arbitrary: event('Feedback Given', { addon, kind: fc.constant('nps'), score: fc.integer({ min: 0, max: 10 }) }),
  },
  {
    weight: 1,
    arbitrary: event('Feedback Given', { addon, kind: fc.constant('csat'), score: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: event('Something Else', {}) },
);

const commercial = fc.oneof(
  { weight: 3, arbitrary: subscription('Subscription Started') },
  { weight: 2, arbitrary: subscription('Subscription Updated') },
  { weight: 1, arbitrary: event('Subscription Cancelled', {}) },
  {
    weight: 5,
    arbitrary: event('Add-on Purchased', {
      addon,
      mrr: maybe(mrr),
      quantity: maybe(fc.integer({ min: 1, max: 30 })),
      bundle: maybe(fc.constant('growth')),
    }),
  },
  { weight: 2, arbitrary: event('Add-on Cancelled', { addon }) },
  { weight: 2, arbitrary: event('Offer Presented', { addon, channel: fc.constant('sales') }) },
  { weight: 1, arbitrary: event('Trial Ended', { addon }) },
);

function event(name: string, properties: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ type: fc.constant('track'), event: fc.constant(name), properties: fc.record(properties) });
}

function prompt(name: string) {
  return event(name, {
    ...{ prompt: fc.constantFrom('p1', 'p2'), addon, trigger: maybe(fc.constantFrom('limit', 'milestone')) },
    ...{ placement: maybe(fc.constant('slide-out')), variant: maybe(fc.constantFrom('A', 'B')) },
  });
}

function subscription(name: string) {
  return event(name, {
    plan: maybe(fc.constantFrom('starter', 'pro', 'enterprise')),
    mrr: maybe(mrr),
    seats: maybe(fc.integer({ min: 0, max: 40 })),
  });
}

const traits = fc.record(
  {
    ...{
      name: fc.constantFrom('Acme', 'Ümlaut'),
      plan: fc.constantFrom('starter', 'pro', null),
      size: fc.constantFrom(1, 10, 2.5),
    },
    ...{ healthScore: fc.constantFrom(20, 80, 'unknown'), budgetConfirmed: fc.boolean() },
    ...{
      createdAt: fc.constantFrom(
        '2026-01-31',
        '2025-11-30T23:30:00Z',
        'soon',
        '2026-02-30',
        '2026-06-15T00:15:00+05:45',
      ),
    },
    ...{
      activatedAt: fc.constantFrom('2026-09-01', '2026-08-01T04:00:00Z', 'never'),
      renewalAt: fc.constantFrom('2027-02-01', '2026-10-01'),
    },
    internal: fc.constantFrom(...Array(30).fill(false), true),
  },
  { requiredKeys: [] },
);

const groupCall = fc.record({ type: fc.constant('group'), groupId: fc.constantFrom(...GROUPS), traits });
const identifyCall = fc.record({ type: fc.constant('identify'), traits });
const aliasCall = fc.record({ type: fc.constant('alias'), previousId: maybe(fc.constantFrom(...ANONYMOUS)) });

/** Last days of months, which series and cohorts look at, and days that questions name. */
const ASKED_DAYS = [
  '2025-10-26',
  '2026-01-31',
  '2026-02-28',
  '2026-07-31',
  '2026-09-30',
  '2026-10-24',
  '2026-10-31',
].map((day) => Date.parse(day) / 86_400_000);

/** Near a day's close, or anywhere in the day; few different ones, so that ties are common. */
function instant(timeZone: string): fc.Arbitrary<number> {
  const day = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ASKED_DAYS) },
    { weight: 3, arbitrary: fc.integer({ min: TODAY - SPAN_DAYS, max: TODAY - 1 }) },
    { weight: 4, arbitrary: fc.integer({ min: TODAY - 40, max: TODAY - 1 }) },
    { weight: 2, arbitrary: fc.constantFrom(TODAY - 200, TODAY - 30, TODAY - 29, TODAY - 28) },
  );
  const offset = fc.constantFrom(-1, 0, 0, 1, 3_600_000, 7_200_000, 9 * 3_600_000, 15 * 3_600_000);
  return fc.tuple(day, offset).map(([number, ms]) => Math.min(closeOf(number - 1, timeZone) + ms, NOW_MS));
}

const FIVE_MINUTES_MS = 300_000;

/** A sender's clock: mostly right, else off by so much, at the very edge of what is let pass; some do not say when they send. */
const clock = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ offMs: 0, tells: false }) },
  {
    weight: 2,
    arbitrary: fc.record({
      offMs: fc.constantFrom(
        ...[-FIVE_MINUTES_MS - 1, -FIVE_MINUTES_MS, FIVE_MINUTES_MS, FIVE_MINUTES_MS + 1, 3_600_000, -86_400_000],
        ...[40 * 86_400_000, 0],
      ),
      tells: fc.integer({ min: 0, max: 3 }).map((number) => number > 0),
    }),
  },
);

function message(timeZone: string): fc.Arbitrary<SentMessage> {
  const at = instant(timeZone);
  // Some trials end just as a day closes that is asked about.
  const closes = fc.constantFrom(1, 28, 29).map((days) => closeOf(TODAY - days, timeZone));
  const trial = fc
    .record({
      addon,
      ends: maybe(
        fc.tuple(
          fc.oneof(at, closes),
          fc.integer({ min: 0, max: 1 }).map((some) => 20 * some),
        ),
      ),
    })
    .map(({ addon: id, ends }) => ({
      type: 'track',
      event: 'Trial Started',
      properties: { addon: id, ...(ends && { endsAt: new Date(ends[0] + ends[1] * 86_400_000).toISOString() }) },
    }));
  const body = fc.oneof(
    { weight: 9, arbitrary: tracked.map((content) => ({ content, isCommercial: false })) },
    { weight: 5, arbitrary: commercial.map((content) => ({ content, isCommercial: true })) },
    { weight: 1, arbitrary: trial.map((content) => ({ content, isCommercial: true })) },
    { weight: 2, arbitrary: groupCall.map((content) => ({ content, isCommercial: false })) },
    { weight: 1, arbitrary: identifyCall.map((content) => ({ content, isCommercial: false })) },
    { weight: 1, arbitrary: aliasCall.map((content) => ({ content, isCommercial: false })) },
  );
  const who = fc.record({
    user: fc.option(fc.constantFrom(...USERS)),
    anonymous: fc.option(fc.constantFrom(...ANONYMOUS)),
    group: fc.option(fc.constantFrom(...GROUPS), { freq: 5 }),
    isServer: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
    id: fc.integer({ min: 0, max: 100_000 }),
  });
  return fc.tuple(body, who, at, clock).map(([{ content, isCommercial }, sender, atMs, { offMs, tells }]) => {
    const { user, anonymous, group, isServer, id } = sender;
    const key = isCommercial || isServer ? ('server' as const) : ('write' as const);
    const { type } = content;
    const needsUser = type === 'alias' || type === 'identify' || key === 'write';
    const userId = user ?? (type === 'alias' || (needsUser && anonymous === null) ? 'u1' : undefined);
    const anonymousId = anonymous ?? (type === 'alias' ? 'a1' : undefined);
    const isNobody = userId === undefined && anonymousId === undefined;
    const groupId = type === 'group' ? null : (group ?? (isNobody ? 'g1' : null));
    return {
      key,
      message: JSON.parse(
        JSON.stringify({
          ...content,
          ...{ messageId: `m${id}`, timestamp: new Date(atMs + offMs).toISOString(), userId, anonymousId },
          ...(groupId !== null && { context: { groupId } }),
        }),
      ),
      ...(tells && { sentAt: new Date(NOW_MS + offMs).toISOString() }),
    };
  });
}

const DAY_MS = 86_400_000;
/** After a prompt: at once, within and at the very ends of horizons and attributions, never. */
const delayMs = fc.option(
  fc.constantFrom(
    ...[-1, 0, 1, DAY_MS - 1, DAY_MS, 14 * DAY_MS, 14 * DAY_MS + 1, 28 * DAY_MS - 1, 28 * DAY_MS, 90 * DAY_MS],
  ),
  { nil: undefined },
);

/** An account with a short story of its own: prompted, perhaps shown it, perhaps tried or bought. */
function subject(timeZone: string): fc.Arbitrary<SentMessage[]> {
  const story = fc.record({
    number: fc.integer({ min: 0, max: 99 }),
    at: instant(timeZone),
    addon,
    arm: fc.constantFrom('treated', 'control'),
    isSubscribed: fc.boolean(),
    shown: delayMs,
    bought: delayMs,
    tried: delayMs,
  });
  return story.map(({ number, at, addon: id, arm, isSubscribed, shown, bought, tried }) => {
    const tell = (name: string, delay: number | undefined, properties: object): SentMessage[] =>
      delay === undefined || at + delay > NOW_MS
        ? []
        : [
            {
              key: 'server',
              message: {
                ...{ type: 'track', event: name, properties, context: { groupId: `h${number}` } },
                ...{
                  messageId: `${name}-${number}-${at + delay}-${id}`,
                  timestamp: new Date(at + delay).toISOString(),
                },
              },
            },
          ];
    return [
      ...tell('Prompt Triggered', 0, { prompt: 'p1', addon: id, arm, trigger: 'limit' }),
      ...tell('Subscription Started', isSubscribed ? -DAY_MS : undefined, { plan: 'pro', mrr: 100 }),
      ...tell('Prompt Shown', shown, { prompt: 'p1', addon: id, variant: 'A' }),
      ...tell('Add-on Purchased', bought, { addon: id, mrr: 20 }),
      ...tell('Trial Started', tried, { addon: id }),
    ];
  });
}

/** Duplicates arrive too: the same id with another content, which must not count. */
export const historyArbitrary = (messagesMax = 260): fc.Arbitrary<History> =>
  catalogArbitrary.chain((catalog) =>
    fc
      .tuple(
        fc.array(message(catalog.timezone ?? 'UTC'), {
          minLength: messagesMax / 4,
          maxLength: messagesMax,
          size: 'max',
        }),
        fc.array(subject(catalog.timezone ?? 'UTC'), { maxLength: messagesMax / 10, size: 'max' }),
      )
      .map(([sent, subjects]) => ({ catalog, sent: [...sent, ...subjects.flat()] })),
  );
