/** What each event that means something carries: the wire contract's table as JSON Schemas. */
import { EVENTS, type EventName, LIMITS } from '@attachkit/sdk/protocol';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parseTimestamp } from './timestamp.ts';

const text = { type: 'string', minLength: 1, maxLength: LIMITS.stringLengthMax };
const amount = { type: 'number', minimum: 0 };
const count = { type: 'integer', minimum: 1, maximum: 1_000_000_000_000 };
const wholeNumber = { type: 'integer', minimum: 0, maximum: 1_000_000_000_000 };

/** Of every property that means something, whichever event it comes with. `score` depends on `kind`, below. */
const PROPERTIES = {
  feature: text,
  addon: text,
  quantity: count,
  limit: text,
  used: amount,
  max: amount,
  milestone: text,
  value: { type: 'number' },
  prompt: text,
  arm: { enum: ['treated', 'control'] },
  trigger: text,
  placement: text,
  variant: text,
  kind: { enum: ['csat', 'nps'] },
  score: { type: 'integer', minimum: 0, maximum: 10 },
  attached: { type: 'boolean' },
  uses: wholeNumber,
  days: wholeNumber,
  endsAt: { type: 'string', timestamp: true },
  product: text,
  plan: text,
  mrr: { type: 'number', minimum: 0, money: true },
  seats: wholeNumber,
  currency: text,
  bundle: text,
  channel: text,
} as const;

export type EventProperty = keyof typeof PROPERTIES;

export function isEventProperty(name: string): name is EventProperty {
  return Object.hasOwn(PROPERTIES, name);
}

const SUBSCRIPTION = 'product? plan? mrr? seats? currency?';
const PROMPT = 'prompt addon trigger? placement? variant?';

/** `name?` is optional. */
const TABLE: Record<EventName, string> = {
  [EVENTS.featureViewed]: 'feature quantity?',
  [EVENTS.featureSetUp]: 'feature quantity?',
  [EVENTS.featureUsed]: 'feature quantity?',
  [EVENTS.featureGated]: 'feature addon',
  [EVENTS.limitApproached]: 'limit used max addon?',
  [EVENTS.limitReached]: 'limit used max addon?',
  [EVENTS.milestoneReached]: 'milestone value? addon?',
  [EVENTS.promptTriggered]: 'prompt addon arm trigger placement? variant?',
  [EVENTS.promptShown]: PROMPT,
  [EVENTS.promptClicked]: PROMPT,
  [EVENTS.promptDismissed]: PROMPT,
  [EVENTS.promptSnoozed]: PROMPT,
  [EVENTS.promptOptedOut]: PROMPT,
  [EVENTS.feedbackGiven]: 'addon kind score',
  [EVENTS.attachmentChanged]: 'addon attached uses days',
  [EVENTS.trialStarted]: 'addon endsAt?',
  [EVENTS.trialEnded]: 'addon endsAt?',
  [EVENTS.subscriptionStarted]: SUBSCRIPTION,
  [EVENTS.subscriptionUpdated]: SUBSCRIPTION,
  [EVENTS.subscriptionCancelled]: SUBSCRIPTION,
  [EVENTS.addonPurchased]: 'addon mrr? quantity? bundle? currency?',
  [EVENTS.addonCancelled]: 'addon mrr? quantity? bundle? currency?',
  [EVENTS.offerPresented]: 'addon channel',
};

export interface EventSchema {
  properties: ReadonlySet<string>;
  validate: ValidateFunction;
}

const ajv = new Ajv({ allErrors: false, strictTypes: false, verbose: true })
  .addKeyword({ keyword: 'money', type: 'number', validate: (_: true, value: number) => isMoney(value) })
  .addKeyword({
    keyword: 'timestamp',
    type: 'string',
    validate: (_: true, value: string) => parseTimestamp(value) !== undefined,
  });

/** By event name; a name that is not here means nothing. */
export const EVENT_SCHEMAS: ReadonlyMap<string, EventSchema> = new Map(
  Object.entries(TABLE).map(([name, line]) => [name, compile(line.split(' '))]),
);

function compile(fields: string[]): EventSchema {
  const names = fields.map((field) => field.replace('?', '') as EventProperty);
  const schema = {
    type: 'object',
    required: fields.filter((field) => !field.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name, PROPERTIES[name]])),
    ...(names.includes('score') && {
      if: { properties: { kind: { const: 'csat' } } },
      // biome-ignore lint/suspicious/noThenProperty: the JSON Schema keyword
      then: { properties: { score: { minimum: 1, maximum: 5 } } },
    }),
  };
  return { properties: new Set(names), validate: ajv.compile(schema) };
}

/** At most two decimals as JSON writes it, and few enough digits that hundredths stay exact. */
function isMoney(value: number): boolean {
  return value <= 1_000_000_000_000 && /^\d+(\.\d{1,2})?$/.test(String(value));
}

/** The property at fault, and what is wrong with it. */
export function describeFault(error: ErrorObject): { property: EventProperty; missing: boolean; message: string } {
  if (error.keyword === 'required') {
    const property = error.params.missingProperty as EventProperty;
    return { property, missing: true, message: `The property ${property} is missing.` };
  }
  const property = error.instancePath.slice(1) as EventProperty;
  return { property, missing: false, message: `The property ${property} ${explain(error)}.` };
}

function explain(error: ErrorObject): string {
  switch (error.keyword) {
    case 'type':
      return `must be ${error.params.type === 'integer' ? 'a whole number' : `a ${error.params.type}`}`;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    case 'money':
      return 'must have at most two decimals, and be at most 1,000,000,000,000';
    case 'timestamp':
      return 'must be RFC 3339 with a zone, such as 2026-11-21T09:30:00Z';
    case 'minLength':
    case 'maxLength':
      return `must have 1 to ${LIMITS.stringLengthMax} characters`;
    default:
      return error.message ?? 'is not as it should be';
  }
}
