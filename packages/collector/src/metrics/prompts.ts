import { EVENTS } from '@attachkit/sdk/protocol';
import { PROMPT_EVENTS } from '../rollup/raw-tables.ts';
import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { DAY_MICROSECONDS } from '../rollup/zone.ts';
import { readRange, type Span } from './days.ts';
import type { AccountList, AnswerRow, Metric, MetricContext, ParameterSchema } from './metric.ts';
import { addonSet, from, segment, to } from './parameters.ts';
import { QuestionRefused } from './question-refused.ts';
import { quotient } from './quotient.ts';
import { findAddonSet } from './state/addon-set.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { isMember } from './state/state.ts';

const BREAKDOWNS = ['prompt', 'variant', 'trigger', 'placement'] as const;

interface Parameters {
  addon: string;
  from?: string;
  to?: string;
  attribution: number;
  breakdown: (typeof BREAKDOWNS)[number];
  segment?: Segment[];
}

/** Of these the one that the breakdown names; `null` as text where the row has none. */
type Key = Partial<Record<(typeof BREAKDOWNS)[number], string>>;

export const prompts: Metric<Parameters, Key> = {
  name: 'prompts',
  title: 'Prompts',
  text: `What prompts led to. Distinct accounts by event day in from…to: triggered, heldOut (triggered in the control arm), shown,
clicked, dismissed, snoozed, optedOut; impressions counts every Prompt Shown. trials and purchases: accounts with a Trial Started,
or a purchase that turned not held into held, credited to a prompt: to the account's latest Prompt Shown for the same add-on at or
before it, at most "attribution" × 24 hours earlier, in that showing's row and by that showing's day. Rates are over shown.
Credited, never caused: only the holdout tells what a prompt caused.`,
  example: 'Shown to 200 accounts, 14 of which bought within 14 days of the last showing: attachRate 0.07.',
  parameters: (context) => ({
    addon: addonSet(context, 'any'),
    from,
    to,
    attribution: {
      type: 'integer',
      minimum: 0,
      maximum: 3660,
      default: 14,
      description: 'Days within which a showing is credited.',
    },
    breakdown: { type: 'string', enum: BREAKDOWNS, default: 'prompt', description: 'What names the rows.' },
    segment,
  }),
  check: (parameters, { today }) => void readRange(parameters, today),
  answer,
  columns: ({ breakdown }) => [
    ...[breakdown, 'triggered', 'heldOut', 'shown', 'clicked', 'dismissed', 'snoozed', 'optedOut', 'impressions'],
    ...['trials', 'purchases', 'clickRate', 'dismissRate', 'optOutRate', 'trialRate', 'attachRate'],
  ],
  lists: {
    columns: {
      triggered: { text: 'The accounts with a Prompt Triggered of the row, in both arms.' },
      heldOut: { text: 'The accounts with a Prompt Triggered of the row in the control arm.' },
      shown: { text: 'The accounts with a Prompt Shown of the row.' },
      clicked: { text: 'The accounts with a Prompt Clicked of the row.' },
      dismissed: { text: 'The accounts with a Prompt Dismissed of the row.' },
      snoozed: { text: 'The accounts with a Prompt Snoozed of the row.' },
      optedOut: { text: 'The accounts with a Prompt Opted Out of the row.' },
      trials: { text: 'The accounts with a Trial Started credited to a showing of the row.' },
      purchases: { text: 'The accounts with a purchase credited to a showing of the row.' },
    },
    key: () => Object.fromEntries(BREAKDOWNS.map((name) => [name, rowName(name)])),
    find,
  },
};

function rowName(breakdown: string): ParameterSchema {
  const description = `With breakdown=${breakdown}: the row, as its ${breakdown} is called; null for the row without one.`;
  return { type: 'string', maxLength: 255, description };
}

function find(asked: Parameters & Key, column: string, context: MetricContext): AccountList {
  const { breakdown } = asked;
  const stray = BREAKDOWNS.find((name) => name !== breakdown && asked[name] !== undefined);
  const label = asked[breakdown];
  if (stray) {
    const message = `${stray} names no row of breakdown=${breakdown}: give ${breakdown} instead.`;
    throw new QuestionRefused('combination_impossible', message, stray);
  }
  if (label === undefined) {
    const message = `${breakdown} is needed: the row, as its ${breakdown} is called; null for the row without one.`;
    throw new QuestionRefused('parameter_missing', message, breakdown);
  }
  const range = readRange(asked, context.today);
  const ofRow = sql`${inDays(range)} AND ${label === 'null' ? raw('label IS NULL') : sql`label = ${label}`}`;
  return {
    day: range.to,
    expressions: expressionsOf(asked, context, range),
    accounts: sql`SELECT DISTINCT account FROM ${listedEvents(column)} AND ${ofRow}`,
  };
}

function listedEvents(column: string): Sql {
  if (column === 'trials') return raw("credit WHERE kind = 'trial'");
  if (column === 'purchases') return raw("credit WHERE kind = 'purchase'");
  return raw(`prompt_event WHERE ${FLAGS.find(([name]) => name === column)![1]}`);
}

/** Columns that count distinct accounts with such an event. */
const COUNTED: readonly [column: string, event: string][] = [
  ['triggered', EVENTS.promptTriggered],
  ['shown', EVENTS.promptShown],
  ['clicked', EVENTS.promptClicked],
  ['dismissed', EVENTS.promptDismissed],
  ['snoozed', EVENTS.promptSnoozed],
  ['optedOut', EVENTS.promptOptedOut],
];

