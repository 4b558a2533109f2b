/** Parameters of metrics: schemas they share, and the reading of a query string by a schema. */
import type { Catalog } from '@attachkit/sdk/catalog';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { FIRST_DAY, LAST_DAY } from '../rollup/zone.ts';
import { addMonths, monthOf, shiftMonth } from './days.ts';
import type { Metric, MetricContext, ParameterSchema } from './metric.ts';
import { QuestionRefused } from './question-refused.ts';
import { addonSetNames, findAddonSet, windowOf } from './state/addon-set.ts';
import { readSegment, type Segment, writeSegment } from './state/segment.ts';

const textOf = (given: unknown): string | undefined => (typeof given === 'string' ? given : undefined);

const WINDOW_DAYS_MAX = 3660;

export const asOf: ParameterSchema = {
  type: 'string',
  format: 'day',
  description: 'The day at whose close the state is read.',
  defaultText: 'today',
  resolve: ({ today }) => today,
};
export const from: ParameterSchema = {
  type: 'string',
  format: 'day',
  description: 'The first day.',
  defaultText: '12 months before "to"',
  resolve: ({ today }, { to: last }) => addMonths(textOf(last) ?? today, -12),
};
export const to: ParameterSchema = {
  type: 'string',
  format: 'day',
  description: 'The last day.',
  defaultText: 'today',
  resolve: ({ today }) => today,
};
export const fromMonth: ParameterSchema = {
  ...from,
  format: 'month',
  description: 'The first month, YYYY-MM.',
  resolve: ({ today }, { to: last }) => shiftMonth(textOf(last) ?? monthOf(today), -12),
};
export const toMonth: ParameterSchema = {
  ...to,
  format: 'month',
  description: 'The last month, YYYY-MM.',
  defaultText: 'this month',
  resolve: ({ today }) => monthOf(today),
};
export const window: ParameterSchema = {
  type: 'integer',
  minimum: 1,
  maximum: WINDOW_DAYS_MAX,
  description: 'Days up to and with the day itself; replaces the window of every threshold.',
  defaultText: "a single add-on's own window; 28 for a set",
  resolve: ({ catalog }, { addon }) => windowOf(findAddonSet(catalog, String(addon)), undefined),
};
export const segment: ParameterSchema = {
  type: 'array',
  items: { type: 'string', format: 'segment' },
  maxItems: 16,
  description: 'trait:value, or trait:null for accounts without the trait. Repeatable; all must hold.',
};
export const breakdown: ParameterSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description: 'A trait: one row for each of its values.',
};
export const via: ParameterSchema = {
  type: 'string',
  enum: ['standalone', 'bundle'],
  description: 'Only what was bought by itself, or only what came in a bundle.',
};

export function addonSet({ catalog }: MetricContext, fallback?: 'any'): ParameterSchema {
  return {
    type: 'string',
    enum: addonSetNames(catalog),
    description: 'An add-on, or a set: any, kind:ai, kind:addon, line:NAME.',
    ...(fallback && { default: fallback }),
  };
}

export function singleAddon({ catalog }: MetricContext): ParameterSchema {
  return { type: 'string', enum: Object.keys(catalog.addons), description: 'An add-on of the catalog.' };
}

