/** `journey` and `revenue-impact`. */
import { asOfDay, broken, type Question, ratio, readDays, readSet, select, sum } from './sets.ts';
import type { AccountState } from './state.ts';

const STAGES = ['eligible', 'viewed', 'setUp', 'used', 'returned', 'attached'];

export function journey(question: Question): object[] {
  const { ask, log } = question;
  const asOf = asOfDay(question);
  const window = ask.window ?? 28;
  const { members } = readSet(log.catalog, ask.addon ?? 'any');
  const features = members.flatMap((addon) => log.catalog.addons[addon]!.features);
  const eligible = select(question, asOf).filter((account) => account.active(asOf, window));
  const reached = (account: AccountState): number => {
    const own = (name: string) =>
      account.usesIn(asOf, window, name).filter(({ properties }) => features.includes(properties.feature));
    if (members.some((addon) => account.uses(addon, asOf, window))) return 5;
    const used = own('Feature Used');
    if (new Set(used.map(({ day }) => day)).size >= 2) return 4;
    if (used.length > 0) return 3;
    if (own('Feature Set Up').length > 0) return 2;
    return own('Feature Viewed').length > 0 ? 1 : 0;
  };
  return broken(eligible, ask.breakdown, asOf).map(({ segment, accounts }) => {
    const depths = accounts.map(reached);
    const counts = STAGES.map((_, index) => depths.filter((depth) => depth >= index).length);
    const stages = STAGES.map((stage, index) => {
      const kept = index === 0 ? null : ratio(counts[index]!, counts[index - 1]!);
      return { stage, count: counts[index], dropOff: kept === null ? null : 1 - kept };
    });
    return { segment, stages };
  });
}

export function revenueImpact(question: Question): { rows: object[]; [field: string]: unknown } {
  const { ask, log } = question;
  const { from, to } = readDays(question);
  const { members } = readSet(log.catalog, ask.addon ?? 'any');
  const own = (account: AccountState, day: number) =>
    sum(members.map((addon) => account.purchased(addon, day)?.mrrCents ?? 0));
  const lives = select(question, to).map((account) => ({
    start: account.totalCents(from),
    end: account.totalCents(to),
    ownStart: own(account, from),
    ownEnd: own(account, to),
    isAtStart: account.customer(from),
    isAtEnd: account.customer(to),
    bought: members.some((addon) => account.purchased(addon, from) !== null),
  }));
  const groups = (['attached', 'unattached'] as const).map((group) => {
    const those = lives.filter((life) => life.isAtStart && life.start > 0 && life.bought === (group === 'attached'));
    const start = sum(those.map((life) => life.start));
    const end = sum(those.map((life) => life.end));
    const arpa = ratio(start / 100, those.length);
    return {
      group,
      accounts: those.length,
      mrrStart: start / 100,
      mrrEnd: end / 100,
      nrr: ratio(end, start),
      grr: ratio(sum(those.map((life) => Math.min(life.start, life.end))), start),
      nrrElsewhere: ratio(end - sum(those.map((life) => life.ownEnd)), start - sum(those.map((life) => life.ownStart))),
      logoRetention: ratio(those.filter((life) => life.isAtEnd).length, those.length),
      arpa,
      acv: arpa === null ? null : 12 * arpa,
    };
  });
  const both = lives.filter((life) => life.isAtStart && life.isAtEnd);
  const totalAtEnd = sum(lives.map((life) => life.end));
  const expansion = sum(both.map((life) => Math.max(life.end - life.start, 0)));
  const fromAddon = sum(
    both.map((life) => Math.min(Math.max(life.ownEnd - life.ownStart, 0), Math.max(life.end - life.start, 0))),
  );
  return {
    rows: groups,
    addonShare: ratio(sum(lives.map((life) => life.ownEnd)), totalAtEnd),
    expansion: expansion / 100,
    expansionFromAddon: fromAddon / 100,
    expansionShare: ratio(fromAddon, expansion),
    expansionOfTotal: ratio(expansion, totalAtEnd),
  };
}
