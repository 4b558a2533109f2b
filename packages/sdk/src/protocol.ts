/**
 * What travels between a page, a host's server and the collector: the one home of the wire types,
 * the event names and the limits. It imports nothing, so every package can stand on it.
 */

/** A message in the shape of the Segment HTTP Tracking API. Fields not named here are ignored. */
export interface Message {
  type: MessageType;
  /** 1–255 characters. The first message stored under an id counts; later ones are duplicates. */
  messageId: string;
  /** The host's stable id of a signed-in user. At most 255 characters. */
  userId?: string;
  /** Made by the SDK for a browser nobody has signed in to yet. At most 255 characters. */
  anonymousId?: string;
  /** RFC 3339 with a zone. When it happened, by the sender's clock. Without it, the time of arrival. */
  timestamp?: string;
  /** What some clients call `timestamp`; used where that is absent. */
  originalTimestamp?: string;
  /** `track`: the event's name. */
  event?: string;
  /** `track`: scalars only; at most 64. */
  properties?: Record<string, unknown>;
  /** `group`: the account the user belongs to. */
  groupId?: string;
  /** `group`: of the account; `identify`: of the user. Scalars only; at most 64. */
  traits?: Record<string, unknown>;
  /** `alias`: the id that from now on means `userId`. */
  previousId?: string;
  context?: MessageContext;
}

export type MessageType = 'track' | 'identify' | 'group' | 'page' | 'screen' | 'alias';

export interface MessageContext {
  /** The account this message is about, where it is not a `group` call. */
  groupId?: string;
  /** Signed identity: a JWT (HS256) with `sub` the user, `grp` the account, and `exp`. */
  token?: string;
  [field: string]: unknown;
}

/** The body of `POST /v1/batch`. */
export interface Batch {
  /** At most {@link LIMITS.batchEventsMax}. */
  batch: Message[];
  /** When the batch left the sender, by the sender's clock: lets the collector mend a wrong clock. */
  sentAt?: string;
  /** Holds for each message that lacks a field of it. */
  context?: MessageContext;
  /** A write key, for senders that cannot set headers (a beacon). */
  writeKey?: string;
}

/** A 200's body: every accepted event is on disk. */
export interface BatchAnswer {
  success: true;
  /** Stored by this request. */
  accepted: number;
  /** Stored before under the same `messageId`, or twice in this request. */
  duplicates: number;
  rejected: Rejection[];
  /** Accepted, but a part was left out: e.g. a trait that a write key may not set. */
  warnings: Warning[];
}

export interface Rejection {
  /** Position in the request's batch, from 0. */
  index: number;
  /** `null` where the message had none that could be read. */
  messageId: string | null;
  /** One of a closed list; the collector's `ingest/refusals.ts`. */
  code: string;
  message: string;
}

export interface Warning {
  index: number;
  code: string;
  message: string;
}

/** Why a whole request, or a question to the collector, was refused. */
export interface ErrorAnswer {
  error: { code: string; message: string; parameter?: string };
}

/** Bounds of the wire. Each has a refusal of its own. */
export const LIMITS = {
  messageIdLengthMax: 255,
  /** Characters of any other string. */
  stringLengthMax: 255,
  /** Traits or properties of one message. */
  fieldsMax: 64,
  /** One message as JSON. */
  eventBytesMax: 32 * 1024,
  /** A request after decompression. */
  requestBytesMax: 1024 * 1024,
  batchEventsMax: 1000,
  /** A sender's clock that differs by more is mended by `sentAt`. */
  clockSkewToleranceMs: 5 * 60 * 1000,
} as const;

/** The events that mean something. Any other name is accepted, counted in the health report, and changes no metric. */
export const EVENTS = {
  featureViewed: 'Feature Viewed',
  featureSetUp: 'Feature Set Up',
  featureUsed: 'Feature Used',
  featureGated: 'Feature Gated',
  limitApproached: 'Limit Approached',
  limitReached: 'Limit Reached',
  milestoneReached: 'Milestone Reached',
  promptTriggered: 'Prompt Triggered',
  promptShown: 'Prompt Shown',
  promptClicked: 'Prompt Clicked',
  promptDismissed: 'Prompt Dismissed',
  promptSnoozed: 'Prompt Snoozed',
  promptOptedOut: 'Prompt Opted Out',
  feedbackGiven: 'Feedback Given',
  attachmentChanged: 'Attachment Changed',
  trialStarted: 'Trial Started',
  trialEnded: 'Trial Ended',
  subscriptionStarted: 'Subscription Started',
  subscriptionUpdated: 'Subscription Updated',
  subscriptionCancelled: 'Subscription Cancelled',
  addonPurchased: 'Add-on Purchased',
  addonCancelled: 'Add-on Cancelled',
  offerPresented: 'Offer Presented',
} as const;

export type EventName = (typeof EVENTS)[keyof typeof EVENTS];

/** Accepted only under a server key: no page may claim a purchase. */
export const COMMERCIAL_EVENTS: readonly EventName[] = [
  EVENTS.trialStarted,
  EVENTS.trialEnded,
  EVENTS.subscriptionStarted,
  EVENTS.subscriptionUpdated,
  EVENTS.subscriptionCancelled,
  EVENTS.addonPurchased,
  EVENTS.addonCancelled,
  EVENTS.offerPresented,
];

/** Traits that only a server key may set; dropped with a warning under a write key. */
export const COMMERCIAL_TRAITS = [
  'createdAt',
  'activatedAt',
  'healthScore',
  'renewalAt',
  'budgetConfirmed',
  'owner',
  'internal',
] as const;

/**
 * `GET /v1/accounts/:id/state`: what the collector knows of an account that one browser cannot:
 * its other users and devices, what it owns, what it refused. A host passes it to `hydrate`.
 */
export interface AccountState {
  account: string;
  /** RFC 3339; what is counted here happened before it. */
  asOf: string;
  /** Catalog version the counts were made by. */
  catalogVersion: string;
  traits: Record<string, string | number | boolean | null>;
  /** `YYYY-MM-DD` in the catalog's time zone. */
  acquired: string | null;
  plan: string | null;
  /** Per add-on id. */
  addons: Record<string, AddonState>;
  /** Uses per feature and day (`YYYY-MM-DD`) within the longest window of the catalog: `usage[feature][day]`. */
  usage: Record<string, Record<string, number>>;
  /** Uses per feature since ever, for milestones. */
  lifetime: Record<string, number>;
  /** Prompt ids and add-on ids the account's users refused for good. */
  optOuts: { prompts: string[]; addons: string[] };
  /** The account's latest showings, newest first, at most 100: for caps that hold across devices. */
  shows: { prompt: string; addon: string; at: string; outcome: PromptOutcome | null }[];
}

export type PromptOutcome = 'clicked' | 'dismissed' | 'snoozed' | 'opted-out';

export interface AddonState {
  purchased: boolean;
  included: boolean;
  /** End of the running trial, RFC 3339, or `null`. */
  trialEndsAt: string | null;
  /** "Uses X" of the metric contract, on the day of `asOf`. */
  attached: boolean;
  uses: number;
  days: number;
  /** The arm its first `Prompt Triggered` recorded, or `null` before any. */
  arm: 'treated' | 'control' | null;
}
