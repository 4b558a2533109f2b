/** The contract's section 2: the state of one account at the close of a day. Every question walks the events anew. */
import { dayOf, parseDay } from '../../packages/sdk/src/calendar.ts';
import type { AccountLog, Log, LogEvent } from './log.ts';

const DAY_MS = 86_400_000;

export interface Terms {
  mrrCents: number;
  quantity: number;
  bundle: string | null;
}

export interface Purchase {
  atMs: number;
  day: number;
  bundle: string | null;
}

const closes = new Map<string, number>();

/** Milliseconds at which a day closes: the first instant of a later calendar day, to the millisecond. */
export function closeOf(day: number, timeZone: string): number {
  const key = `${timeZone} ${day}`;
  const known = closes.get(key);
  if (known !== undefined) return known;
  let low = (day - 1) * DAY_MS;
  let high = (day + 3) * DAY_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(middle, timeZone) > day) high = middle;
    else low = middle;
  }
  closes.set(key, high);
  return high;
}

export class AccountState {
  readonly log: Log;
  readonly account: AccountLog;

  constructor(log: Log, account: AccountLog) {
    this.log = log;
    this.account = account;
  }

  get id(): string {
    return this.account.id;
  }

  events(...names: string[]): LogEvent[] {
    return this.account.events.filter(({ name }) => name !== null && names.includes(name));
  }

  eventsAt(day: number, ...names: string[]): LogEvent[] {
    const close = closeOf(day, this.log.timeZone);
    return this.events(...names).filter(({ atMs }) => atMs < close);
  }

  // Traits

