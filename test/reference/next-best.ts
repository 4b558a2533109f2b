/** `nextBest`, from its definition's text. */
import { parseDay } from '../../packages/sdk/src/calendar.ts';
import { asOfDay, type Question } from './sets.ts';
import type { AccountState } from './state.ts';

export function nextBest(question: Question, account: AccountState): { addon: string; reasons: string[] } | null {
  const { catalog } = question.log;
  const asOf = asOfDay(question);
  const customers = question.accounts.filter((one) => !one.internal && one.customer(asOf));
  const has = (one: AccountState, addon: string) => one.purchased(addon, asOf) !== null;
  const uses = (one: AccountState, feature: string) =>
    one.usesIn(asOf, 28).some(({ properties }) => properties.feature === feature);
  const rate = (addon: string, among: AccountState[]) =>
    among.length === 0 ? 0 : among.filter((one) => has(one, addon)).length / among.length;
  const lift = (addon: string, among: AccountState[]) =>
    among.length < 5 || rate(addon, customers) === 0 ? 1 : rate(addon, among) / rate(addon, customers);
  const best = (addon: string, what: string[], among: (id: string) => AccountState[]) => {
    const lifts = what.sort().map((id) => ({ id, lift: lift(addon, among(id)) }));
    return lifts.reduce((high, one) => (one.lift > high.lift ? one : high), { id: '', lift: 1 });
  };
  const features = [...new Set(account.usesIn(asOf, 28).map(({ properties }) => properties.feature as string))];
  const choices = Object.entries(catalog.addons)
    .filter(([id, { launchedAt }]) => !(launchedAt && parseDay(launchedAt) > asOf) && !account.owns(id, asOf))
    .map(([id, addon]) => {
      const owned = Object.keys(catalog.addons).filter((other) => other !== id && has(account, other));
      const product = best(id, owned, (other) => customers.filter((one) => has(one, other)));
      const others = features.filter((feature) => !addon.features.includes(feature));
      const feature = best(id, others, (used) => customers.filter((one) => uses(one, used)));
      const share = rate(id, customers);
      const times = (value: number) => `${value.toFixed(1)} times as common among customers`;
      const reasons = [`${(100 * share).toFixed(1)} % of customers have it`];
      if (feature.id) reasons.unshift(`${times(feature.lift)} that use ${feature.id}`);
      if (product.id) reasons.unshift(`${times(product.lift)} with ${catalog.addons[product.id]!.name}`);
      return { addon: id, reasons, expected: Math.min(1, share * product.lift * feature.lift) };
    });
  const chosen = choices.reduce<(typeof choices)[number] | null>(
    (high, one) => (high === null || one.expected > high.expected + 1e-12 ? one : high),
    null,
  );
  return chosen && { addon: chosen.addon, reasons: chosen.reasons };
}
