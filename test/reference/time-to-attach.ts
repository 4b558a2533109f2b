import { parseDay } from '../../packages/sdk/src/calendar.ts';
import { firstAttachDay } from './first-attach.ts';
import { asOfDay, broken, everCounted, median, type Question, readDays, select } from './sets.ts';

interface Life {
  days: number;
  end: 'attached' | 'churned' | 'censored';
}

export function timeToAttach(question: Question): object[] {
  const { ask, log } = question;
  const asOf = asOfDay(question);
  const { from, to } = readDays(question);
  const { launchedAt } = log.catalog.addons[ask.addon]!;
  const launch = launchedAt ? parseDay(launchedAt) : -Infinity;
  const accounts = select(question, asOf).filter(
    (account) =>
      everCounted(question, account, asOf) &&
      account.acquired >= from &&
      account.acquired <= to &&
      Math.max(account.acquired, launch) <= asOf,
  );
  return broken(accounts, ask.breakdown, asOf).map(({ segment, accounts: group }) => {
    const lives = group.map((account): Life => {
      const start = Math.max(account.acquired, launch);
      const attached = firstAttachDay(account, ask.numerator ?? 'paid', ask.addon, asOf);
      const churned = account.customer(asOf) ? undefined : account.lastCancelled(asOf);
      if (attached !== null && (churned === undefined || attached <= churned)) {
        return { days: Math.max(0, attached - start), end: 'attached' };
      }
      if (churned !== undefined) return { days: Math.max(0, churned - start), end: 'churned' };
      return { days: asOf - start, end: 'censored' };
    });
    return { segment, accounts: lives.length, ...incidence(lives) };
  });
}

export function incidence(lives: Life[]) {
  const of = (end: Life['end']) => lives.filter((life) => life.end === end);
  const times = [...new Set(lives.filter(({ end }) => end !== 'censored').map(({ days }) => days))].sort(
    (a, b) => a - b,
  );
  let survival = 1;
  let attached = 0;
  const steps: { day: number; attached: number; hasAttach: boolean }[] = [];
  for (const time of times) {
    const atRisk = lives.filter(({ days }) => days >= time).length;
    const attaching = of('attached').filter(({ days }) => days === time).length;
    const churning = of('churned').filter(({ days }) => days === time).length;
    attached += survival * (attaching / atRisk);
    survival *= 1 - (attaching + churning) / atRisk;
    steps.push({ day: time, attached, hasAttach: attaching > 0 });
  }
  const quantile = (level: number) => steps.find((step) => step.attached >= level - 1e-9)?.day ?? null;
  const longest = Math.max(-1, ...lives.map(({ days }) => days));
  const within = (days: number) => (days > longest ? null : (steps.findLast(({ day }) => day <= days)?.attached ?? 0));
  return {
    attached: of('attached').length,
    churned: of('churned').length,
    median: quantile(0.5),
    p25: quantile(0.25),
    p75: quantile(0.75),
    medianOfAttached: median(of('attached').map(({ days }) => days)),
    attachedWithin: Object.fromEntries([7, 30, 60, 90, 180, 365].map((days) => [days, within(days)])),
    curve: steps.filter(({ hasAttach }) => hasAttach).map(({ day, attached: share }) => ({ day, attached: share })),
  };
}
