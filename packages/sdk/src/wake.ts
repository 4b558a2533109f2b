/** Whether a signal could make a prompt due: what brings the widget in. */
import type { Condition } from './prompt.ts';
import type { Signal } from './public-api.ts';

/** Never stricter than the widget's own, closer look. */
export function mayAnswer(condition: Condition, signal: Signal): unknown {
  const { used, max } = signal as { used?: number; max?: number };
  const { [signal.type]: name, atLeast = 1 } = condition as Record<string, unknown> & { atLeast?: number };
  // A condition names what it waits for by the type of the signal that tells it; only a limit has a count.
  return name && [true, ...Object.values(signal)].includes(name) && !(used! < atLeast * max!);
}
