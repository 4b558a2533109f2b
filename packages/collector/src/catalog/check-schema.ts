/** The catalog against its JSON Schema, each mistake in words a person can act on. */
import { Ajv, type ErrorObject } from 'ajv';
import schema from './catalog.schema.json' with { type: 'json' };
import type { CatalogProblem } from './problem.ts';

const validate = new Ajv({ allErrors: true, strictTypes: false, verbose: true }).compile(schema);

export function checkSchema(catalog: unknown): CatalogProblem[] {
  if (validate(catalog)) return [];
  return (validate.errors ?? []).filter(isTelling).map(explain);
}

/** An `anyOf` repeats what its branches said, and `propertyNames` what the pattern said. */
function isTelling(error: ErrorObject): boolean {
  return error.keyword !== 'anyOf' && error.keyword !== 'propertyNames';
}

function explain(error: ErrorObject): CatalogProblem {
  const path = parsePointer(error.instancePath);
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
    const nearest = nearestName(name, known);
    const mend = nearest ? `Did you mean "${nearest}"?` : `Known here: ${known.join(', ')}.`;
    return {
      severity: 'warning',
      path: [...path, name],
      message: `"${name}" means nothing here and is ignored. ${mend}`,
    };
  }
  return { severity: 'error', path, message: sentence(error) };
}

function sentence(error: ErrorObject): string {
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'required':
      return `"${params.missingProperty}" is missing. Add it.`;
    case 'type':
      return `expects ${[params.type].flat().join(' or ')}, found ${JSON.stringify(data)?.slice(0, 60)}.`;
    case 'enum':
      return `expects one of ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(', ')}, found ${JSON.stringify(data)}.`;
    case 'pattern':
      return `${JSON.stringify(data)} has the wrong form; expected is ${describePattern(params.pattern)}.`;
    default:
      return `${error.message}, found ${JSON.stringify(data)?.slice(0, 60)}.`;
  }
}

function describePattern(pattern: string): string {
  if (pattern === '^[A-Z]{3}$') return 'an ISO 4217 code such as "EUR"';
  if (pattern.startsWith('^\\d{4}')) return 'a date such as "2026-01-15"';
  if (pattern.startsWith('^P')) return 'an ISO 8601 duration such as "P14D" or "PT10M"';
  return pattern;
}

function parsePointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The known name that differs by at most two letters, for "did you mean". */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= 2 && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = previous[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[right.length]!;
}
