import type { Words } from '../words/en.ts';
import { formatMessage, type Style } from './message.ts';

export interface MeterView {
  used: number;
  max: number;
  /** `800 of 1,000 used` */
  label: string;
  /** The part of the label that stands out. */
  usedText: string;
  percentText: string;
  level: '' | 'near' | 'full';
}

/** How a limit reads at a glance. @param warnAt share from which it counts as near */
export function meterViewOf(used: number, max: number, warnAt: number, words: Words, style: Style): MeterView {
  const percent = max ? used / max : 1;
  // Rounded down, so that nothing reads as full before it is.
  const say = (message: string) =>
    formatMessage(message, { used, max, percent: Math.floor(percent * 100) / 100 }, style);
  return {
    used,
    max,
    usedText: say('{used}'),
    label: say(words.used),
    percentText: say('{percent, percent}'),
    level: percent >= 1 ? 'full' : percent >= warnAt ? 'near' : '',
  };
}