const ajv = new Ajv({ coerceTypes: true, useDefaults: true, strict: false, verbose: true })
  .addFormat('day', { type: 'string', validate: isDay })
  .addFormat('month', { type: 'string', validate: (text: string) => /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-02`) })
  .addFormat('segment', { type: 'string', validate: (text: string) => readSegment(text) !== undefined });

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Reads a query string; defaults filled in, segments parsed. Throws {@link QuestionRefused}. */
export function readParameters<P extends object>(
  metric: Pick<Metric<P>, 'name' | 'parameters' | 'required' | 'check'>,
  search: URLSearchParams,
  context: MetricContext,
): P {
  const properties = metric.parameters(context);
  const given: Record<string, unknown> = {};
  for (const name of new Set(search.keys())) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!schema) throw unknownParameter(metric.name, name, Object.keys(properties));
    const values = search.getAll(name);
    if (schema.type !== 'array' && values.length > 1) {
      throw new QuestionRefused('parameter_repeated', `${name} can be given only once.`, name);
    }
    const isList = schema.items?.type === 'integer';
    given[name] = schema.type === 'array' ? (isList ? values.flatMap((value) => value.split(',')) : values) : values[0];
  }
  const validate = validatorOf(metric, properties, context);
  if (!validate(given)) throw explain(validate.errors![0]!, properties);
  if (Array.isArray(given.segment)) given.segment = given.segment.map((text: string): Segment => readSegment(text)!);
  const parameters = given as P;
  metric.check?.(parameters, context);
  return parameters;
}

/** What was asked for, every default filled in that can be told; segments as they were written. */
export function resolveParameters(metric: Pick<Metric, 'parameters'>, asked: object, context: MetricContext): object {
  const given = asked as Readonly<Record<string, unknown>>;
  const resolved: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(metric.parameters(context))) {
    const value = given[name] ?? schema.resolve?.(context, given);
    if (value === undefined) continue;
    resolved[name] = name === 'segment' ? (value as Segment[]).map(writeSegment) : value;
  }
  return resolved;
}

const validators = new WeakMap<Catalog, Map<string, ValidateFunction>>();

/** Compiled once for each metric and catalog. */
function validatorOf(
  metric: Pick<Metric, 'name' | 'required'>,
  properties: Record<string, ParameterSchema>,
  { catalog }: MetricContext,
): ValidateFunction {
  const known = validators.get(catalog) ?? new Map<string, ValidateFunction>();
  validators.set(catalog, known);
  let validate = known.get(metric.name);
  if (!validate) {
    validate = ajv.compile({ type: 'object', properties, required: metric.required ?? [] });
    known.set(metric.name, validate);
  }
  return validate;
}

function unknownParameter(metric: string, name: string, known: string[]): QuestionRefused {
  const list = known.length > 0 ? `it takes ${known.join(', ')}` : 'it takes none';
  return new QuestionRefused('parameter_unknown', `${metric} takes no parameter "${name}"; ${list}.`, name);
}

function explain(error: ErrorObject, properties: Record<string, ParameterSchema>): QuestionRefused {
  if (error.keyword === 'required') {
    const name = error.params.missingProperty as string;
    return new QuestionRefused('parameter_missing', `${name} is needed: ${allowed(properties[name]!)}.`, name);
  }
  const name = error.instancePath.split('/')[1]!;
  const code = name === 'addon' ? 'addon_unknown' : 'parameter_invalid';
  return new QuestionRefused(
    code,
    `${name} cannot be ${JSON.stringify(error.data)}: ${allowed(properties[name]!)}.`,
    name,
  );
}

/** What a parameter may be, in words. */
function allowed(schema: ParameterSchema): string {
  if (schema.enum) return schema.enum.length > 0 ? `one of ${schema.enum.join(', ')}` : 'the catalog has no add-on';
  const format = schema.format ?? schema.items?.format;
  if (format === 'day') return `a date YYYY-MM-DD between ${FIRST_DAY} and ${LAST_DAY}`;
  if (format === 'month') return `a month YYYY-MM between ${FIRST_DAY.slice(0, 7)} and ${LAST_DAY.slice(0, 7)}`;
  if (format === 'segment') return 'trait:value, at most 16 of them';
  const { type, minimum, maximum, exclusiveMinimum } = { ...schema, ...schema.items };
  if (type === 'string') return 'text of 1 to 255 characters';
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const low =
    minimum !== undefined ? ` from ${minimum}` : exclusiveMinimum !== undefined ? ` above ${exclusiveMinimum}` : '';
  return `${kind}${low}${maximum === undefined ? '' : ` up to ${maximum}`}`;
}
