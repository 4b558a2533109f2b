/**
 * Notices when a count crosses an attachment threshold, a limit or a milestone. How far each had
 * come is kept as a level per account, so that a crossing is told once, also over page loads.
 */
import { dayOfMonth } from './calendar.ts';
import type { Limit } from './catalog.ts';
import type { Core, ToldLimit } from './core.ts';
import { accountOf } from './identity.ts';
import { keep } from './journal.ts';
import { EVENTS } from './protocol.ts';
import type { Attachkit, AttachmentStatus, LimitStatus } from './public-api.ts';
import { recordTrack } from './recorder.ts';
import { tell } from './signals.ts';
import { measureProgress } from './threshold.ts';
import { add, countSince, daysOf, hydratedState, rebuildView, zonedDay } from './usage.ts';

const DEFAULT_WINDOW = 28;
const DEFAULT_WARN_AT = 0.8;
const LEVELS_MAX = 1000;

type HostCount = Parameters<Attachkit['limit']>[1];

const today = (core: Core) => zonedDay(core, core.options_.now());

export function statusOf(core: Core, addon: string): AttachmentStatus | undefined {
  const rule = core.catalog_?.addons?.[addon];
  return rule && { addon, ...progress(core, addon, today(core)), source: hydratedState(core) ? 'hydrated' : 'local' };
}

/** @param host its own count, from now on the base, also where the catalog comes later: later uses come on top */
export function limitOf(core: Core, id: string, host?: HostCount): LimitStatus | undefined {
  const rule = core.catalog_?.limits?.[id];
  if (host) {
    core.told_[id] = { ...host, resetsAt: host.resetsAt && Date.parse(host.resetsAt) } as ToldLimit;
    core.limitsSeen_[id] ??= 0;
    if (core.isStarted_ && rule) evaluateLimit(core, id, rule);
  }
  const told = core.told_[id];
  if (!rule || (!told && rule.per === 'billing')) return;
  const lifetime = countSince(core, rule.feature);
  let used = countSince(core, rule.feature, firstDay(core, rule));
  if (told) {
    if (told.resetsAt! <= core.options_.now()) Object.assign(told, { used: 0, resetsAt: undefined, lifetime });
    told.lifetime ??= lifetime;
    used = told.used + lifetime - told.lifetime;
  }
  return { limit: id, used, max: told?.max ?? rule.max, addon: rule.addon, resetsAt: told?.resetsAt };
}

/** The identity, the catalog or the host's state is another. */
export function recount(core: Core, type: 'identity' | 'catalog' | 'hydrated', isSilent?: boolean): void {
  rebuildView(core);
  evaluate(core, undefined, isSilent);
  tell(core, { type });
}

/**
 * @param only what this feature counts for
 * @param isSilent another tab has told of it: only moved limits are told here, for what shows them
 */
export function evaluate(core: Core, only?: string, isSilent?: boolean): void {
  if (!core.isStarted_) return;
  const { addons, limits, milestones } = core.catalog_ ?? {};
  for (const addon in addons) if (!only || addons[addon]!.features.includes(only)) evaluateAddon(core, addon, isSilent);
  for (const id in limits) if (!only || limits[id]!.feature === only) evaluateLimit(core, id, limits[id]!, isSilent);
  for (const milestone in milestones) {
    const { feature, count, addon } = milestones[milestone]!;
    const value = countSince(core, feature);
    if (value >= count && !moveLevel(core, `m${milestone}`, 1) && !isSilent) {
      recordTrack(core, EVENTS.milestoneReached, { milestone, value, addon });
      tell(core, { type: 'milestone', milestone, value, addon });
    }
  }
}

function evaluateAddon(core: Core, addon: string, isSilent?: boolean): void {
  const status = statusOf(core, addon)!;
  const { attached, uses, days } = status;
  const before = levelOf(core, `a${addon}`);
  // At risk: without another use, it would be lost within a quarter of the window.
  const isAtRisk =
    before && !progress(core, addon, today(core) + (core.catalog_!.addons![addon]!.attached.window >> 2)).attached;
  const level = attached ? (isAtRisk ? 2 : 1) : 0;
  moveLevel(core, `a${addon}`, level);
  if (isSilent || level === before || (before && level === 1)) return;
  if (level < 2) recordTrack(core, EVENTS.attachmentChanged, { addon, attached, uses, days });
  tell(core, { type: 'crossing', addon, change: (['detached', 'attached', 'at-risk'] as const)[level]!, status });
}

function evaluateLimit(core: Core, id: string, { feature, warnAt = DEFAULT_WARN_AT }: Limit, isSilent?: boolean): void {
  const status = limitOf(core, id);
  if (!status) return;
  const { used, max, addon } = status;
  const before = core.limitsSeen_[id] ?? used - (core.early_[feature] ?? 0);
  core.limitsSeen_[id] = used;
  const level = used >= max ? 2 : used >= warnAt * max ? 1 : 0;
  if (level > raiseLevel(core, id, level, max) && !isSilent)
    recordTrack(core, level < 2 ? EVENTS.limitApproached : EVENTS.limitReached, { limit: id, used, max, addon });
  if (before !== used) tell(core, { type: 'limit', before, ...status });
}

function progress(core: Core, addon: string, day: number) {
  const { features, attached } = core.catalog_!.addons![addon]!;
  const counts = new Map<number, number>();
  for (const feature of features) for (const [day, uses] of daysOf(core, feature)) add(counts, day, uses);
  return measureProgress(counts, attached, day);
}

/**
 * Within a period a limit's level falls only with another `max`: a lower count, from a state that knows
 * less, is no news, and neither is the way back up.
 * @returns the level before, in this period
 */
function raiseLevel(core: Core, id: string, level: number, max: number): number {
  const rule = core.catalog_!.limits![id]!;
  const end = core.told_[id]?.resetsAt;
  const period = end ?? firstDay(core, rule);
  const isSamePeriod = moveLevel(core, `p${id}`, period) === period;
  const isSameMax = moveLevel(core, `x${id}`, max) === max;
  // Without periods of their own: what stood yesterday may still stand.
  const goesOn = !end && !/day|month/.test(rule.per);
  const before = isSamePeriod || goesOn ? levelOf(core, `l${id}`) : 0;
  moveLevel(core, `l${id}`, isSamePeriod && isSameMax ? Math.max(level, before) : level);
  return before;
}

/** First day of the period that a limit counts. */
function firstDay(core: Core, { per, addon }: Limit): number {
  if (per === 'day') return today(core);
  if (per === 'month') return today(core) - dayOfMonth(today(core)) + 1;
  return today(core) - (core.catalog_?.addons?.[addon!]?.attached.window ?? DEFAULT_WINDOW) + 1;
}

const levelOf = (core: Core, what: string) => core.kept_.levels?.get(`${accountOf(core)}\n${what}`) ?? 0;

/** @returns the level before */
function moveLevel(core: Core, what: string, level: number): number {
  const before = levelOf(core, what);
  if (level !== before) {
    const levels = [...(core.kept_.levels ?? [])].slice(-LEVELS_MAX);
    keep(core, 'levels', new Map(levels).set(`${accountOf(core)}\n${what}`, level));
  }
  return before;
}
