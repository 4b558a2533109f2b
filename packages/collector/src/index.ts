/** For hosts that embed a collector: the same parts the command line starts. */
export { type Collector, type CollectorOptions, createCollector } from './collector.ts';
export { generateHistory, type HistoryOptions } from './seed/history.ts';
export { type SendOptions, type SendReport, sendMessages } from './seed/send.ts';
