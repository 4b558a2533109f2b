/** For hosts that embed a collector: the same parts the command line starts. */
export { type Collector, type CollectorOptions, createCollector } from './collector.ts';
