/** `prompts`, `holdout` and `feedback`. */

import { wilson } from './attach-rate.ts';
import type { LogEvent } from './log.ts';
import { asOfDay, compareNullLast, type Question, ratio, readDays, readSet, select, sum } from './sets.ts';
import { type AccountState, closeOf } from './state.ts';

const DAY_MS = 86_400_000;
const PROMPT_EVENTS = [
  'Prompt Triggered',
  'Prompt Shown',
  'Prompt Clicked',
  'Prompt Dismissed',
  'Prompt Snoozed',
  'Prompt Opted Out',
];

export function prompts(question: Question): object[] {
  const { ask, log } = question;
  const { from, to } = readDays(question);
  const { members } = readSet(log.catalog, ask.addon ?? 'any');
  const by = ask.breakdown ?? 'prompt';
  const attributionMs = (ask.attribution ?? 14) * DAY_MS;
  const accounts = select(question, to);
  const inRange = (event: LogEvent) => event.day >= from && event.day <= to && members.includes(event.properties.addon);
  const labelOf = (event: LogEvent): string | null => event.properties[by] ?? null;
  const labels = new Set(
    accounts.flatMap((account) =>
      account
        .events(...PROMPT_EVENTS)
        .filter(inRange)
        .map(labelOf),
    ),
  );
  const credited = accounts.flatMap((account) => creditsOf(account, members, attributionMs));
  return [...labels].sort(compareNullLast).map((label) => {
    const matching = (account: AccountState, name: string) =>
      account.events(name).filter((event) => inRange(event) && labelOf(event) === label);
    const count = (name: string, keep = (_: LogEvent) => true) =>
      accounts.filter((account) => matching(account, name).some(keep)).length;
    const creditCount = (kind: string) =>
      new Set(
        credited
          .filter((credit) => credit.kind === kind && inRange(credit.showing) && labelOf(credit.showing) === label)
          .map((credit) => credit.account),
      ).size;
    const shown = count('Prompt Shown');
    const row = {
      triggered: count('Prompt Triggered'),
      heldOut: count('Prompt Triggered', (event) => event.properties.arm === 'control'),
      shown,
      clicked: count('Prompt Clicked'),
      dismissed: count('Prompt Dismissed'),
      snoozed: count('Prompt Snoozed'),
      optedOut: count('Prompt Opted Out'),
      impressions: sum(accounts.map((account) => matching(account, 'Prompt Shown').length)),
      trials: creditCount('trial'),
      purchases: creditCount('purchase'),
    };
    return {
      [by]: label,
      ...row,
      clickRate: ratio(row.clicked, shown),
      dismissRate: ratio(row.dismissed, shown),
      optOutRate: ratio(row.optedOut, shown),
      trialRate: ratio(row.trials, shown),
      attachRate: ratio(row.purchases, shown),
    };
  });
}

function creditsOf(account: AccountState, members: string[], attributionMs: number) {
  return members.flatMap((addon) => {
    const showings = account.events('Prompt Shown').filter(({ properties }) => properties.addon === addon);
    const trials = account.events('Trial Started').filter(({ properties }) => properties.addon === addon);
    const happenings = [
      ...trials.map(({ atMs }) => ({ kind: 'trial', atMs })),
      ...account.purchases(addon).map(({ atMs }) => ({ kind: 'purchase', atMs })),
    ];
    return happenings.flatMap(({ kind, atMs }) => {
      const showing = showings.findLast((event) => event.atMs <= atMs);
      return showing && atMs - showing.atMs <= attributionMs ? [{ kind, showing, account: account.id }] : [];
    });
  });
}

export function holdout(question: Question): object[] {
  const { ask, log } = question;
  const asOf = asOfDay(question);
  const { from, to } = readDays(question);
  const horizonMs = (ask.horizon ?? 28) * DAY_MS;
  const close = closeOf(asOf, log.timeZone);
  let owners = 0;
  let immature = 0;
  let crossovers = 0;
  const arms = { treated: { accounts: 0, converted: 0 }, control: { accounts: 0, converted: 0 } };
  for (const account of select(question, asOf)) {
    if (account.acquired > asOf) continue;
    const first = account.events('Prompt Triggered').find(({ properties }) => properties.addon === ask.addon);
    if (!first || first.day < from || first.day > to) continue;
    const start = first.atMs;
    if (account.heldBefore(ask.addon, start)) owners += 1;
    else if (start + horizonMs > close) immature += 1;
    else {
      const arm = first.properties.arm as 'treated' | 'control';
      const within = ({ atMs }: { atMs: number }) => atMs >= start && atMs < start + horizonMs;
      arms[arm].accounts += 1;
      if (account.purchases(ask.addon).some(within)) arms[arm].converted += 1;
      const shown = account.events('Prompt Shown').filter(({ properties }) => properties.addon === ask.addon);
      if (arm === 'control' && shown.some(within)) crossovers += 1;
    }
  }
  const share = log.catalog.addons[ask.addon]!.holdout ?? log.catalog.holdout ?? 0.2;
  return [{ ...judge(arms.treated, arms.control, share, ask.mde), owners, immature, crossovers }];
}

