import { parseDay } from '@attachkit/sdk/calendar';
import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import { timeZoneOf } from '../rollup/catalog-tables.ts';
import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { EVENT_ORDER } from '../rollup/table.ts';
import { closeOf, DAY_MICROSECONDS } from '../rollup/zone.ts';
import { dotted } from './csv.ts';
import { readRange } from './days.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { asOf, from, segment, singleAddon, to } from './parameters.ts';
import { quotient } from './quotient.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { populationExpression } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { newcombeInterval } from './statistics/intervals.ts';
import { sampleRatioTest } from './statistics/sample-ratio.ts';
import { accountsNeeded, pooledTest } from './statistics/two-proportions.ts';

interface Parameters {
  addon: string;
  from?: string;
  to?: string;
  horizon: number;
  asOf?: string;
  mde?: number;
  segment?: Segment[];
}

export const holdout: Metric<Parameters> = {
  name: 'holdout',
  title: 'Holdout',
  text: `What prompts caused. One draw per account and add-on decides treated or control for all its prompts. An account's first
Prompt Triggered ever for the add-on gives its arm and t0; it counts when t0 lies in from…to. Left out: accounts that held the
add-on just before t0 (owners), then those whose horizon is not over at the close of "asOf" (immature). crossovers: control
accounts that were shown a prompt within the horizon; they stay in control. Converted: a purchase in [t0, t0 + horizon). lift:
treated rate − control rate, with the 95 % Newcombe hybrid score interval; pValue: two-sided pooled z test; srm: whether the arms
have the sizes they were drawn for (chi-square, 1 d.f.). verdict: sample_ratio_mismatch when srm's p < 0.001, else
not_enough_data when an arm is empty or fewer than 5 converted, else lift, harm or no_evidence as the interval excludes 0.
accountsNeeded: per arm, two-sided 5 %, power 80 %, to find the lift seen, or "mde" (a difference of rates) above the control's rate.`,
  example: '56 of 70 treated and 48 of 80 control converted: lift 0.2, between 0.0524 and 0.3339.',
  required: ['addon'],
  parameters: (context) => ({
    addon: singleAddon(context),
    from: { ...from, description: 'The first day of t0.' },
    to: { ...to, description: 'The last day of t0.' },
    horizon: {
      type: 'integer',
      minimum: 1,
      maximum: 3660,
      default: 28,
      description: 'Days after t0 in which a purchase counts.',
    },
    asOf,
    mde: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Smallest difference of rates worth finding.',
    },
    segment,
  }),
  check: (parameters, { today }) => void readRange(parameters, today),
  answer,
  columns: () => [
    ...dotted('treated', ['accounts', 'converted', 'rate']),
    ...dotted('control', ['accounts', 'converted', 'rate']),
    ...['lift', 'low', 'high', 'relativeLift', 'pValue', 'accountsNeeded'],
    ...dotted('srm', ['expectedControl', 'pValue']),
    ...['verdict', 'owners', 'immature', 'crossovers'],
  ],
  lists: {
    columns: {
      'treated.accounts': { text: 'The accounts drawn as treated that count.' },
      'treated.converted': { text: 'Those of the treated that bought within the horizon.' },
      'control.accounts': { text: 'The accounts drawn as control that count.' },
      'control.converted': { text: 'Those of the control that bought within the horizon.' },
      owners: { text: 'The accounts left out because they held the add-on just before t0.' },
      immature: { text: 'The accounts left out because their horizon is not over.' },
      crossovers: { text: 'Those of the control that were shown a prompt within the horizon.' },
    },
    find: (asked, column, context): AccountList => ({
      day: asked.asOf ?? context.today,
      expressions: expressionsOf(asked, context),
      accounts: sql`SELECT account FROM subject WHERE ${raw(LISTED[column]!)}`,
    }),
  },
};

/** Conditions on a subject. */
const LISTED: Record<string, string> = {
  'treated.accounts': "standing = 'counted' AND arm = 'treated'",
  'treated.converted': "standing = 'counted' AND arm = 'treated' AND converted = 1",
  'control.accounts': "standing = 'counted' AND arm = 'control'",
  'control.converted': "standing = 'counted' AND arm = 'control' AND converted = 1",
  owners: "standing = 'owner'",
  immature: "standing = 'immature'",
  crossovers: "standing = 'counted' AND arm = 'control' AND crossed = 1",
};

interface Arm {
  accounts: number;
  converted: number;
}

interface Counted {
  arm: 'treated' | 'control';
  standing: 'owner' | 'immature' | 'counted';
  accounts: number;
  converted: number;
  crossed: number;
  [column: string]: string | number;
}

/** `subject (account, arm, standing, converted, crossed)`. */
function expressionsOf(
  { addon, horizon, segment: segments, ...days }: Parameters,
  { catalog, today }: MetricContext,
): Expression[] {
  const last = days.asOf ?? today;
  const close = integerLiteral(closeOf(parseDay(last), timeZoneOf(catalog)));
  return [
    populationExpression({ segments, segmentDay: last, acquiredBy: last }),
    ['first_trigger', firstTriggers(addon, readRange(days, today))],
    ['subject', subjects(addon, integerLiteral(horizon * DAY_MICROSECONDS), close)],
  ];
}

