/**
 * The tables that follow the order of arrival: each new event adds to them, none is read twice.
 * They know raw identities only, so that a late `identify` or `group` call rewrites none of them.
 */
import { EVENTS } from '@attachkit/sdk/protocol';
import type { Table } from './table.ts';

/**
 * Every combination of ids that messages carried ('' where one was absent), and whom it means:
 * `account` and `person` are '' for nobody. `identity` is the sequence of its first event.
 */
export const IDENTITY: Table = {
  name: 'identity',
  columns: [
    ['identity', 'BIGINT'],
    ['group_id', 'VARCHAR'],
    ['user_id', 'VARCHAR'],
    ['anonymous_id', 'VARCHAR'],
    ['first_day', 'DATE'],
    ['account', 'VARCHAR'],
    ['person', 'VARCHAR'],
  ],
};

/** Of each anonymous id the latest `identify` or `alias` that tied it to a user. */
export const TIE: Table = {
  name: 'tie',
  columns: [
    ['anonymous_id', 'VARCHAR'],
    ['user_id', 'VARCHAR'],
    ['happened_at', 'BIGINT'],
    ['message_id', 'VARCHAR'],
    ['key_space', 'VARCHAR'],
  ],
};

/** Of each raw sender (`anonymous_id` only where there was no `user_id`) the latest `group` call. */
export const JOINING: Table = {
  name: 'joining',
  columns: [
    ['user_id', 'VARCHAR'],
    ['anonymous_id', 'VARCHAR'],
    ['group_id', 'VARCHAR'],
    ['happened_at', 'BIGINT'],
    ['message_id', 'VARCHAR'],
    ['key_space', 'VARCHAR'],
  ],
};

/** Every event whose moment matters. */
export const STORY: Table = {
  name: 'story',
  columns: [
    ['identity', 'BIGINT'],
    ['happened_at', 'BIGINT'],
    ['message_id', 'VARCHAR'],
    ['key_space', 'VARCHAR'],
    ['day', 'DATE'],
    ['name', 'VARCHAR'],
    ['addon', 'VARCHAR'],
    ['quantity', 'BIGINT'],
    ['mrr_cents', 'BIGINT'],
    ['seats', 'BIGINT'],
    ['plan', 'VARCHAR'],
    ['bundle', 'VARCHAR'],
    ['ends_at', 'BIGINT'],
    ['prompt', 'VARCHAR'],
    ['arm', 'VARCHAR'],
    ['trigger', 'VARCHAR'],
    ['placement', 'VARCHAR'],
    ['variant', 'VARCHAR'],
    ['kind', 'VARCHAR'],
    ['score', 'BIGINT'],
  ],
};

/** Events that are only counted by day. */
export const DAILY: Table = {
  name: 'daily',
  columns: [
    ['identity', 'BIGINT'],
    ['name', 'VARCHAR'],
    ['feature', 'VARCHAR'],
    ['day', 'DATE'],
    ['quantity', 'BIGINT'],
  ],
};

/** Every setting of an account's trait. */
export const TRAIT_SET: Table = {
  name: 'trait_set',
  columns: [
    ['identity', 'BIGINT'],
    ['happened_at', 'BIGINT'],
    ['message_id', 'VARCHAR'],
    ['key_space', 'VARCHAR'],
    ['day', 'DATE'],
    ['name', 'VARCHAR'],
    ['value', 'VARCHAR'],
  ],
};

/** Values of the traits {@link DATE_TRAITS} that are a date or a timestamp, and their day. */
export const PARSED_DATE: Table = {
  name: 'parsed_date',
  columns: [
    ['value', 'VARCHAR'],
    ['day', 'DATE'],
  ],
};

/** Values of the traits {@link NUMBER_TRAITS} that are a number. */
export const PARSED_NUMBER: Table = {
  name: 'parsed_number',
  columns: [
    ['value', 'VARCHAR'],
    ['number', 'DOUBLE'],
  ],
};

export const DATE_TRAITS = ['createdAt', 'renewalAt'] as const;
export const NUMBER_TRAITS = ['healthScore'] as const;

export const RAW_IDENTITY_TABLES: readonly Table[] = [
  ...[IDENTITY, TIE, JOINING, STORY, DAILY, TRAIT_SET, PARSED_DATE, PARSED_NUMBER],
];

export const SUBSCRIPTION_EVENTS = [
  EVENTS.subscriptionStarted,
  EVENTS.subscriptionUpdated,
  EVENTS.subscriptionCancelled,
] as const;

export const PROMPT_EVENTS = [
  EVENTS.promptTriggered,
  EVENTS.promptShown,
  EVENTS.promptClicked,
  EVENTS.promptDismissed,
  EVENTS.promptSnoozed,
  EVENTS.promptOptedOut,
] as const;

export const STORY_EVENTS: readonly string[] = [
  ...SUBSCRIPTION_EVENTS,
  ...PROMPT_EVENTS,
  EVENTS.addonPurchased,
  EVENTS.addonCancelled,
  EVENTS.trialStarted,
  EVENTS.trialEnded,
  EVENTS.offerPresented,
  EVENTS.feedbackGiven,
  EVENTS.featureGated,
  EVENTS.limitApproached,
  EVENTS.limitReached,
];

export const DAILY_EVENTS: readonly string[] = [EVENTS.featureUsed, EVENTS.featureViewed, EVENTS.featureSetUp];
