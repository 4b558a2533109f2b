import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { readRange } from './days.ts';
import type { AccountList, AnswerRow, Metric, MetricContext } from './metric.ts';
import { addonSet, from, segment, to } from './parameters.ts';
import { quotient } from './quotient.ts';
import { findAddonSet } from './state/addon-set.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, TOTAL_AT } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, heldAt } from './state/state.ts';

interface Parameters {
  addon: string;
  from?: string;
  to?: string;
  segment?: Segment[];
}

const GROUPS = ['attached', 'unattached'] as const;

interface Key {
  group: (typeof GROUPS)[number];
}

export const revenueImpact: Metric<Parameters, Key> = {
  name: 'revenue-impact',
  title: 'Revenue of attached and unattached customers',
  text: `Customers at "from" with a total MRR above 0, in two groups frozen there: those that purchased the add-on, and those that did
not. mrrStart and mrrEnd: their total MRR at "from" and "to"; nrr: end / start; grr: the sum of the smaller of both / start;
nrrElsewhere: end / start with this set's own MRR taken out of both; logoRetention: share still customers at "to"; arpa: mean MRR
at "from"; acv: 12 × that. addonShare: the set's MRR ÷ total MRR of all customers at "to". expansion: over accounts that are
customers at both days, the sum of what their total MRR grew; expansionFromAddon: what of that the set's own MRR grew, at most
the account's growth. The groups differ in more than the add-on: this is association, not cause.`,
  example: 'A group with 10,000 a month at the start and 11,000 at the end has nrr 1.1, whoever joined later.',
  parameters: (context) => ({ addon: addonSet(context, 'any'), from, to, segment }),
  check: (parameters, { today }) => void readRange(parameters, today),
  answer,
  columns: () => [
    ...['group', 'accounts', 'mrrStart', 'mrrEnd', 'nrr', 'grr', 'nrrElsewhere', 'logoRetention', 'arpa', 'acv'],
  ],
  lists: {
    columns: {
      accounts: { text: 'The accounts of the group, with what they paid at "from".' },
      logoRetention: { text: 'Those of the group that are still customers at "to", with what they pay then.' },
    },
    key: () => ({ group: { type: 'string', enum: GROUPS, description: 'The group of the row.' } }),
    find: ({ group, ...asked }, column, context): AccountList => {
      const days = readRange(asked, context.today);
      const isRetained = column === 'logoRetention';
      const inGroup = integerLiteral(GROUPS.indexOf(group));
      return {
        day: isRetained ? days.to : days.from,
        expressions: expressionsOf(asked, context),
        accounts: sql`SELECT account FROM life WHERE in_group = ${inGroup}${raw(isRetained ? ' AND at_end IS NOT NULL' : '')}`,
      };
    },
  },
};

type Sums = Record<
  | 'in_group'
  | 'accounts'
  | 'start_sum'
  | 'end_sum'
  | 'kept_sum'
  | 'own_start'
  | 'own_end'
  | 'retained'
  | 'expansion'
  | 'own_expansion',
  number
>;

/** `life`: see {@link lives}. */
function expressionsOf({ addon, segment: segments, ...range }: Parameters, context: MetricContext): Expression[] {
  const days = readRange(range, context.today);
  const { members } = findAddonSet(context.catalog, addon);
  return [
    dateExpression([...new Set([days.from, days.to])], context.catalog),
    populationExpression({ segments, segmentDay: days.to, acquiredBy: days.to }),
    CUSTOMERS_OF_POPULATION,
    TOTAL_AT,
    ['own_at', ownAt(members)],
    ['life', lives(days)],
  ];
}

async function answer(parameters: Parameters, context: MetricContext) {
  const days = readRange(parameters, context.today);
  const found = await context.query<Sums>(withExpressions(expressionsOf(parameters, context), SUMS));
  const total = (column: keyof Sums) => found.reduce((sum, group) => sum + group[column], 0);
  const rows = GROUPS.map((group, index) =>
    toRow(
      group,
      found.find(({ in_group }) => in_group === index),
    ),
  );
  return {
    asOf: days.to,
    rows,
    addonShare: quotient(total('own_end'), total('end_sum')),
    expansion: total('expansion') / 100,
    expansionFromAddon: total('own_expansion') / 100,
    expansionShare: quotient(total('own_expansion'), total('expansion')),
    expansionOfTotal: quotient(total('expansion'), total('end_sum')),
  };
}

