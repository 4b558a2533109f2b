/** Every number of an answer that counts accounts, and how its list is asked for: written from the answers alone. */
import type { Asked } from './questions.ts';

export interface Counting {
  /** Of `GET /v1/accounts`. */
  parameters: Record<string, unknown>;
  /** What the answer says. */
  count: number;
  /** What the answer says that these accounts pay together, where it does. */
  mrr?: number;
}

type Answer = Record<string, any>;
type Count = [column: string, count: number, key?: Record<string, unknown>, mrr?: number];

/** By metric: its numbers, the key of their row in place of or beside what was asked. */
const COUNTS: Record<string, (asked: Record<string, any>, answer: Answer) => Count[]> = {
  'attach-rate': (asked, { rows }) =>
    rows.flatMap((row: Answer): Count[] => {
      const key = { date: row.date, ...rowOf(asked, row) };
      if (asked.weight !== undefined && asked.weight !== 'accounts' && asked.weight !== 'users') return [];
      return [
        ['numerator', row.numerator, key],
        ['denominator', row.denominator, key],
      ];
    }),
  cohorts: (_, { rows }) =>
    rows.flatMap(({ cohort, size, cells }: Answer): Count[] => [
      ['size', size, { cohort }],
      ...cells.flatMap(({ month, attached, customers, mrr }: Answer): Count[] => [
        ['attached', attached, { cohort, month }],
        ['customers', customers, { cohort, month }, mrr],
      ]),
    ]),
  'time-to-attach': (asked, { rows }) =>
    rows.flatMap((row: Answer): Count[] => [
      ...['accounts', 'attached', 'churned'].map((name): Count => [name, row[name], rowOf(asked, row)]),
      ['censored', row.accounts - row.attached - row.churned, rowOf(asked, row)],
    ]),
  pairs: (_, { rows, breadth, combos }) => [
    ...rows.flatMap(({ from, to, owners, both, arpaWith }: Answer): Count[] => [
      ['owners', owners, { from, to }],
      ['both', both, { from, to }, (arpaWith ?? 0) * both],
    ]),
    ...breadth.map(({ products, accounts }: Answer): Count => ['breadth', accounts, { products }]),
    ...combos.map(
      ({ products, accounts, arpa }: Answer): Count => [
        'combos',
        accounts,
        { products: products.join(',') },
        arpa * accounts,
      ],
    ),
  ],
  progression: (_, { rows }) =>
    rows.flatMap(({ age, accounts, ...shares }: Answer): Count[] => [
      ['accounts', accounts, { age }],
      ...Object.entries(shares).map(([name, share]): Count => [name, Math.round((share ?? 0) * accounts), { age }]),
    ]),
  journey: (asked, { rows }) =>
    rows.flatMap((row: Answer) =>
      row.stages.map(({ stage, count }: Answer): Count => [stage, count, rowOf(asked, row)]),
    ),
  'revenue-impact': (_, { rows }) =>
    rows.flatMap(({ group, accounts, logoRetention, mrrStart, mrrEnd }: Answer): Count[] => [
      ['accounts', accounts, { group }, mrrStart],
      ['logoRetention', Math.round((logoRetention ?? 0) * accounts), { group }, mrrEnd],
    ]),
  prompts: ({ breakdown = 'prompt' }, { rows }) =>
    rows.flatMap((row: Answer) =>
      [...['triggered', 'heldOut', 'shown', 'clicked', 'dismissed', 'snoozed', 'optedOut', 'trials', 'purchases']].map(
        (name): Count => [name, row[name], { [breakdown]: row[breakdown] ?? 'null' }],
      ),
    ),
  holdout: (_, { rows: [{ treated, control, owners, immature, crossovers }] }) => [
    ['treated.accounts', treated.accounts],
    ['treated.converted', treated.converted],
    ['control.accounts', control.accounts],
    ['control.converted', control.converted],
    ['owners', owners],
    ['immature', immature],
    ['crossovers', crossovers],
  ],
  feedback: (_, { rows }) =>
    rows.map(({ addon, kind, responses }: Answer): Count => ['responses', responses, { addon, kind }]),
  trajectory: (_, { rows }) =>
    rows.flatMap(({ clock, months, numerator, denominator }: Answer): Count[] => [
      ['numerator', numerator, { clock, months }],
      ['denominator', denominator, { clock, months }],
    ]),
  forecast: (_, { owners, customers }) => [
    ['owners', owners],
    ['customers', customers],
  ],
};

export const COUNTING_METRICS = Object.keys(COUNTS);

export function countingsOf({ metric, parameters }: Asked, answer: Answer): Counting[] {
  return COUNTS[metric]!(parameters, answer).map(([column, count, key, mrr]) => ({
    parameters: { ...parameters, metric, column, ...key },
    count,
    ...(mrr !== undefined && { mrr }),
  }));
}

/** A row of a breakdown is chosen by its segment, beside those that were asked for. */
function rowOf({ segment = [] }: Record<string, any>, row: Answer): Record<string, unknown> {
  const own = Object.entries(row.segment ?? {}).map(([trait, value]) => `${trait}:${value}`);
  return own.length === 0 ? {} : { segment: [...segment, ...own] };
}
