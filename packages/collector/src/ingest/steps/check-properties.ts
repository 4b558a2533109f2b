import type { Step } from '../draft.ts';
import { describeFault, EVENT_SCHEMAS } from '../event-schemas.ts';
import { type PropertyRefusalCode, refuse } from '../refusals.ts';

/** An event that means something says so in full, in the right types. */
export const checkProperties: Step = (draft, _context) => {
  if (draft.name === null) return undefined;
  const { validate } = EVENT_SCHEMAS.get(draft.name)!;
  if (validate(draft.known)) return undefined;
  const { property, missing, message } = describeFault(validate.errors![0]!);
  const snake = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return refuse(`${snake}_${missing ? 'missing' : 'invalid'}` as PropertyRefusalCode, message);
};
