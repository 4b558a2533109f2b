/** All metrics, by name, in the order in which they are listed. */
import { attachRate } from './attach-rate.ts';
import type { Metric } from './metric.ts';

const ALL: Metric<never>[] = [attachRate];

export const METRICS: ReadonlyMap<string, Metric<never>> = new Map(ALL.map((metric) => [metric.name, metric]));
