/** What a page, and every add-on to the core (the widget, a framework binding), can rely on. */
import type { Limit, MappedEvent, Milestone, PublicCatalog } from './catalog.ts';
import type { AccountState, Message } from './protocol.ts';
import type { Progress, Threshold } from './threshold.ts';

export type Scalar = string | number | boolean | null;
export type Traits = Record<string, Scalar>;
export type Consent = 'granted' | 'pending' | 'denied';

/** Where an account stands with an add-on, as far as this page can know. */
export interface AttachmentStatus extends Progress {
  addon: string;
  /** `hydrated` once the host passed the account's state: colleagues and other devices are in it. */
  source: 'local' | 'hydrated';
}

export interface LimitStatus {
  limit: string;
  used: number;
  max: number;
  addon?: string;
  /** Epoch milliseconds, where the count starts anew. */
  resetsAt?: number;
}

/** Something happened in this page that an add-on may answer to. Told to every listener, in order. */
export type Signal =
  | { type: 'used'; feature: string; quantity: number }
  /** The count of a limit moved; `before` is what it was. */
  | ({ type: 'limit'; before: number } & LimitStatus)
  | { type: 'milestone'; milestone: string; value: number; addon?: string }
  | { type: 'gate'; feature: string; addon: string }
  | { type: 'step'; step: string }
  | { type: 'crossing'; addon: string; change: 'attached' | 'at-risk' | 'detached'; status: AttachmentStatus }
  | { type: 'identity' }
  | { type: 'catalog' }
  | { type: 'hydrated' }
  /** The user asked not to be tracked, or the collector erased them: drop what you keep. */
  | { type: 'purge' }
  /** A message was made and queued; told before anything that follows from it. */
  | { type: 'event'; message: Message }
  | DeliverySignal;

/** What became of events on their way. Debug tools and hosts may listen; nothing has to. */
export type DeliverySignal = {
  type: 'delivery';
  /**
   * `memory`: the browser's database is refused, hangs or died; events live in this page only.
   * `dropped`: a bound of the queue made room. `withheld`: bot, opt-out, consent or `beforeSend` kept
   * it back. `sent`: acknowledged. `refused`: the collector will never take it. `retry`: later.
   */
  state: 'memory' | 'dropped' | 'withheld' | 'sent' | 'refused' | 'retry';
  /** Events concerned. */
  count: number;
  /** A refusal's code, an HTTP status, or the reason in a word. */
  reason?: string | number;
};

/** Who the page speaks for just now. */
export interface Identity {
  anonymousId: string;
  userId?: string;
  groupId?: string;
  /** Last given to `identify`. */
  userTraits: Traits;
  /** Last given to `group`. */
  accountTraits: Traits;
}

/**
 * What a page may say about the catalog before the collector has answered; the collector's own wins.
 * Give it as a literal (`as const` where it is a variable), and a feature, add-on, limit or event that
 * it does not know no longer compiles.
 */
export interface PageCatalog {
  readonly timezone?: string;
  readonly account?: 'group' | 'user';
  readonly product?: { readonly features: readonly string[] };
  readonly addons?: Readonly<Record<string, PageAddon>>;
  readonly limits?: Readonly<Record<string, Readonly<Limit>>>;
  readonly milestones?: Readonly<Record<string, Readonly<Milestone>>>;
  readonly events?: Readonly<Record<string, Readonly<MappedEvent>>>;
}

export interface PageAddon {
  readonly features: readonly string[];
  readonly attached: Readonly<Threshold>;
}

/** Ids that a catalog knows; any string where it is not known at compile time. */
export type AddonOf<Catalog extends PageCatalog> = keyof NonNullable<Catalog['addons']> & string;
export type LimitOf<Catalog extends PageCatalog> = keyof NonNullable<Catalog['limits']> & string;
export type FeatureOf<Catalog extends PageCatalog> =
  | NonNullable<Catalog['addons']>[AddonOf<Catalog>]['features'][number]
  | (Catalog extends { product: { features: readonly (infer Feature extends string)[] } } ? Feature : never);

/** The running SDK, typed by what a catalog knows. */
export type AttachkitFor<Catalog extends PageCatalog> = Attachkit<
  FeatureOf<Catalog>,
  AddonOf<Catalog>,
  LimitOf<Catalog>
>;

export interface AttachkitOptions<Catalog extends PageCatalog = PageCatalog> {
  /** `wk_…`. */
  writeKey: string;
  /** Origin (and path, without a slash at its end) of the collector. Default: the page's own; script tag: the script's. */
  endpoint?: string;
  /** For the first paint, before `GET /v1/catalog` has answered or where it cannot. */
  catalog?: Catalog;
  /**
   * `granted` (default); `pending`: everything stays in memory until {@link Attachkit.consent} is told;
   * `denied`: nothing is stored or sent, limits and thresholds are still counted in memory.
   */
  consent?: Consent;
  /** Track although the browser sends Global Privacy Control. Default false. */
  ignoreGpc?: boolean;
  /** Track crawlers and headless browsers too. Default false; on a loopback address they are tracked. */
  allowBots?: boolean;
  /** The last word on each message before it is kept: change it, or return `null` to drop it. */
  beforeSend?: (message: Message) => Message | null | undefined;
  /** How long a small batch waits for company, 0 ≤ … Default 2000. */
  flushIntervalMs?: number;
  /** Instead of the browser's `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Instead of `Date.now`: milliseconds since the epoch. */
  now?: () => number;
}

