/**
 * Who is held out and who sees which variant: a draw by hash, so that it needs no memory, is the same
 * on every device and cannot be re-rolled. Changing it would move accounts between arms:
 * assignment.golden.json holds it to what was released.
 */
import type { Prompt } from '@attachkit/sdk/prompt';

export type Arm = 'treated' | 'control';

/**
 * A number in [0, 1), the same for the same parts for ever: FNV-1a over the UTF-8 bytes, then MurmurHash3's
 * finalizer (both in the public domain), which spreads FNV's weak high bits.
 */
export function draw(...parts: string[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(parts.join('\0'))) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One draw per account and add-on, for all of that add-on's prompts. @param holdout share held out, 0…1 */
export function armOf(account: string, addon: string, holdout: number): Arm {
  return draw('arm', account, addon) < holdout ? 'control' : 'treated';
}

/** One draw per account and prompt, by the variants' weights. `undefined` where there is nothing to choose. */
export function variantOf(account: string, { id, variants = {} }: Prompt): string | undefined {
  const names = Object.keys(variants).filter((name) => variants[name]!.weight > 0);
  const total = names.reduce((sum, name) => sum + variants[name]!.weight, 0);
  let left = draw('variant', account, id) * total;
  return names.find((name) => {
    left -= variants[name]!.weight;
    return left < 0;
  });
}
