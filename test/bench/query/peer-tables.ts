/** What the peers are given: the same daily rollup, one row an account, add-on and day, and the same two questions. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../packages/collector/src/store/store.ts';

export interface PeerTable {
  name: string;
  /** Column and its type in PostgreSQL; the others have theirs by it. */
  columns: readonly (readonly [name: string, type: 'text' | 'date' | 'bigint'])[];
  /** From our tables. */
  select: string;
}

export const PEER_TABLES: readonly PeerTable[] = [
  {
    name: 'addon_day',
    columns: [
      ['account', 'text'],
      ['addon', 'text'],
      ['day', 'date'],
      ['uses', 'bigint'],
    ],
    select: `SELECT i.account, f.addon, d.day, CAST(sum(d.quantity) AS BIGINT) FROM daily d JOIN identity i ON i.identity = d.identity
      JOIN addon_feature f ON f.feature = d.feature GROUP BY i.account, f.addon, d.day`,
  },
  {
    name: 'active_day',
    columns: [
      ['account', 'text'],
      ['day', 'date'],
    ],
    select: 'SELECT DISTINCT i.account, d.day FROM daily d JOIN identity i ON i.identity = d.identity',
  },
  ...(['customer', 'holding'] as const).map(
    (name): PeerTable => ({
      name,
      columns: [
        ['account', 'text'],
        ['day', 'date'],
        ['until_day', 'date'],
        ['mrr_cents', 'bigint'],
      ],
      select: `SELECT account, day, until_day, mrr_cents FROM ${name}`,
    }),
  ),
  {
    name: 'account',
    columns: [
      ['account', 'text'],
      ['acquired', 'date'],
    ],
    select: 'SELECT account, acquired FROM account',
  },
];

/** Each as a CSV file without header, one at a time, gone afterwards. */
export async function eachAsCsv(
  store: Store,
  directory: string,
  load: (table: PeerTable, file: string) => Promise<void> | void,
): Promise<void> {
  for (const table of PEER_TABLES) {
    const file = join(directory, `${table.name}.csv`);
    await store.query(`COPY (${table.select}) TO '${file}' (FORMAT CSV, HEADER FALSE)`);
    await load(table, file);
    rmSync(file);
  }
}

/** The two questions that peers are asked too. */
export type PeerQuestion = 'series' | 'cohorts';
export const PEER_QUESTIONS: Record<PeerQuestion, string> = {
  series: '/v1/metrics/attach-rate?addon=copilot&numerator=used&denominator=active',
  cohorts: '/v1/metrics/cohorts?addon=copilot&numerator=used',
};

/** An answer as lines that can be compared: `date,denominator,numerator`, or `cohort,day,size,attached,customers,cents`. */
export type PeerAnswers = Record<PeerQuestion, string[]>;

export interface PeerResult {
  name: string;
  /** Milliseconds of each run, sorted. */
  times: Record<PeerQuestion, number[]>;
  answers: PeerAnswers;
}

interface SeriesRow {
  date: string;
  denominator: number;
  numerator: number;
}
interface CohortRow {
  cohort: string;
  size: number;
  cells: { month: number; attached: number; customers: number; mrr: number }[];
}

/** Our own answers, as those lines. */
export function linesOf(question: PeerQuestion, rows: unknown[]): string[] {
  if (question === 'series') {
    return (rows as SeriesRow[]).map(({ date, denominator, numerator }) => [date, denominator, numerator].join());
  }
  const lines = (rows as CohortRow[]).flatMap(({ cohort, size, cells }) =>
    cells.map(({ attached, customers, mrr }, index) =>
      [`${cohort}-01`, lastDayAfter(cohort, index), size, attached, customers, Math.round(mrr * 100)].join(),
    ),
  );
  return lines.sort();
}

const LAST_DAY = '2026-11-21';

function lastDayAfter(cohort: string, months: number): string {
  const [year, month] = cohort.split('-').map(Number);
  const last = new Date(Date.UTC(year!, month! + months, 0)).toISOString().slice(0, 10);
  return last < LAST_DAY ? last : LAST_DAY;
}
