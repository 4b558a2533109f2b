import type { Segment } from './state/segment.ts';

/** Whom, for what and when the query is about. */
export interface ReadinessQuestion {
  /** In order; few, and close to one another. */
  days: readonly string[];
  addons: readonly string[];
  segments?: readonly Segment[] | undefined;
  /** Of these accounts alone; not empty. Default: everybody. */
  among?: readonly string[];
  /** Without those that are not proactive above that score. */
  proactiveAbove?: number;
  /** Without those that so many have a higher score than. For one day and add-on. */
  best?: number;
}