type Arm = { accounts: number; converted: number };

/** Exported for its own test against published figures. */
export function judge(treated: Arm, control: Arm, share: number, mde?: number) {
  const rate = ({ accounts, converted }: Arm) => ratio(converted, accounts);
  const total = treated.accounts + control.accounts;
  const expectedControl = share * total;
  let srm: { expectedControl: number; pValue: number | null } | null = null;
  if (share !== 0 && share !== 1) {
    const chi =
      (control.accounts - expectedControl) ** 2 / expectedControl +
      (treated.accounts - (total - expectedControl)) ** 2 / (total - expectedControl);
    srm = { expectedControl, pValue: total === 0 ? null : erfc(Math.sqrt(chi / 2)) };
  }
  const hasBoth = treated.accounts > 0 && control.accounts > 0;
  const effect = hasBoth ? compare(treated, control, mde) : undefined;
  let verdict = 'no_evidence';
  if (srm?.pValue !== null && srm?.pValue !== undefined && srm.pValue < 0.001) verdict = 'sample_ratio_mismatch';
  else if (!effect || treated.converted + control.converted < 5) verdict = 'not_enough_data';
  else if (effect.low > 0) verdict = 'lift';
  else if (effect.high < 0) verdict = 'harm';
  const none = { lift: null, low: null, high: null, relativeLift: null, pValue: null, accountsNeeded: null };
  return {
    treated: { ...treated, rate: rate(treated) },
    control: { ...control, rate: rate(control) },
    ...(effect ?? none),
    srm,
    verdict,
  };
}

function compare(treated: Arm, control: Arm, mde: number | undefined) {
  const p1 = treated.converted / treated.accounts;
  const p2 = control.converted / control.accounts;
  const w1 = wilson(treated.converted, treated.accounts);
  const w2 = wilson(control.converted, control.accounts);
  const pooled = (treated.converted + control.converted) / (treated.accounts + control.accounts);
  const variance = pooled * (1 - pooled) * (1 / treated.accounts + 1 / control.accounts);
  const target = mde === undefined ? p1 : p2 + mde;
  const delta = target - p2;
  const mean = (target + p2) / 2;
  const zAlpha = 1.959963984540054;
  const zBeta = 0.8416212335729143;
  const needed =
    (zAlpha * Math.sqrt(2 * mean * (1 - mean)) + zBeta * Math.sqrt(p2 * (1 - p2) + target * (1 - target))) ** 2 /
    delta ** 2;
  return {
    lift: p1 - p2,
    low: p1 - p2 - Math.sqrt((p1 - w1.low) ** 2 + (w2.high - p2) ** 2),
    high: p1 - p2 + Math.sqrt((w1.high - p1) ** 2 + (p2 - w2.low) ** 2),
    relativeLift: ratio(p1 - p2, p2),
    pValue: variance === 0 ? 1 : erfc(Math.abs(p1 - p2) / Math.sqrt(variance) / Math.SQRT2),
    accountsNeeded: delta === 0 || target > 1 || target < 0 ? null : Math.ceil(needed),
  };
}

/** Complementary error function by its integral, Simpson's rule: slow, and needs no table. */
export function erfc(x: number): number {
  const steps = 20_000;
  const end = Math.max(x + 10, 10);
  const width = (end - x) / steps;
  let total = 0;
  for (let index = 0; index <= steps; index++) {
    const weight = index === 0 || index === steps ? 1 : index % 2 ? 4 : 2;
    total += weight * Math.exp(-((x + index * width) ** 2));
  }
  return (2 / Math.sqrt(Math.PI)) * (width / 3) * total;
}

export function feedback(question: Question): object[] {
  const { from, to } = readDays(question);
  const { members } = readSet(question.log.catalog, question.ask.addon ?? 'any');
  const scores = new Map<string, number[]>();
  for (const account of question.accounts.filter(({ internal }) => !internal)) {
    const last = new Map<string, number>();
    for (const { day, properties } of account.events('Feedback Given')) {
      const isMeant = day >= from && day <= to && members.includes(properties.addon);
      if (isMeant) last.set(JSON.stringify([properties.addon, properties.kind]), properties.score);
    }
    for (const [key, score] of last) scores.set(key, [...(scores.get(key) ?? []), score]);
  }
  return [...scores.entries()]
    .map(([key, list]) => {
      const [addon, kind] = JSON.parse(key) as [string, string];
      const share = (is: (score: number) => boolean) => list.filter(is).length / list.length;
      const nps = kind === 'nps' ? 100 * (share((score) => score >= 9) - share((score) => score <= 6)) : null;
      return { addon, kind, responses: list.length, mean: sum(list) / list.length, nps };
    })
    .sort((a, b) => compareNullLast(a.addon, b.addon) || compareNullLast(a.kind, b.kind));
}
