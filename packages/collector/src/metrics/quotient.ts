/** `null` where there is nothing to divide by. */
export function quotient(above: number, below: number): number | null {
  return below === 0 ? null : above / below;
}
