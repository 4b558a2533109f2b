import { nextBest } from './next-best.ts';
import { asOfDay, compareNullLast, type Question, select } from './sets.ts';
import { type AccountState, dayOfText } from './state.ts';

const WEIGHTS: Record<string, number> = {
  usageMaturity: 25,
  health: 20,
  growth: 15,
  demand: 15,
  engagement: 10,
  timing: 10,
  budget: 5,
};
const clamp = (value: number) => Math.min(1, Math.max(0, value));

export function opportunities(question: Question): object[] {
  const { ask, log } = question;
  const asOf = asOfDay(question);
  return select(question, asOf)
    .filter((account) => account.customer(asOf) && !account.owns(ask.addon, asOf))
    .map((account) => {
      const since = dayOfText(account.trait('activatedAt', asOf), log.timeZone) ?? account.acquired;
      const tenureDays = asOf - since;
      return {
        ...{ account: account.id, name: account.trait('name', asOf), ...readinessOf(account, ask.addon, asOf) },
        ...{ tenureDays, inWindow: tenureDays >= 60 && tenureDays <= 120 },
      };
    })
    .sort((a, b) => {
      const difference = (b.score ?? -1) - (a.score ?? -1);
      return Math.abs(difference) > 1e-9 ? difference : compareNullLast(a.account, b.account);
    })
    .slice(0, ask.limit ?? 100)
    .map((row) => ({ ...row, nextBest: nextBest(question, question.accounts.find(({ id }) => id === row.account)!) }));
}

/** The score that an account's sub-scores give it on a day. */
export function readinessOf(account: AccountState, addon: string, asOf: number) {
  const subscores = scoresOf(account, addon, asOf);
  let known = 0;
  let reached = 0;
  let all = 0;
  for (const [name, weight] of Object.entries({ ...WEIGHTS, ...account.log.catalog.scoring })) {
    const score = subscores[name] ?? null;
    all += weight;
    if (score !== null) {
      known += weight;
      reached += weight * score;
    }
  }
  const score = known === 0 ? null : (100 * reached) / known;
  const coverage = all === 0 ? null : known / all;
  const proactive = score !== null && coverage !== null && score > 70 && coverage >= 0.6;
  return { score, coverage, proactive, subscores };
}

function scoresOf(account: AccountState, addon: string, asOf: number): Record<string, number | null> {
  const { catalog, timeZone } = account.log;
  const recent = account.usesIn(asOf, 28);
  const features = [...new Set(catalog.product.features)];
  const usedFeatures = features.filter((feature) =>
    recent.some(({ properties }) => properties.feature === feature),
  ).length;
  const health = account.trait('healthScore', asOf);
  const healthNumber = health === null || health.trim() === '' ? Number.NaN : Number(health);
  const now = account.activeUsers(asOf, 28).length;
  const before = account.activeUsers(asOf - 28, 28).length;
  const demanding = ['Limit Reached', 'Limit Approached', 'Feature Gated'].flatMap((name) =>
    account.usesIn(asOf, 28, name).filter(({ properties }) => properties.addon === addon),
  );
  const renewal = dayOfText(account.trait('renewalAt', asOf), timeZone);
  const budget = account.trait('budgetConfirmed', asOf);
  return {
    usageMaturity: features.length === 0 ? null : clamp(usedFeatures / features.length / 0.8),
    health: Number.isNaN(healthNumber) ? null : clamp(healthNumber / 75),
    growth: before === 0 ? null : clamp((now / before - 1) / 0.2),
    demand: clamp(demanding.length / 3),
    engagement: clamp(new Set(recent.map(({ day }) => day)).size / 20),
    timing: renewal === null ? null : clamp((renewal - asOf) / 30.4375 / 6),
    budget: budget === 'true' ? 1 : budget === 'false' ? 0 : null,
  };
}