async function answer(parameters: Parameters, context: MetricContext) {
  const { addon, mde, asOf: last = context.today } = parameters;
  const found = await context.query<Counted>(
    withExpressions(
      expressionsOf(parameters, context),
      sql`SELECT arm, standing, count(*) AS accounts, CAST(sum(converted) AS BIGINT) AS converted, CAST(sum(crossed) AS BIGINT) AS crossed
        FROM subject GROUP BY arm, standing`,
    ),
  );
  const arm = (name: Counted['arm']): Arm => {
    const { accounts = 0, converted = 0 } = found.find((one) => one.arm === name && one.standing === 'counted') ?? {};
    return { accounts, converted };
  };
  const left = (standing: Counted['standing']) =>
    found.reduce((sum, one) => sum + (one.standing === standing ? one.accounts : 0), 0);
  const crossovers = found.find((one) => one.arm === 'control' && one.standing === 'counted')?.crossed ?? 0;
  const row: AnswerRow = {
    ...judgeArms(arm('treated'), arm('control'), controlShare(context.catalog, addon), mde),
    ...{ owners: left('owner'), immature: left('immature'), crossovers },
  };
  return { asOf: last, rows: [row] };
}

export function controlShare(catalog: Catalog, addon: string): number {
  return catalog.addons[addon]?.holdout ?? catalog.holdout ?? CATALOG_DEFAULTS.holdout;
}

/** All that two arms tell. @param share the share drawn for control */
export function judgeArms(treated: Arm, control: Arm, share: number, mde?: number): AnswerRow {
  const rateOf = ({ accounts, converted }: Arm) => quotient(converted, accounts);
  const total = treated.accounts + control.accounts;
  const srm =
    share > 0 && share < 1
      ? { expectedControl: share * total, pValue: sampleRatioTest(control.accounts, total, share) }
      : null;
  const effect = treated.accounts > 0 && control.accounts > 0 ? effectOf(treated, control, mde) : NO_EFFECT;
  return {
    treated: { ...treated, rate: rateOf(treated) },
    control: { ...control, rate: rateOf(control) },
    ...effect,
    srm,
    verdict: verdictOf(srm?.pValue ?? null, effect, treated.converted + control.converted),
  };
}

const NO_EFFECT = { lift: null, low: null, high: null, relativeLift: null, pValue: null, accountsNeeded: null };

function effectOf(treated: Arm, control: Arm, mde: number | undefined) {
  const first = { count: treated.converted, total: treated.accounts };
  const second = { count: control.converted, total: control.accounts };
  const p1 = first.count / first.total;
  const p2 = second.count / second.total;
  return {
    lift: p1 - p2,
    ...newcombeInterval(first, second),
    relativeLift: quotient(p1 - p2, p2),
    pValue: pooledTest(first, second),
    accountsNeeded: accountsNeeded(mde === undefined ? p1 : p2 + mde, p2),
  };
}

function verdictOf(
  srm: number | null,
  { low, high }: { low: number | null; high: number | null },
  converted: number,
): string {
  if (srm !== null && srm < 0.001) return 'sample_ratio_mismatch';
  if (low === null || high === null || converted < 5) return 'not_enough_data';
  if (low > 0) return 'lift';
  return high < 0 ? 'harm' : 'no_evidence';
}

/** `(account, arm, t0)`, where t0 lies in the range. */
function firstTriggers(addon: string, range: { from: string; to: string }): Sql {
  return sql`SELECT account, arm, happened_at AS t0 FROM (
      SELECT i.account AS account, s.arm AS arm, s.day AS day, s.happened_at AS happened_at,
        row_number() OVER (PARTITION BY i.account ORDER BY ${raw(EVENT_ORDER)}) AS place
      FROM story s JOIN identity i ON i.identity = s.identity JOIN population p ON p.account = i.account
      WHERE s.name = ${raw(`'${EVENTS.promptTriggered}'`)} AND s.addon = ${addon}
    ) ranked WHERE place = 1 AND day >= ${dateLiteral(range.from)} AND day <= ${dateLiteral(range.to)}`;
}

function subjects(addon: string, horizon: Sql, close: Sql): Sql {
  const within = (moment: string) =>
    sql`CASE WHEN ${raw(moment)} >= f.t0 AND ${raw(moment)} < f.t0 + ${horizon} THEN 1 ELSE 0 END`;
  // Moments are compared after the join by account: as join conditions they would tempt a planner to compare all with all.
  return sql`SELECT f.account AS account, f.arm AS arm, CASE WHEN h.owned = 1 THEN 'owner'
        WHEN f.t0 + ${horizon} > ${close} THEN 'immature' ELSE 'counted' END AS standing,
      coalesce(h.converted, 0) AS converted, coalesce(x.crossed, 0) AS crossed
    FROM first_trigger f
    LEFT JOIN (
      SELECT f.account AS account, max(CASE WHEN h.happened_at < f.t0 AND h.until_at >= f.t0 THEN 1 ELSE 0 END) AS owned,
        max(CASE WHEN h.is_purchase = 1 THEN ${within('h.happened_at')} ELSE 0 END) AS converted
      FROM first_trigger f JOIN holding h ON h.account = f.account WHERE h.addon = ${addon} GROUP BY f.account
    ) h ON h.account = f.account
    LEFT JOIN (
      SELECT f.account AS account, max(${within('s.happened_at')}) AS crossed
      FROM story s JOIN identity i ON i.identity = s.identity JOIN first_trigger f ON f.account = i.account
      WHERE s.name = ${raw(`'${EVENTS.promptShown}'`)} AND s.addon = ${addon} GROUP BY f.account
    ) x ON x.account = f.account`;
}