function toRow(group: string, sums: Sums | undefined): AnswerRow {
  const {
    accounts = 0,
    start_sum = 0,
    end_sum = 0,
    kept_sum = 0,
    own_start = 0,
    own_end = 0,
    retained = 0,
  } = sums ?? {};
  return {
    ...{ group, accounts, mrrStart: start_sum / 100, mrrEnd: end_sum / 100 },
    nrr: quotient(end_sum, start_sum),
    grr: quotient(kept_sum, start_sum),
    nrrElsewhere: quotient(end_sum - own_end, start_sum - own_start),
    logoRetention: quotient(retained, accounts),
    arpa: quotient(start_sum, 100 * accounts),
    acv: quotient(12 * start_sum, 100 * accounts),
  };
}

/** `(account, day, own_cents)`: MRR of the set's purchased add-ons. */
function ownAt(members: readonly string[]): Sql {
  return sql`SELECT account, day, CAST(sum(mrr_cents) AS BIGINT) AS own_cents FROM (${heldAt(members)}) h GROUP BY account, day`;
}

/** Every account that is a customer at one of the days. `in_group`: 0 attached, 1 unattached, 2 neither. */
function lives({ from: first, to: last }: { from: string; to: string }): Sql {
  return sql`SELECT p.account AS account, s.account AS at_start, e.account AS at_end,
      coalesce(s.total_cents, 0) AS start_cents, coalesce(e.total_cents, 0) AS end_cents,
      CASE WHEN s.account IS NULL THEN 0 ELSE coalesce(os.own_cents, 0) END AS own_start_cents,
      CASE WHEN e.account IS NULL THEN 0 ELSE coalesce(oe.own_cents, 0) END AS own_end_cents,
      CASE WHEN coalesce(s.total_cents, 0) = 0 THEN 2 WHEN os.account IS NOT NULL THEN 0 ELSE 1 END AS in_group
    FROM population p
    LEFT JOIN total_at s ON s.account = p.account AND s.day = ${dateLiteral(first)}
    LEFT JOIN total_at e ON e.account = p.account AND e.day = ${dateLiteral(last)}
    LEFT JOIN own_at os ON os.account = p.account AND os.day = ${dateLiteral(first)}
    LEFT JOIN own_at oe ON oe.account = p.account AND oe.day = ${dateLiteral(last)}
    WHERE s.account IS NOT NULL OR e.account IS NOT NULL`;
}

const SUMS = sql`SELECT in_group, count(*) AS accounts, CAST(sum(start_cents) AS BIGINT) AS start_sum,
    CAST(sum(end_cents) AS BIGINT) AS end_sum, CAST(sum(smaller_cents) AS BIGINT) AS kept_sum,
    CAST(sum(own_start_cents) AS BIGINT) AS own_start, CAST(sum(own_end_cents) AS BIGINT) AS own_end,
    CAST(sum(CASE WHEN at_start IS NOT NULL AND at_end IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS retained,
    CAST(sum(grown_cents) AS BIGINT) AS expansion,
    CAST(sum(CASE WHEN own_grown_cents < grown_cents THEN own_grown_cents ELSE grown_cents END) AS BIGINT) AS own_expansion
  FROM (
    SELECT *, CASE WHEN end_cents < start_cents THEN end_cents ELSE start_cents END AS smaller_cents,
      CASE WHEN at_start IS NOT NULL AND at_end IS NOT NULL AND end_cents > start_cents THEN end_cents - start_cents ELSE 0 END AS grown_cents,
      CASE WHEN own_end_cents > own_start_cents THEN own_end_cents - own_start_cents ELSE 0 END AS own_grown_cents
    FROM life
  ) grown GROUP BY in_group`;
