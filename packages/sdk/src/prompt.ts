/**
 * A prompt as data: when it may appear, to whom, how often, and what it says.
 * The page's widget decides by it; the collector checks it before it is served.
 */

export interface Prompt {
  /** Stable: caps, opt-outs and reports are kept by it. */
  id: string;
  /** Only `live` ones reach a page. Default `live`. */
  status?: 'draft' | 'live';
  /** The higher goes first where several are due. Default 0. */
  priority?: number;
  /** The add-on it speaks for; its price comes from there. */
  addon: string;
  trigger: Trigger;
  audience?: Audience;
  moment?: Moment;
  frequency?: Frequency;
  /** By name. Chosen once per account and prompt, by weight. They may not differ in price. */
  variants?: Record<string, Variant>;
  placement: Placement;
  /** By language tag (`en`, `de`, `pt-BR`); the nearest to the page's language is used, else the first. */
  content: Record<string, Content>;
  pricing?: Pricing;
  actions: { primary: Action; secondary?: Action };
}

/** One condition, or any of several. */
export type Trigger = Condition | { any: Condition[] };

export type Condition =
  /** Used over max reached `atLeast` (0…1, default 1). */
  | { limit: string; atLeast?: number }
  | { milestone: string }
  /** The user tried a feature that the plan does not give. `true`: any of the add-on's features. */
  | { gate: string | true }
  /** The host reports a step of its onboarding as done. */
  | { step: string }
  /** The add-on's attachment threshold was crossed. */
  | { crossing: 'attached' | 'at-risk' | 'detached' }
  /** The add-on's trial ends within so many days. */
  | { trialEndsWithin: number };

/** All must hold. */
export interface Audience {
  all: AudienceRule[];
}

export type AudienceRule =
  | { trait: string; in: (string | number | boolean | null)[] }
  | { trait: string; notIn: (string | number | boolean | null)[] }
  | { plan: string[] }
  /** ISO 8601 durations in days, both ends included. */
  | { sinceAcquired: { from?: string; to?: string } }
  | { sinceActivated: { from?: string; to?: string } }
  | { addon: string; owned: boolean };

export interface Moment {
  /** Glob over the path: `*` within a segment, `**` over several. */
  route?: string;
  /** So long without a key or a pointer. Default 1000; at most 60,000. */
  quietMs?: number;
  notWhile?: ('typing' | 'dialog-open' | 'hidden-tab')[];
  /** ISO 8601 duration from the trigger. Default `PT10M`. */
  expiresAfter?: string;
}

/** May only tighten the global caps: one overlay a day and three a week. */
export interface Frequency {
  max?: { count: number; per: string };
  /** Since the last showing of this prompt. */
  cooldown?: string;
  afterDismiss?: string;
  /** Durations offered. */
  snooze?: string[];
  optOut?: ('prompt' | 'addon')[];
}

export interface Variant {
  /** Relative to the others'; ≥ 0. */
  weight: number;
  placement?: Placement;
  content?: Record<string, Partial<Content>>;
}

export type PlacementKind =
  | 'slideout'
  | 'banner'
  | 'dialog'
  | 'tip'
  | 'inline'
  | 'meter'
  | 'trial-ending'
  | 'onboarding'
  | 'question';

export interface Placement {
  kind: PlacementKind;
  /** `inline`, `meter`: name of the `<attachkit-slot>` it goes into. */
  slot?: string;
  /** `tip`: CSS selector of what it points at. */
  anchor?: string;
  /** Tried in order where the first finds no slot or anchor. */
  fallback?: PlacementKind[];
}

/**
 * Text only; `{name}`, `{name, number}`, `{name, currency}`, `{name, date}`, `{name, plural, one {…} other {…}}`.
 * Names: `addon`, `price`, `trialDays`; from a limit `used`, `max`, `left`, `percent`, `resetsAt`; from a milestone
 * `value`; from a running trial `trialEndsAt`, `daysLeft`. A prompt whose text asks for what is not known is not shown.
 */
export interface Content {
  title: string;
  body?: string;
  primary: string;
  secondary?: string;
  /** The way out; required, and never a shaming one. */
  dismiss: string;
  /** Said after the primary action succeeded; a plain sentence of the widget's own without it. */
  done?: string;
  /** `question`: labels of the two ends of the scale. */
  low?: string;
  high?: string;
}

export interface Pricing {
  from: 'catalog';
  tax?: 'included' | 'excluded';
  interval?: 'month';
  trial?: { card: boolean; afterTrial: 'ends' | 'renews' };
  /** How to cancel, shown beside the button: one text, or one by language tag. */
  cancel?: string | Record<string, string>;
  /** Offer this bundle of the catalog instead of the add-on alone; its saving is computed from list prices. */
  bundle?: string;
}

export type Action =
  | { type: 'trial' }
  | { type: 'buy' }
  | { type: 'navigate'; to: string }
  | { type: 'event'; event: string; properties?: Record<string, string | number | boolean> }
  | { type: 'callback'; name: string }
  /** `question` only: the answer is sent as `Feedback Given`. `csat` asks for 1–5, `nps` for 0–10. */
  | { type: 'feedback'; kind: 'csat' | 'nps' };
