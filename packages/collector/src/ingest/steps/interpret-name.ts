import type { Step } from '../draft.ts';
import { EVENT_SCHEMAS } from '../event-schemas.ts';
import { refuse } from '../refusals.ts';
import { isTooLong } from '../text-length.ts';

/** What the name means: itself, what the catalog's `events` makes of it, or nothing. */
export const interpretName: Step = (draft, context) => {
  const { type, message } = draft;
  if (type === 'track') {
    const { event } = message;
    if (typeof event !== 'string' || event === '' || isTooLong(event)) return refuse('event_invalid');
    draft.receivedName = event;
  } else if (type === 'page' || type === 'screen') {
    draft.receivedName = pageName(message);
  }
  if (draft.receivedName === null) return undefined;
  if (type === 'track' && EVENT_SCHEMAS.has(draft.receivedName)) draft.name = draft.receivedName;
  else draft.name = context.catalog.mapped.get(draft.receivedName)?.event ?? null;
  return undefined;
};

function pageName(message: Readonly<Record<string, unknown>>): string | null {
  const name = message.name ?? (message.properties as Record<string, unknown> | null | undefined)?.name;
  return typeof name === 'string' && name !== '' && !isTooLong(name) ? name : null;
}