/** Also the one that looks at the arm: name and condition on a prompt's event. */
const FLAGS: readonly [column: string, condition: string][] = [
  ...COUNTED.map(([column, event]): [string, string] => [column, `name = '${event}'`]),
  ['heldOut', `name = '${EVENTS.promptTriggered}' AND arm = 'control'`],
];

interface Counted {
  label: string | null;
  trials: number | null;
  purchases: number | null;
  [column: string]: string | number | null;
}

async function answer(parameters: Parameters, context: MetricContext) {
  const range = readRange(parameters, context.today);
  const inRange = inDays(range);
  const found = await context.query<Counted>(
    withExpressions(
      [
        ...expressionsOf(parameters, context, range),
        ['counted', countEvents(inRange)],
        ['credited', sql`${countCredits()} FROM credit WHERE ${inRange} GROUP BY label`],
      ],
      sql`SELECT c.*, r.trials AS trials, r.purchases AS purchases
        FROM counted c LEFT JOIN credited r ON coalesce(r.label, '') = coalesce(c.label, '') AND (r.label IS NULL) = (c.label IS NULL)
        ORDER BY CASE WHEN c.label IS NULL THEN 1 ELSE 0 END, c.label`,
    ),
  );
  return { asOf: range.to, rows: found.map((counted) => toRow(counted, parameters.breakdown)) };
}

function inDays({ from: first, to: last }: Span): Sql {
  return sql`day >= ${dateLiteral(first)} AND day <= ${dateLiteral(last)}`;
}

/** `prompt_event` and `credit`, of all days. */
function expressionsOf(
  { addon, segment: segments, breakdown, attribution }: Parameters,
  { catalog }: MetricContext,
  range: Span,
): Expression[] {
  const { members } = findAddonSet(catalog, addon);
  return [
    populationExpression({ segments, segmentDay: range.to }),
    ['prompt_event', promptEvents(members, raw(breakdown))],
    ['credit', credits(members, attribution)],
  ];
}

function toRow({ label, ...counted }: Counted, breakdown: string): AnswerRow {
  const count = (column: string) => Number(counted[column] ?? 0);
  const shown = count('shown');
  const trials = count('trials');
  const purchases = count('purchases');
  return {
    [breakdown]: label,
    ...{ triggered: count('triggered'), heldOut: count('heldOut'), shown, clicked: count('clicked') },
    ...{ dismissed: count('dismissed'), snoozed: count('snoozed'), optedOut: count('optedOut') },
    ...{ impressions: count('impressions'), trials, purchases },
    clickRate: quotient(count('clicked'), shown),
    dismissRate: quotient(count('dismissed'), shown),
    optOutRate: quotient(count('optedOut'), shown),
    trialRate: quotient(trials, shown),
    attachRate: quotient(purchases, shown),
  };
}

function promptEvents(members: readonly string[], label: Sql): Sql {
  return sql`SELECT i.account AS account, s.addon AS addon, s.name AS name, s.arm AS arm, s.day AS day, s.happened_at AS happened_at,
      s.message_id AS message_id, s.key_space AS key_space, s.${label} AS label
    FROM story s JOIN identity i ON i.identity = s.identity JOIN population p ON p.account = i.account
    WHERE s.name IN (${raw(nameList(PROMPT_EVENTS))}) AND ${isMember('s.addon', members)}`;
}

/** First each account by itself: distinct counts of a column each would go over all events so many times. */
function countEvents(inRange: Sql): Sql {
  const flags = FLAGS.map(([column, condition]) => `max(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS "has_${column}"`);
  const sums = FLAGS.map(([column]) => `CAST(sum("has_${column}") AS BIGINT) AS "${column}"`);
  return sql`SELECT label, ${raw(sums.join(', '))}, CAST(sum(showings) AS BIGINT) AS impressions FROM (
      SELECT label, account, ${raw(flags.join(', '))},
        sum(CASE WHEN name = ${raw(`'${EVENTS.promptShown}'`)} THEN 1 ELSE 0 END) AS showings
      FROM prompt_event WHERE ${inRange} GROUP BY label, account
    ) accounts GROUP BY label`;
}

function countCredits(): Sql {
  return raw(`SELECT label, count(DISTINCT CASE WHEN kind = 'trial' THEN account END) AS trials,
    count(DISTINCT CASE WHEN kind = 'purchase' THEN account END) AS purchases`);
}

/** `(account, kind, day, label)`: what is credited, with the showing's day and label. */
function credits(members: readonly string[], attributionDays: number): Sql {
  const most = integerLiteral(attributionDays * DAY_MICROSECONDS);
  // A showing of the same instant comes first: only timestamps decide.
  return sql`SELECT account, kind, day, label FROM (
      SELECT w.account AS account, w.kind AS kind, s.day AS day, s.label AS label, row_number() OVER (
        PARTITION BY w.account, w.addon, w.kind, w.happened_at ORDER BY s.happened_at DESC, s.message_id DESC, s.key_space DESC
      ) AS place
      FROM (
        SELECT account, addon, 'trial' AS kind, happened_at FROM trial WHERE ${isMember('addon', members)}
        UNION ALL
        SELECT account, addon, 'purchase' AS kind, happened_at FROM holding WHERE is_purchase = 1 AND ${isMember('addon', members)}
      ) w JOIN prompt_event s ON s.account = w.account AND s.addon = w.addon
      WHERE s.name = ${raw(`'${EVENTS.promptShown}'`)} AND s.happened_at <= w.happened_at AND w.happened_at - s.happened_at <= ${most}
    ) showings WHERE place = 1`;
}
