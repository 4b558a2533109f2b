/** Random questions: every metric, every parameter, only combinations that mean something. */
import fc from 'fast-check';

export interface Asked {
  metric: string;
  parameters: Record<string, unknown>;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const day = fc.constantFrom(
  '2025-08-31',
  '2025-10-26',
  '2026-01-31',
  '2026-03-08',
  '2026-05-05',
  '2026-08-01',
  '2026-10-23',
  '2026-10-24',
  '2026-11-01',
  '2026-11-20',
  '2026-11-21',
);
const month = fc.constantFrom('2025-08', '2025-12', '2026-02', '2026-07', '2026-11');
const id = fc.constantFrom('analytics', 'copilot', 'writer');
const set = fc.oneof(id, fc.constantFrom('any', 'kind:ai', 'kind:addon', 'line:AI', 'line:Insights'));
const segment = maybe(
  fc.constantFrom(
    ['plan:pro'],
    ['plan:null'],
    ['size:2.5'],
    ['name:Acme', 'plan:starter'],
    ['budgetConfirmed:true'],
    ['nothing:null'],
  ),
);
const breakdown = maybe(fc.constantFrom('plan', 'size', 'name'));
const window = maybe(fc.constantFrom(1, 7, 28, 30, 90));
const via = maybe(fc.constantFrom('standalone', 'bundle'));

/** `from` not after `to`. */
const days = fc.tuple(maybe(day), maybe(day)).map(([one, two]) => order(one, two, '2026-11-21'));
const months = fc.tuple(maybe(month), maybe(month)).map(([one, two]) => order(one, two, '2026-11'));

function order(one: string | undefined, two: string | undefined, today: string): { from?: string; to?: string } {
  if (two === undefined) return { from: one !== undefined && one <= today ? one : undefined };
  return one !== undefined && one > two ? { from: two, to: one } : { from: one, to: two };
}

const shared = {
  addon: set,
  range: days,
  segment,
  breakdown,
  window,
  interval: maybe(fc.constantFrom('day', 'week', 'month', 'quarter', 'year')),
};
const NUMERATORS = ['paid', 'owned', 'trial', 'used', 'paid_used', 'owned_used'];
const DENOMINATORS = ['customers', 'active', 'exposed', 'trialled', 'owners'];
const denominator = maybe(fc.constantFrom(...DENOMINATORS));
const rate = fc.oneof(
  fc.record({
    ...shared,
    numerator: maybe(fc.constantFrom(...NUMERATORS)),
    denominator,
    weight: maybe(fc.constantFrom('accounts', 'arr')),
  }),
  fc.record({
    ...shared,
    numerator: fc.constantFrom('paid', 'paid_used'),
    denominator,
    weight: maybe(fc.constantFrom('accounts', 'arr', 'seats', 'revenue')),
    via,
  }),
  fc.record({
    ...shared,
    numerator: fc.constant('used'),
    denominator: fc.constant('active'),
    weight: fc.constant('users'),
  }),
);

const cohortNumerator = maybe(fc.constantFrom('trial', 'paid', 'owned', 'used'));
const cohorts = fc
  .record({
    addon: set,
    numerator: cohortNumerator,
    mode: maybe(fc.constantFrom('cumulative', 'net')),
    by: maybe(fc.constantFrom('acquired', 'attached')),
    via,
    range: months,
    asOf: maybe(day),
    segment,
  })
  .map((asked) => ({
    ...asked,
    via: asked.numerator === undefined || asked.numerator === 'paid' ? asked.via : undefined,
  }));

const aimed = {
  addon: id,
  asOf: maybe(day),
  by: fc.constantFrom('2026-11-30', '2027-01-01', '2028-02-29'),
  cac: maybe(fc.constantFrom(100, 0.5)),
};
const listed = {
  ...{ addon: set, asOf: maybe(day), window, segment },
  ...{ also: maybe(id), acquiredFrom: maybe(day), acquiredTo: maybe(day) },
  ...{ limit: maybe(fc.constantFrom(1, 2)), offset: maybe(fc.constantFrom(0, 1, 50)) },
};

const ARBITRARIES: Record<string, fc.Arbitrary<Record<string, any>>> = {
  'attach-rate': rate,
  cohorts,
  'time-to-attach': fc.record({
    addon: id,
    numerator: cohortNumerator,
    range: days,
    asOf: maybe(day),
    segment,
    breakdown,
  }),
  pairs: fc.record({ asOf: maybe(day), segment }),
  progression: fc.record({ asOf: maybe(day), segment, ages: maybe(fc.constantFrom([0], [0, 1, 3], [12, 6])) }),
  journey: fc.record({ addon: maybe(set), asOf: maybe(day), window, segment, breakdown }),
  'revenue-impact': fc.record({ addon: maybe(set), range: days, segment }),
  prompts: fc.record({
    addon: maybe(set),
    range: fc.oneof(days, fc.constant({ from: '2025-08-01' })),
    attribution: maybe(fc.constantFrom(0, 1, 14, 200)),
    breakdown: maybe(fc.constantFrom('prompt', 'variant', 'trigger', 'placement')),
    segment,
  }),
  holdout: fc.record({
    addon: id,
    range: fc.oneof(days, fc.constant({ from: '2025-08-01' })),
    horizon: maybe(fc.constantFrom(1, 28, 90)),
    asOf: maybe(day),
    mde: maybe(fc.constantFrom(0.05, 0.2)),
    segment,
  }),
  opportunities: fc.record({ addon: id, asOf: maybe(day), limit: maybe(fc.constantFrom(1, 3)), segment }),
  feedback: fc.record({ addon: maybe(set), range: days }),
  trajectory: fc.record({ addon: id, asOf: maybe(day), months: maybe(fc.constantFrom(1, 12)) }),
  forecast: fc.oneof(
    fc.record({ ...aimed, target: maybe(fc.constant('rate')), value: fc.constantFrom(0.05, 0.4, 1) }),
    fc.record({ ...aimed, target: fc.constant('arr'), value: fc.constantFrom(10, 2500.5) }),
  ),
  accounts: fc.oneof(
    fc.record({ ...listed, state: fc.constantFrom(...NUMERATORS), denominator }),
    fc.record({ ...listed, state: fc.constantFrom('paid', 'paid_used'), denominator, via }),
    fc.record({ ...listed, state: fc.constantFrom(...DENOMINATORS) }),
  ),
  alerts: fc.record({ addon: maybe(set), asOf: maybe(day), days: maybe(fc.constantFrom(1, 7, 30)) }),
};

export const ASKED_METRICS = Object.keys(ARBITRARIES);

export function questionArbitrary(metric: string): fc.Arbitrary<Asked> {
  return ARBITRARIES[metric]!.map(({ range, ...rest }) => {
    const parameters = Object.fromEntries(
      Object.entries({ ...rest, ...range }).filter(([, value]) => value !== undefined),
    );
    return { metric, parameters };
  });
}

export function queryString(parameters: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'ages') search.append(name, (value as number[]).join(','));
    else for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.toString();
}