  #traitCalls(trait: string): { value: string | null; atMs: number }[] {
    const type = this.log.catalog.account === 'user' ? 'identify' : 'group';
    return this.account.events
      .filter((event) => event.type === type && Object.hasOwn(event.traits, trait))
      .map(({ traits, atMs }) => ({ atMs, value: asText(traits[trait]) }));
  }

  trait(trait: string, day: number): string | null {
    const calls = this.#traitCalls(trait);
    const close = closeOf(day, this.log.timeZone);
    const before = calls.filter(({ atMs }) => atMs < close);
    return (before.at(-1) ?? calls[0])?.value ?? null;
  }

  get internal(): boolean {
    return this.#traitCalls('internal').some(({ value }) => value === 'true');
  }

  // Subscription

  get everSubscribed(): boolean {
    return this.events('Subscription Started', 'Subscription Updated').length > 0;
  }

  get acquired(): number {
    const started = this.events('Subscription Started', 'Subscription Updated')[0];
    if (started) return started.day;
    const created = this.#traitCalls('createdAt')
      .map(({ value }) => dayOfText(value, this.log.timeZone))
      .filter((day) => day !== null);
    return created.at(-1) ?? this.account.events[0]!.day;
  }

  #subscription(day: number): LogEvent | undefined {
    return this.eventsAt(day, 'Subscription Started', 'Subscription Updated', 'Subscription Cancelled').at(-1);
  }

  #active(day: number): LogEvent | undefined {
    const last = this.#subscription(day);
    return last && last.name !== 'Subscription Cancelled' ? last : undefined;
  }

  customer(day: number): boolean {
    if (this.log.catalog.customers === 'all') {
      return this.acquired <= day && this.#subscription(day)?.name !== 'Subscription Cancelled';
    }
    return this.#active(day) !== undefined;
  }

  baseCents(day: number): number {
    return cents(this.#active(day)?.properties.mrr);
  }

  seats(day: number): number {
    return this.#active(day)?.properties.seats ?? 1;
  }

  lastCancelled(day: number): number | undefined {
    return this.eventsAt(day, 'Subscription Cancelled').at(-1)?.day;
  }

  // Add-ons

  /** Walks the events in order. @param stop events for which it is true, and all after, are not seen */
  #walk(addon: string, stop: (event: LogEvent) => boolean): { terms: Terms | null; purchases: Purchase[] } {
    let terms: Terms | null = null;
    const purchases: Purchase[] = [];
    for (const event of this.account.events) {
      if (stop(event)) break;
      const { name, properties } = event;
      if (name === 'Add-on Purchased' && properties.addon === addon) {
        const bundle = properties.bundle ?? null;
        if (terms === null) purchases.push({ atMs: event.atMs, day: event.day, bundle });
        terms = { mrrCents: cents(properties.mrr), quantity: properties.quantity ?? 1, bundle };
      } else if (name === 'Subscription Cancelled' || (name === 'Add-on Cancelled' && properties.addon === addon)) {
        terms = null;
      }
    }
    return { terms, purchases };
  }

  purchases(addon: string): Purchase[] {
    return this.#walk(addon, () => false).purchases;
  }

  heldBefore(addon: string, atMs: number): boolean {
    return this.#walk(addon, (event) => event.atMs >= atMs).terms !== null;
  }

  purchased(addon: string, day: number): Terms | null {
    const close = closeOf(day, this.log.timeZone);
    return this.customer(day) ? this.#walk(addon, (event) => event.atMs >= close).terms : null;
  }

  included(addon: string, day: number): boolean {
    const plan = this.#active(day)?.properties.plan;
    return (
      this.customer(day) && plan !== undefined && (this.log.catalog.addons[addon]!.includedIn ?? []).includes(plan)
    );
  }

  owns(addon: string, day: number): boolean {
    return this.purchased(addon, day) !== null || this.included(addon, day);
  }

  totalCents(day: number): number {
    if (!this.customer(day)) return 0;
    const addons = Object.keys(this.log.catalog.addons);
    return this.baseCents(day) + addons.reduce((sum, addon) => sum + (this.purchased(addon, day)?.mrrCents ?? 0), 0);
  }

  inTrial(addon: string, day: number): boolean {
    if (!this.customer(day) || this.purchased(addon, day)) return false;
    const close = closeOf(day, this.log.timeZone);
    const calls = this.eventsAt(day, 'Trial Started', 'Trial Ended').filter(
      ({ properties }) => properties.addon === addon,
    );
    return calls.some((event, index) => {
      if (event.name !== 'Trial Started') return false;
      const trialDays = this.log.catalog.addons[addon]!.trialDays ?? 14;
      const endsMs = event.properties.endsAt ? Date.parse(event.properties.endsAt) : event.atMs + trialDays * DAY_MS;
      const ended = calls.slice(index + 1).find(({ name }) => name === 'Trial Ended');
      return Math.min(endsMs, ended?.atMs ?? Infinity) > close;
    });
  }

  trialled(addon: string, day: number): boolean {
    return (
      this.customer(day) && this.eventsAt(day, 'Trial Started').some(({ properties }) => properties.addon === addon)
    );
  }

  exposed(addon: string, day: number): boolean {
    const shown = this.eventsAt(day, 'Prompt Shown', 'Offer Presented');
    return this.customer(day) && shown.some(({ properties }) => properties.addon === addon);
  }

  // Usage

  usesIn(day: number, window: number, name = 'Feature Used'): LogEvent[] {
    return this.events(name).filter((event) => event.day <= day && event.day > day - window);
  }

  active(day: number, window: number): boolean {
    return this.customer(day) && this.usesIn(day, window).length > 0;
  }

  uses(addon: string, day: number, window?: number): boolean {
    return this.customer(day) && this.meetsThreshold(addon, day, window);
  }

  /** Customer or not. */
  meetsThreshold(addon: string, day: number, window?: number): boolean {
    return this.#meets(addon, this.usesIn(day, window ?? this.#ownWindow(addon)));
  }

  #ownWindow(addon: string): number {
    return this.log.catalog.addons[addon]!.attached.window;
  }

  #meets(addon: string, events: LogEvent[]): boolean {
    const { features, attached } = this.log.catalog.addons[addon]!;
    const own = events.filter(({ properties }) => features.includes(properties.feature));
    const sum = own.reduce((total, { properties }) => total + (properties.quantity ?? 1), 0);
    return sum >= attached.uses && new Set(own.map((event) => event.day)).size >= attached.days;
  }

  activeUsers(day: number, window: number): string[] {
    const users = this.usesIn(day, window).map((event) => this.log.userOf(event));
    return [...new Set(users.filter((user) => user !== null))];
  }

  userUses(user: string, addon: string, day: number, window?: number): boolean {
    const events = this.usesIn(day, window ?? this.#ownWindow(addon));
    return this.#meets(
      addon,
      events.filter((event) => this.log.userOf(event) === user),
    );
  }
}

export function cents(amount: number | undefined): number {
  return Math.round((amount ?? 0) * 100);
}

function asText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A date as it stands, a timestamp by its day; `null` where it is neither. */
export function dayOfText(text: string | null, timeZone: string): number | null {
  if (text === null) return null;
  const date = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1];
  const exists = date !== undefined && !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  if (!exists) return null;
  if (date === text) return parseDay(text);
  if (!/T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(Date.parse(text))) return null;
  return dayOf(Date.parse(text), timeZone);
}
