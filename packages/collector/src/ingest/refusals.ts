/** Why a message, or a whole request, is refused: the closed list. Each is counted, and each says its mend. */
import { type EventProperty, isEventProperty } from './event-schemas.ts';

type Snake<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${Snake<Tail>}`
    : `_${Lowercase<Head>}${Snake<Tail>}`
  : '';

/** The code names the property: `mrr_invalid`, `ends_at_invalid`, `feature_missing`. */
export type PropertyRefusalCode = `${Snake<EventProperty>}_${'invalid' | 'missing'}`;

/** One message of a request; the others are kept. */
const MESSAGE_REFUSALS = {
  message_invalid: 'A message is a JSON object.',
  message_too_large: 'One message is at most 32 KiB of JSON.',
  type_invalid: 'Set type to track, identify, group, page, screen or alias.',
  message_id_invalid: 'Give every message a messageId of 1 to 255 characters, the same at each retry.',
  user_id_invalid: 'userId is a string of at most 255 characters.',
  anonymous_id_invalid: 'anonymousId is a string of at most 255 characters.',
  group_id_invalid: 'groupId, and context.groupId, is a string of at most 255 characters.',
  previous_id_invalid: 'previousId is a string of at most 255 characters.',
  identity_missing: 'Give a userId or an anonymousId (under a server key context.groupId alone will do).',
  group_id_missing: 'A group call names its groupId.',
  user_id_missing: 'An alias call names the userId that the other id belongs to.',
  previous_id_missing: 'An alias call names its previousId, or an anonymousId.',
  event_invalid: 'A track call names its event, 1 to 255 characters.',
  properties_invalid: 'properties is a JSON object.',
  traits_invalid: 'traits is a JSON object.',
  context_invalid: 'context is a JSON object.',
  timestamp_invalid: 'timestamp is RFC 3339 with a zone, such as 2026-11-21T09:30:00Z.',
  server_key_required:
    'Subscriptions, add-on purchases, trials and offers are sent from your server, with a server key.',
  identity_unsigned:
    'The catalog asks for signed identity: put a valid token for this user and account in context.token.',
  erased: 'This id was erased. An operator may lift that with POST /v1/erasures/ID/lift.',
  addon_unknown: 'Add the add-on to the catalog, then run attachkit replay; or mend the id that is sent.',
  feature_unknown: 'Add the feature to the catalog, then run attachkit replay; or mend the id that is sent.',
  currency_unknown: "Convert the amount to the catalog's currency before it is sent.",
} as const;

/** The whole request; it has stored nothing. */
const REQUEST_REFUSALS = {
  json_invalid: { status: 400, mend: 'Send one JSON object in UTF-8.' },
  batch_missing: { status: 400, mend: 'Send {"batch": [message, …]}.' },
  gzip_invalid: { status: 400, mend: 'The body says Content-Encoding: gzip but is not gzip.' },
  key_missing: { status: 401, mend: 'Send a key: HTTP Basic with the key as user name, or Authorization: Bearer KEY.' },
  key_unknown: { status: 401, mend: 'This key is not, or no longer, known here.' },
  key_insufficient: { status: 401, mend: 'This kind of key may not do that.' },
  origin_refused: { status: 403, mend: 'Allow the origin with --origin.' },
  host_refused: { status: 403, mend: 'Allow the host name with --public-host.' },
  method_refused: { status: 405, mend: 'Use the method that the reference names.' },
  request_too_large: { status: 413, mend: 'A request is at most 1 MiB after decompression: send smaller batches.' },
  event_too_large: { status: 413, mend: 'One message is at most 32 KiB of JSON.' },
  batch_too_long: { status: 413, mend: 'A batch is at most 1,000 messages: send smaller batches.' },
  media_type_unsupported: {
    status: 415,
    mend: 'Send application/json, text/plain or application/x-www-form-urlencoded that holds JSON.',
  },
  encoding_unsupported: { status: 415, mend: 'Send the body as it is, or with Content-Encoding: gzip.' },
  rate_limited: { status: 429, mend: 'Slow down, and retry after the time in Retry-After.' },
  overloaded: { status: 503, mend: 'More is waiting to be written than fits; retry after the time in Retry-After.' },
  disk_full: {
    status: 503,
    mend: "The data directory's disk is full: free some space. Senders keep retrying until then.",
  },
  store_failed: { status: 503, mend: 'The database could not write; see the log. Senders keep retrying.' },
  shutting_down: { status: 503, mend: 'The collector is stopping; retry after the time in Retry-After.' },
} as const;

export type MessageRefusalCode = keyof typeof MESSAGE_REFUSALS | PropertyRefusalCode;
export type RequestRefusalCode = keyof typeof REQUEST_REFUSALS;

/** Why one message was not stored. */
export interface Refusal {
  code: MessageRefusalCode;
  message: string;
}

export function refuse(code: MessageRefusalCode, message?: string): Refusal {
  return { code, message: message ?? mendOf(code) };
}

/** Refuses the whole request. Thrown anywhere, answered in one place. */
export class RequestRefused extends Error {
  override name = 'RequestRefused';
  readonly code: RequestRefusalCode;
  readonly status: (typeof REQUEST_REFUSALS)[RequestRefusalCode]['status'];
  /** Sent as `Retry-After` with 429 and 503. */
  readonly retryAfterSeconds: number;

  constructor(code: RequestRefusalCode, options: { message?: string; retryAfterSeconds?: number } = {}) {
    super(options.message ?? REQUEST_REFUSALS[code].mend);
    this.code = code;
    this.status = REQUEST_REFUSALS[code].status;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1;
  }
}

/** Whether it is in the closed list. */
export function isRefusalCode(code: string): boolean {
  if (Object.hasOwn(MESSAGE_REFUSALS, code) || Object.hasOwn(REQUEST_REFUSALS, code)) return true;
  const property = /^(.+)_(?:invalid|missing)$/.exec(code)?.[1];
  return property !== undefined && isEventProperty(property.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()));
}

/** What to do about a refusal; stands beside its count in the health report. */
export function mendOf(code: string): string {
  if (Object.hasOwn(MESSAGE_REFUSALS, code)) return MESSAGE_REFUSALS[code as keyof typeof MESSAGE_REFUSALS];
  if (Object.hasOwn(REQUEST_REFUSALS, code)) return REQUEST_REFUSALS[code as RequestRefusalCode].mend;
  const property = code.replace(/_(invalid|missing)$/, '');
  return code.endsWith('_missing') ? `Send the property ${property}.` : `Mend the property ${property}.`;
}
