/** Rules that a first prompt often does without: brought in once there is a history, or a prompt asks for tenure. */
export { isTooOften } from './frequency.ts';
export { isOutsideTenure } from './tenure.ts';
