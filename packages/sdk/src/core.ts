/** The parts, joined: what the public methods stand on. */
import { dayOf } from './calendar.ts';
import { type CatalogSource, createCatalogSource } from './catalog-source.ts';
import { type Crossings, createCrossings } from './crossings.ts';
import { type IdentityKeeper, keepIdentity, randomId } from './identity.ts';
import { type Journal, openJournal } from './journal.ts';
import { keepLevels, type Levels } from './levels.ts';
import { findObjection } from './permission.ts';
import type { Message, Rejection } from './protocol.ts';
import type { AttachkitOptions, Consent, DeliverySignal, Signal } from './public-api.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createSender, type Sender } from './sender.ts';
import { createSignals } from './signals.ts';
import { shareWithTabs, type Tabs } from './tabs.ts';
import { createTransport } from './transport.ts';
import { createUsage, type Usage, type Use } from './usage.ts';

const FLUSH_INTERVAL_MS = 2000;

export interface Core {
  /** Names what this installation keeps in the browser. */
  name_: string;
  isPage_: boolean;
  identity_: IdentityKeeper;
  /** The current account: what limits and thresholds are counted for. */
  account_(): string;
  catalog_: CatalogSource;
  journal_: Journal;
  queue_: Queue;
  usage_: Usage;
  levels_: Levels;
  crossings_: Crossings;
  sender_: Sender;
  tabs_: Tabs;
  consent_: { value: Consent };
  subscribe_(listener: (signal: Signal) => void): () => void;
  tell_(signal: Signal): void;
  tellDelivery_(state: DeliverySignal['state'], count: number, reason?: string | number): void;
  /** Makes and queues a message. */
  record_: Recorder;
  /** Counts a use in this tab and, where it is stored, in the others. */
  count_(message: Message | false, feature: string, quantity: number): void;
  /** The page speaks for somebody else. @param heirOf account whose progress goes on as theirs */
  changed_(heirOf?: string | false): void;
}

/** @param onErased the collector has erased whom this page speaks for */
export function createCore(
  options: AttachkitOptions & { endpoint: string; now: () => number },
  onErased: () => void,
): Core {
  const { now } = options;
  const name_ = `attachkit:${options.writeKey}`;
  const objection = findObjection(options);
  const consent_ = { value: options.consent ?? 'granted' };
  const mayStore = () => (objection || consent_.value === 'denied' ? false : consent_.value === 'granted' || undefined);

  const { subscribe_, tell_ } = createSignals();
  const tellDelivery_: Core['tellDelivery_'] = (state, count, reason) =>
    tell_({ type: 'delivery', state, count, reason });
  const onRejected = (rejected: Rejection[]) => {
    for (const { code } of rejected) tellDelivery_('refused', 1, code);
    if (rejected.some(({ code }) => code === 'erased')) onErased();
  };

  const journal_ = openJournal(name_, mayStore, (reason) => tellDelivery_('memory', 0, reason));
  const identity_ = keepIdentity(name_, mayStore);
  const account_ = () => {
    const { anonymousId, userId, groupId } = identity_.current_();
    return (catalog_.current_()?.account !== 'user' && groupId) || userId || anonymousId;
  };
  const catalog_ = createCatalogSource(options, journal_, () => {
    usage_.rebuild_();
    crossings_.evaluate_();
    tell_({ type: 'catalog' });
  });
  const queue_ = createQueue(journal_, now, (count) => tellDelivery_('dropped', count, 'bounds'));
  const usage_ = createUsage({
    journal_,
    now_: now,
    identity_: identity_.current_,
    catalog_: catalog_.current_,
  });
  const levels_ = keepLevels(journal_, account_);
  const record_ = createRecorder({
    options_: options,
    now_: now,
    identity_,
    append_(event) {
      queue_.append_(event);
      sender_.wake_();
    },
    objection_: () =>
      objection || (identity_.current_().optedOut ? 'opt-out' : consent_.value === 'denied' ? 'consent' : undefined),
    tell_,
    tellDelivery_,
  });
  const crossings_ = createCrossings({
    usage_,
    levels_,
    now_: now,
    catalog_: catalog_.current_,
    today_: () => dayOf(now(), catalog_.current_()?.timezone ?? 'UTC'),
    track_: (event, properties) => record_({ type: 'track', event, properties }),
    signal_: tell_,
  });
  const tabs_ = shareWithTabs(name_, ({ ids, use }: { ids?: string[]; use?: Use }) => {
    if (ids) queue_.forget_(ids);
    if (use) {
      usage_.add_(use, true);
      crossings_.evaluate_(use.feature, true);
    }
  });
  const sender_ = createSender({
    name_,
    queue_,
    send_: createTransport(options, now),
    flushIntervalMs_: options.flushIntervalMs ?? FLUSH_INTERVAL_MS,
    now_: now,
    maySend_: mayStore,
    tell_: tellDelivery_,
    announce_: (ids) => tabs_.post_({ ids }),
    onRejected_: onRejected,
  });
  const count_: Core['count_'] = (message, feature, quantity) => {
    const { anonymousId, userId, groupId } = identity_.current_();
    const at = message ? Date.parse(message.timestamp!) : now();
    const id = message ? message.messageId : randomId();
    const use = { id, at, feature, quantity, user: userId ?? anonymousId, group: groupId ?? '' };
    usage_.add_(use);
    if (mayStore()) tabs_.post_({ use });
    tell_({ type: 'used', feature, quantity });
    crossings_.used_(feature, quantity);
  };
  const changed_: Core['changed_'] = (heirOf) => {
    if (heirOf) levels_.inherit_(heirOf);
    usage_.rebuild_();
    crossings_.forget_();
    crossings_.evaluate_();
    tell_({ type: 'identity' });
  };

  return {
    name_,
    isPage_: typeof document !== 'undefined',
    identity_,
    account_,
    catalog_,
    journal_,
    queue_,
    usage_,
    levels_,
    crossings_,
    sender_,
    tabs_,
    consent_,
    subscribe_,
    tell_,
    tellDelivery_,
    record_,
    count_,
    changed_,
  };
}
