/** All metrics, by name, in the order in which they are listed. */
import { attachRate } from './attach-rate.ts';
import { cohorts } from './cohorts.ts';
import { feedback } from './feedback.ts';
import { forecast } from './forecast.ts';
import { holdout } from './holdout.ts';
import { journey } from './journey.ts';
import type { Metric } from './metric.ts';
import { opportunities } from './opportunities.ts';
import { pairs } from './pairs.ts';
import { progression } from './progression.ts';
import { prompts } from './prompts.ts';
import { revenueImpact } from './revenue-impact.ts';
import { timeToAttach } from './time-to-attach.ts';
import { trajectory } from './trajectory.ts';

const ALL: Metric<never>[] = [
  ...[attachRate, cohorts, timeToAttach, pairs, progression, journey, revenueImpact],
  ...[prompts, holdout, opportunities, feedback, trajectory, forecast],
];

export const METRICS: ReadonlyMap<string, Metric<never>> = new Map(ALL.map((metric) => [metric.name, metric]));
