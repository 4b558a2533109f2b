/**
 * Notices when a count crosses an attachment threshold, a limit or a milestone. How far each had
 * come is kept as a level per account, so that a crossing is told once, also over page loads.
 */
import { formatDay } from './calendar.ts';
import type { Limit } from './catalog.ts';
import type { Levels } from './levels.ts';
import { EVENTS } from './protocol.ts';
import type { AttachmentStatus, LimitStatus, PageCatalog, Scalar, Signal } from './public-api.ts';
import { measureProgress } from './threshold.ts';
import type { Usage } from './usage.ts';

const DEFAULT_WINDOW = 28;
const DEFAULT_WARN_AT = 0.8;

export interface CrossingsContext {
  usage_: Usage;
  catalog_: () => PageCatalog | undefined;
  now_: () => number;
  today_: () => number;
  levels_: Levels;
  track_: (event: string, properties: Record<string, Scalar | undefined>) => void;
  signal_: (signal: Signal) => void;
}

export interface Crossings {
  status_(addon: string): AttachmentStatus | undefined;
  limit_(id: string, told?: { used: number; max?: number; resetsAt?: string }): LimitStatus | undefined;
  /**
   * @param feature only what this feature counts for
   * @param isSilent another tab has told of it: only moved limits are told here, for what shows them
   */
  evaluate_(feature?: string, isSilent?: boolean): void;
  /** Counts what was used before the stored counts were read as movement, once they are. */
  used_(feature: string, quantity: number): void;
  /** The stored counts are read: from now on crossings are told. */
  start_(): void;
  /** Another account begins. */
  forget_(): void;
}

interface Told {
  used: number;
  max?: number;
  resetsAt?: number;
  /** Lifetime count when it was told: later uses come on top. */
  lifetime: number;
}

export function createCrossings(context: CrossingsContext): Crossings {
  const {
    usage_: usage,
    catalog_: catalog,
    now_: now,
    today_: today,
    levels_: levels,
    track_: track,
    signal_: signal,
  } = context;
  const told = new Map<string, Told>();
  let lastUsed: Record<string, number> = {};
  let early: Record<string, number> = {};
  let isStarted = false;

  const progress = (addon: string, day: number) => {
    const { features, attached } = catalog()!.addons![addon]!;
    const counts = new Map<number, number>();
    for (const feature of features!)
      for (const [day, count] of usage.days_(feature)) counts.set(day, (counts.get(day) ?? 0) + count);
    return measureProgress(counts, attached!, day);
  };

  const status = (addon: string): AttachmentStatus | undefined =>
    catalog()?.addons?.[addon]?.attached && {
      addon,
      ...progress(addon, today()),
      source: usage.hydrated_() ? 'hydrated' : 'local',
    };

  /** First day of the limit's period. */
  const since = ({ per, addon }: Limit) =>
    per === 'day'
      ? today()
      : per === 'month'
        ? today() - +formatDay(today()).slice(8) + 1
        : today() - (catalog()?.addons?.[addon!]?.attached?.window ?? DEFAULT_WINDOW) + 1;

  const limit = (id: string): LimitStatus | undefined => {
    const rule = catalog()?.limits?.[id];
    if (!rule) return;
    const { feature, addon, max } = rule;
    const host = told.get(id);
    if (host) {
      if (host.resetsAt! <= now())
        told.set(id, { ...host, used: 0, resetsAt: undefined, lifetime: usage.lifetime_(feature) });
      const { used, max: toldMax, resetsAt, lifetime } = told.get(id)!;
      return { limit: id, used: used + usage.lifetime_(feature) - lifetime, max: toldMax ?? max, addon, resetsAt };
    }
    if (rule.per === 'billing') return;
    const from = since(rule);
    let used = 0;
    for (const [day, count] of usage.days_(feature)) if (day >= from && day <= today()) used += count;
    return { limit: id, used, max, addon };
  };

  const evaluateAddon = (addon: string, isSilent?: boolean) => {
    const state = status(addon);
    if (!state) return;
    const { window } = catalog()!.addons![addon]!.attached!;
    // At risk: without another use, it would be lost within a quarter of the window.
    const isAtRisk = state.attached && !progress(addon, today() + (window >> 2)).attached;
    const before = levels.get_(`a${addon}`);
    const level = state.attached ? (isAtRisk && before ? 2 : 1) : 0;
    levels.move_(`a${addon}`, level);
    if (isSilent || level === before || (before && level === 1)) return;
    if (level < 2)
      track(EVENTS.attachmentChanged, { addon, attached: state.attached, uses: state.uses, days: state.days });
    signal({
      type: 'crossing',
      addon,
      change: level ? (level < 2 ? 'attached' : 'at-risk') : 'detached',
      status: state,
    });
  };

  const evaluateLimit = (id: string, { feature, warnAt = DEFAULT_WARN_AT }: Limit, isSilent?: boolean) => {
    const state = limit(id);
    if (!state) return;
    const { used, max, addon } = state;
    const before = lastUsed[id] ?? used - (early[feature] ?? 0);
    lastUsed[id] = used;
    const level = used >= max ? 2 : used >= warnAt * max ? 1 : 0;
    if (level > levels.move_(`l${id}`, level) && !isSilent)
      track(level < 2 ? EVENTS.limitApproached : EVENTS.limitReached, { limit: id, used, max, addon });
    if (before !== used) signal({ type: 'limit', before, ...state });
  };

  const evaluate = (only?: string, isSilent?: boolean) => {
    if (!isStarted) return;
    const { addons, limits, milestones } = catalog() ?? {};
    for (const addon in addons) if (!only || addons[addon]!.features?.includes(only)) evaluateAddon(addon, isSilent);
    for (const id in limits) if (!only || limits[id]!.feature === only) evaluateLimit(id, limits[id]!, isSilent);
    for (const milestone in milestones) {
      const { feature, count, addon } = milestones[milestone]!;
      const value = usage.lifetime_(feature);
      if ((!only || feature === only) && value >= count && !levels.move_(`m${milestone}`, 1) && !isSilent) {
        track(EVENTS.milestoneReached, { milestone, value, addon });
        signal({ type: 'milestone', milestone, value, addon });
      }
    }
  };

  return {
    status_: status,
    limit_(id, host) {
      const rule = catalog()?.limits?.[id];
      if (rule && host) {
        told.set(id, {
          used: host.used,
          max: host.max,
          resetsAt: host.resetsAt ? Date.parse(host.resetsAt) : undefined,
          lifetime: usage.lifetime_(rule.feature),
        });
        lastUsed[id] ??= 0;
        evaluateLimit(id, rule);
      }
      return limit(id);
    },
    evaluate_: evaluate,
    used_(feature, quantity) {
      if (!isStarted) early[feature] = (early[feature] ?? 0) + quantity;
      evaluate(feature);
    },
    start_() {
      isStarted = true;
      evaluate();
      early = {};
    },
    forget_() {
      told.clear();
      lastUsed = {};
    },
  };
}
