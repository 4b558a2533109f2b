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
    if (rule) evaluate(core, rule.feature);
  }
  let told = core.told_[id];
  if (!rule || (!told && rule.per === 'billing')) return;
  const lifetime = countSince(core, rule.feature);
  let used = countSince(core, rule.feature, firstDay(core, rule));
  if (told) {
    if (told.resetsAt! <= core.options_.now()) told = core.told_[id] = { used: 0, max: told.max, lifetime };
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
      const reached = { milestone, value, addon };
      recordTrack(core, EVENTS.milestoneReached, reached);
      tell(core, { type: 'milestone', ...reached });
    }
  }
}

function evaluateAddon(core: Core, addon: string, isSilent?: boolean): void {
  const status = statusOf(core, addon)!;
  const { attached, uses, days } = status;
  const before = moveLevel(core, `a${addon}`);
  // At risk: without another use, it would be lost within a quarter of the window.
  const isAtRisk =
    before && !progress(core, addon, today(core) + (core.catalog_!.addons![addon]!.attached.window >> 2)).attached;
  const level = attached ? (isAtRisk ? 2 : 1) : 0;
  moveLevel(core, `a${addon}`, level);
  // No longer at risk is no news.
  if (isSilent || (level === 1 ? before : level === before)) return;
  if (level < 2) recordTrack(core, EVENTS.attachmentChanged, { addon, attached, uses, days });
  tell(core, { type: 'crossing', addon, change: (['detached', 'attached', 'at-risk'] as const)[level]!, status });
}

/**
 * Within a period a limit's level falls only with another `max`: a lower count, from a state that knows
 * less, is no news, and neither is the way back up.
 */
function evaluateLimit(core: Core, id: string, rule: Limit, isSilent?: boolean): void {
  const status = limitOf(core, id);
  if (!status) return;
  const { used, max, addon, resetsAt } = status;
  const { feature, per, warnAt = DEFAULT_WARN_AT } = rule;
  const before = core.limitsSeen_[id] ?? used - (core.early_[feature] ?? 0);
  core.limitsSeen_[id] = used;
  const level = used >= max ? 2 : used >= warnAt * max ? 1 : 0;
  const period = resetsAt ?? firstDay(core, rule);
  const isSamePeriod = moveLevel(core, `p${id}`, period) === period;
  const isSameMax = moveLevel(core, `x${id}`, max) === max;
  // Without periods of their own: what stood yesterday may still stand.
  const former = isSamePeriod || (!resetsAt && !/day|month/.test(per)) ? moveLevel(core, `l${id}`) : 0;
  moveLevel(core, `l${id}`, isSamePeriod && isSameMax ? Math.max(level, former) : level);
  if (level > former && !isSilent)
    recordTrack(core, level < 2 ? EVENTS.limitApproached : EVENTS.limitReached, { limit: id, used, max, addon });
  if (before !== used) tell(core, { type: 'limit', before, ...status });
}

function progress(core: Core, addon: string, day: number) {
  const { features, attached } = core.catalog_!.addons![addon]!;
  const counts = new Map<number, number>();
  for (const feature of features) for (const [day, uses] of daysOf(core, feature)) add(counts, day, uses);
  return measureProgress(counts, attached, day);
}

/** First day of the period that a limit counts. */
function firstDay(core: Core, { per, addon }: Limit): number {
  const day = today(core);
  const window = core.catalog_?.addons?.[addon!]?.attached.window ?? DEFAULT_WINDOW;
  return day + 1 - (per === 'day' ? 1 : per === 'month' ? dayOfMonth(day) : window);
}

/** @param level without one, it stays; @returns the one before */
function moveLevel(core: Core, what: string, level?: number): number {
  const key = `${accountOf(core)}\n${what}`;
  const before = core.kept_.levels?.get(key) ?? 0;
  if ((level ?? before) !== before)
    keep(core, 'levels', new Map([...(core.kept_.levels ?? [])].slice(-LEVELS_MAX)).set(key, level!));
  return before;
}
