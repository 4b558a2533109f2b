/** Rules that a first prompt often does without: brought in once there is a history, or a prompt asks who somebody is. */
export { isTooOften } from './frequency.ts';
export { isOutside } from './traits.ts';