/**
 * The running SDK. Every method is safe to call at any time and never throws into the page. What `used`, `viewed`,
 * `setUp` and `track` report is noted at once, and counted and told in a microtask, or as soon as anything else is
 * called: `status()` right after `used()` knows of it.
 */
export interface Attachkit<
  Feature extends string = string,
  Addon extends string = string,
  LimitId extends string = string,
> {
  /** @param token signed identity (JWT), where the catalog's `identity` is `signed`; kept until the next one or `reset` */
  identify(userId: string, traits?: Traits, token?: string): void;
  group(groupId: string, traits?: Traits, token?: string): void;
  /** At logout: the next user of this browser starts anew. */
  reset(): void;

  /** A real use of a feature. @param quantity whole, ≥ 1, default 1 */
  used(feature: Feature, quantity?: number): void;
  viewed(feature: Feature): void;
  setUp(feature: Feature): void;
  /** The user tried what the plan does not give. @param addon default: the one that has the feature */
  gated(feature: Feature, addon?: Addon): void;
  /** A step of the host's onboarding is done. Stays in the page. */
  step(step: string): void;
  /** Any event of the wire contract, or one the catalog maps. */
  track(event: string, properties?: Record<string, Scalar>): void;

  /**
   * Where a limit stands. With `told`, the host's own count replaces the local one (`per: "billing"`).
   * `undefined` for a limit the catalog does not know, or before there is a catalog.
   */
  limit(id: LimitId, told?: { used: number; max?: number; resetsAt?: string }): LimitStatus | undefined;
  /** `undefined` for an add-on the catalog does not know, or before there is a catalog. */
  status(addon: Addon): AttachmentStatus | undefined;
  /** What the host's server read from `/v1/accounts/:id/state`. Wins over local knowledge. */
  hydrate(state: AccountState): void;
  hydrated(): AccountState | undefined;

  catalog(): PublicCatalog | undefined;
  identity(): Identity;
  /** Milliseconds since the epoch, by the SDK's clock (tests set it). */
  now(): number;

  /** @returns a function that ends the subscription */
  subscribe(listener: (signal: Signal) => void): () => void;

  consent(consent: Consent): void;
  /** Stop for good in this browser. @param options.purge also drop what waits to be sent */
  optOut(options?: { purge?: boolean }): void;
  optIn(): void;
  /** Resolves when everything tracked so far is acknowledged, refused for good, or a retry is due later. */
  flush(): Promise<void>;
  /** Ends timers and listeners; what is unsent stays for the next page. */
  close(): void;
}

/**
 * The widget's bundle, as the script tag brings it in: it assigns `globalThis.attachkitWidget`, and
 * `start` is called once, right after it has run. (With ESM the host imports the widget and calls
 * it with the client; nothing of this is needed.)
 */
export interface WidgetModule {
  /**
   * @param client the running SDK; subscribe here
   * @param options what the host gave to `attachkit.prompts()` so far, `{}` without
   * @param pending the last signals from before (at most 20, oldest first; `used`, `event` and
   *   `delivery` are not among them): treat them as just told
   * @param addScript how to bring in what is not needed at once
   */
  start(client: Attachkit, options: PromptsOptions, pending: readonly Signal[], addScript: AddScript): WidgetHandle;
}

/**
 * Runs a module script if it is what its hash says; the page's policies for scripts are kept to.
 * @param integrity as in the attribute of that name
 */
export type AddScript = (url: string | URL, integrity?: string) => Promise<unknown>;

export interface WidgetHandle {
  /** A later `attachkit.prompts(options)`; replaces the options before. */
  configure(options: PromptsOptions): void;
  /** Why a prompt is shown, or not: every rule, as of now. Empty for a prompt that the catalog does not have. */
  explain(prompt: string): Promise<{ rule: string; pass: boolean }[]>;
  /** Removes everything from the page and ends the subscription. */
  stop(): void;
}

/** `attachkit`, as the script tag defines it: one client a page, after `init`. */
export interface ScriptTag extends Attachkit {
  /** The first call counts; before it, calls wait. */
  init(options: ScriptTagOptions): void;
  /** What the widget needs of the host: see the widget's options. May be called again. */
  prompts(options: PromptsOptions): void;
  /** Brings the widget in and asks it why a prompt is shown, or not: `console.table(await attachkit.explain('my-prompt'))`. */
  explain(prompt: string): Promise<{ rule: string; pass: boolean }[]>;
}

export interface ScriptTagOptions extends AttachkitOptions {
  /** Where `attachkit-widget.js` lies. Default: beside this script. Without one of the same build its hash is not checked. */
  widgetUrl?: string;
}

/** The widget's own type is narrower; the SDK hands it through unread. */
// biome-ignore lint/suspicious/noExplicitAny: read by the widget, which types it
export type PromptsOptions = Record<string, any>;

/**
 * A widget with a prompt that still waits for its moment (or for the end of a snooze within this
 * visit) sets this key in `sessionStorage`; the next page of the visit then brings the widget in at
 * once instead of waiting for a signal. The widget removes it when nothing waits.
 */
export const WAKE_KEY = 'attachkit:wake';

/** Elements that need the widget as soon as they are in the page. */
export const WIDGET_ELEMENTS = 'attachkit-slot,attachkit-meter,attachkit-preferences';
