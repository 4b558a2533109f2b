/** What an attach rate is counted from, as spans of days: of accounts, and of their users. */
import { raw, type Sql, sql } from '../rollup/sql.ts';
import type { Span } from './days.ts';
import type { MetricContext } from './metric.ts';
import { type AddonSet, windowOf } from './state/addon-set.ts';
import type { Denominator, Numerator } from './state/conditions.ts';
import type { Expression } from './state/expression.ts';
import type { Segment } from './state/segment.ts';
import { canOverlap, denominatorSpans, numeratorSpans, usageSpans } from './state/span-conditions.ts';
import { customerSpans, disjoint, overlap, sharedDays } from './state/spans.ts';
import { usageExpressions, type Via } from './state/state.ts';

export interface RateQuestion {
  numerator: Numerator;
  denominator: Denominator;
  via?: Via;
  window?: number;
  segment?: Segment[];
  breakdown?: string;
  /** What every member of a set adds counts, not only whether one of them holds. */
  isPerMember?: boolean;
}

export function spanOf(days: readonly string[]): Span {
  return { from: days[0]!, to: days.at(-1)! };
}

/** `denominator_span` and `numerator_span`, with `account`. */
export function accountExpressions(
  parameters: RateQuestion,
  { catalog }: MetricContext,
  set: AddonSet,
  days: readonly string[],
): Expression[] {
  const range = spanOf(days);
  const { numerator, denominator, isPerMember, window: asked } = parameters;
  const needsUse = numerator === 'used' || numerator === 'paid_used' || numerator === 'owned_used';
  const usage = usageExpressions({
    ...{ catalog, members: needsUse ? set.members : [], window: asked, ...range, days },
    activeWindow: denominator === 'active' ? windowOf(set, asked) : undefined,
  });
  const question = { catalog, members: set.members, range, via: parameters.via };
  const holds = numeratorSpans(numerator, question);
  const isMixed = !isPerMember && canOverlap(numerator, question);
  return [
    customerSpans(range, parameters.segment ?? [], parameters.breakdown),
    ...usage,
    ['denominator_span', denominatorSpans(denominator, question)],
    ['holding_span', isMixed ? disjointAccounts(holds) : holds],
    [
      'numerator_span',
      sql`SELECT d.account AS account, d.segment AS segment, ${sharedDays('d', 'n')}, d.mrr_cents AS mrr_cents, n.mrr_cents AS own_cents, n.quantity AS own_quantity
        FROM denominator_span d JOIN holding_span n ON n.account = d.account WHERE ${overlap('d', 'n')}`,
    ],
  ];
}

function disjointAccounts(spans: Sql): Sql {
  return sql`SELECT account, day, until_day, 0 AS mrr_cents, 0 AS quantity FROM (${disjoint(spans, ['account'])}) d`;
}

/** `account_span`, `user_denominator_span` and `user_numerator_span`, with `account` and `person`. */
export function userExpressions(
  parameters: RateQuestion,
  { catalog }: MetricContext,
  set: AddonSet,
  days: readonly string[],
): Expression[] {
  const range = spanOf(days);
  const window = windowOf(set, parameters.window);
  const usage = usageExpressions({
    ...{ catalog, members: set.members, window: parameters.window, activeWindow: window, of: 'both', ...range, days },
  });
  const isWithin = set.members.every((id) => (parameters.window ?? catalog.addons[id]!.attached.window) <= window);
  const used = usageSpans('used', 'person', range);
  const alone = set.members.length > 1 ? disjoint(used, ['account', 'person']) : used;
  // Who met a threshold within a part of the window was active in it.
  const usingUsers = isWithin
    ? alone
    : sql`SELECT u.account AS account, u.person AS person, ${sharedDays('u', 'a')} FROM (${alone}) u JOIN active_user a
        ON a.account = u.account AND a.person = u.person WHERE ${overlap('u', 'a')}`;
  const ofCustomers = (
    spans: Sql,
  ) => sql`SELECT s.account AS account, s.person AS person, c.segment AS segment, ${sharedDays('c', 's')}
    FROM customer_span c JOIN (${spans}) s ON s.account = c.account WHERE ${overlap('c', 's')}`;
  return [
    customerSpans(range, parameters.segment ?? [], parameters.breakdown),
    ...usage,
    ['active_user', usageSpans('active', 'person', range)],
    ['account_span', ofCustomers(usageSpans('active', 'account', range))],
    ['user_denominator_span', ofCustomers(raw('SELECT account, person, day, until_day FROM active_user'))],
    ['user_numerator_span', ofCustomers(usingUsers)],
  ];
}
