/** What is wrong with an installation, as an engineer would say it: what, and what to do. */
import type { LiveCatalog } from '../catalog/live-catalog.ts';
import type { Observations } from './observations.ts';

export interface Fault {
  severity: 'error' | 'warning';
  code: string;
  what: string;
  mend: string;
}

export interface InstallationFacts {
  observations: Observations;
  catalog: LiveCatalog;
  disk: { diskFreeBytes: number | null };
  waitingEvents: number;
  nowMs: number;
}

type Check = (facts: InstallationFacts) => Fault | undefined;

const SILENT_MS = 24 * 60 * 60 * 1000;
const DISK_LOW_BYTES = 512 * 1024 * 1024;
const MANY_WAITING = 10_000;

const CHECKS: readonly Check[] = [
  ({ catalog }) =>
    catalog.problems.some(({ severity, path }) => severity === 'error' && path[0] !== 'prompts')
      ? fault(
          'error',
          'catalog_invalid',
          'The catalog file has a mistake; an earlier state of it is in force.',
          'See catalog.problems, or run attachkit check.',
        )
      : undefined,
  ({ catalog }) =>
    catalog.current.heldBackPrompts.size > 0
      ? fault(
          'warning',
          'prompts_held_back',
          `Prompts with a mistake are not served: ${[...catalog.current.heldBackPrompts].join(', ')}.`,
          'Run attachkit check: it explains each.',
        )
      : undefined,
  ({ disk }) =>
    disk.diskFreeBytes !== null && disk.diskFreeBytes < DISK_LOW_BYTES
      ? fault(
          'error',
          'disk_low',
          `The data directory's disk has ${Math.round(disk.diskFreeBytes / 1024 / 1024)} MiB left.`,
          'Free some space, or move the data directory.',
        )
      : undefined,
  ({ waitingEvents }) =>
    waitingEvents > MANY_WAITING
      ? fault(
          'warning',
          'backlog',
          `${waitingEvents} events wait to be written.`,
          'The disk is slow, or more arrives than it takes.',
        )
      : undefined,
  ({ observations, nowMs }) => {
    const { lastEventAt } = observations;
    if (lastEventAt === null) {
      return fault(
        'warning',
        'no_events',
        'Nothing has arrived yet.',
        'Check the key and the address your page or server sends to.',
      );
    }
    if (nowMs - lastEventAt / 1000 < SILENT_MS) return undefined;
    return fault('warning', 'silent', 'Nothing has arrived for a day.', 'Check that your page and server still send.');
  },
  ({ observations }) => {
    const commercial = observations.list('accepted').some(({ name }) => /^(Subscription|Add-on) /.test(name));
    if (commercial || observations.total('accepted') < 100) return undefined;
    return fault(
      'warning',
      'no_commercial_events',
      'Usage arrives, but no subscription and no purchase.',
      'Send Subscription Started and Add-on Purchased from your server with a server key.',
    );
  },
  ({ observations }) => {
    const [refused, accepted] = [observations.total('refused'), observations.total('accepted')];
    if (refused === 0 || refused < accepted * 0.01) return undefined;
    return fault(
      'warning',
      'many_refusals',
      `${refused} messages were refused, ${accepted} accepted.`,
      'See refusals; each says its mend.',
    );
  },
  ({ observations, catalog }) => {
    if (catalog.current.source.account === 'user') return undefined;
    const [unclaimed, accepted] = [observations.total('unclaimed'), observations.total('accepted')];
    if (accepted < 100 || unclaimed < accepted * 0.5) return undefined;
    return fault(
      'warning',
      'no_account',
      'Most events name no account.',
      'Call group() after identify(), send context.groupId, or set "account": "user" in the catalog.',
    );
  },
  ({ observations }) => {
    const late = observations.total('late');
    const live = observations.total('accepted') - observations.total('history');
    if (live < 100 || late < live * 0.2) return undefined;
    return fault(
      'warning',
      'many_late',
      `${late} of ${live} events arrived more than an hour late.`,
      'Check the senders’ clocks and queues. (Imported history is not counted here.)',
    );
  },
];

export function findFaults(facts: InstallationFacts): Fault[] {
  return CHECKS.flatMap((check) => check(facts) ?? []);
}

function fault(severity: Fault['severity'], code: string, what: string, mend: string): Fault {
  return { severity, code, what, mend };
}
