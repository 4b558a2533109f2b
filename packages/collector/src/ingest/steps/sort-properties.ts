import { LIMITS } from '@attachkit/sdk/protocol';
import type { Draft, Scalar, Step } from '../draft.ts';
import { EVENT_SCHEMAS } from '../event-schemas.ts';
import { isTooLong } from '../text-length.ts';

/** Properties the event's schema knows, apart from those that are merely kept. */
export const sortProperties: Step = (draft, context) => {
  const received = Object.entries((draft.message.properties ?? {}) as Record<string, unknown>);
  const schema = draft.name === null ? undefined : EVENT_SCHEMAS.get(draft.name);
  const mapping = draft.name === draft.receivedName ? undefined : context.catalog.mapped.get(draft.receivedName ?? '');
  for (const [name, value] of received) {
    // Clients write null for what they leave out.
    if (schema?.properties.has(name)) {
      if (value !== null) draft.known[name] = value as Scalar;
      // A mapped event keeps all it came with, so that it can be read anew when the mapping changes.
      if (!mapping) continue;
    }
    keep(draft, name, value);
  }
  for (const [name, value] of Object.entries(mapping ?? {})) {
    if (schema?.properties.has(name)) draft.known[name] = value;
  }
  return undefined;
};

function keep(draft: Draft, name: string, value: unknown): void {
  if (!isScalar(value)) return;
  if (draft.rest.length >= LIMITS.fieldsMax) {
    if (!draft.warnings.some((warning) => warning.code === 'properties_too_many')) {
      draft.warnings.push({ code: 'properties_too_many', message: `Only ${LIMITS.fieldsMax} properties are kept.` });
    }
  } else if (isTooLong(name) || isTextTooLong(value)) {
    const message = `Property ${name.slice(0, 64)} is longer than ${LIMITS.stringLengthMax} characters and was left out.`;
    draft.warnings.push({ code: 'property_too_long', message });
  } else {
    draft.rest.push([name, value]);
  }
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isTextTooLong(value: Scalar): boolean {
  return typeof value === 'string' && isTooLong(value);
}
