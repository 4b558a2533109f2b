import { COMMERCIAL_TRAITS, LIMITS } from '@attachkit/sdk/protocol';
import type { Draft, IngestContext, Scalar, Step } from '../draft.ts';
import { isTooLong } from '../text-length.ts';
import { isScalar } from './sort-properties.ts';

const COMMERCIAL: ReadonlySet<string> = new Set(COMMERCIAL_TRAITS);

/** Scalars only; what a page may not set, and what does not fit, is left out with a warning. */
export const readTraits: Step = (draft, context) => {
  if (draft.type !== 'group' && draft.type !== 'identify') return undefined;
  for (const [name, value] of Object.entries((draft.message.traits ?? {}) as Record<string, unknown>)) {
    const warning = readTrait(draft, context, name, value);
    if (warning) draft.warnings.push(warning);
  }
  return undefined;
};

function readTrait(
  draft: Draft,
  context: IngestContext,
  name: string,
  value: unknown,
): Draft['warnings'][0] | undefined {
  if (!isScalar(value)) return undefined;
  const shortName = name.slice(0, 64);
  if (context.keySpace === 'write' && COMMERCIAL.has(name)) {
    return { code: 'trait_server_key_required', message: `Trait ${name} was left out: only a server key may set it.` };
  }
  if (isTooLong(name) || (typeof value === 'string' && isTooLong(value))) {
    const limit = LIMITS.stringLengthMax;
    return {
      code: 'trait_too_long',
      message: `Trait ${shortName} is longer than ${limit} characters and was left out.`,
    };
  }
  if (draft.traits.length >= LIMITS.fieldsMax) {
    return { code: 'traits_too_many', message: `Trait ${shortName} was left out: ${LIMITS.fieldsMax} are kept.` };
  }
  draft.traits.push({ name, value: traitText(value) });
  return undefined;
}

/** Numbers and booleans as JSON writes them. */
function traitText(value: Scalar): string | null {
  return value === null ? null : String(value);
}
