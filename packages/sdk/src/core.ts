/** The state of one running SDK. Every part keeps its own section; nothing here has behaviour. */
import type { AccountState } from './protocol.ts';
import type { AttachkitOptions, Consent, Identity, PageCatalog, Scalar, Signal } from './public-api.ts';

export interface Core {
  options_: AttachkitOptions & { now: () => number };
  /** Names what this installation keeps in the browser. */
  name_: string;
  /** Unique to this page; see `meet`. */
  pageId_?: string;
  /** Why nothing may be kept or sent, whatever the consent; see `meet`. */
  objection_?: string;
  /** `denied` where there is an objection. */
  consent_: Consent;
  /** Aborted by `close`. */
  end_: AbortController;
  listeners_: Set<(signal: Signal) => void>;
  /** Nobody until the first call; see `meet`. */
  identity_: StoredIdentity;
  catalog_: PageCatalog | undefined;
  channel_?: BroadcastChannel;

  // actions.ts
  /** What the page has said in this turn, not counted yet. */
  reported_: Report[];

  // journal.ts
  database_?: Promise<IDBDatabase>;
  isOpen_?: boolean;
  /** The database never answered: this page does without. */
  hangs_?: boolean;
  /** Something could not be written. */
  hasFailed_?: boolean;
  /** On their way to the database; `undefined` deletes. */
  changes_: Map<string, unknown>;
  kept_: Kept;

  // queue.ts, recorder.ts
  /** Messages made by this page so far. */
  made_: number;
  /** This page's own events, until somebody sends them. */
  own_: Map<string, Waiting>;

  // sender.ts
  running_: Promise<unknown>;
  timer_?: ReturnType<typeof setTimeout>;
  /** Ends when the page is left, and with it a lock, or the wait for one. */
  stay_: AbortController;
  batchMax_: number;
  /** Requests that failed, one after another. */
  attempts_: number;
  retryAt_: number;
  bytesInFlight_: number;

  // usage.ts, crossings.ts
  uses_: Map<string, Use>;
  /** Uses of the current account by feature, then by day number. */
  view_: Map<string, Map<number, number>>;
  /** Stored counts are read: from now on crossings are told. */
  isStarted_?: boolean;
  /** By limit: its count when it was last told. */
  limitsSeen_: Record<string, number>;
  told_: Record<string, ToldLimit | undefined>;
  /** By feature: what was used before the stored counts were read. */
  early_: Record<string, number>;
}

/** One call, as it was made. */
export type Report = [event: string, properties: Record<string, Scalar | undefined>, at: number];

export interface StoredIdentity extends Identity {
  /** Signed identity, as the host gave it. */
  token?: string;
  optedOut?: boolean;
}

/** Records of the database besides events and uses, each under its name. Their names are for ever. */
export interface Kept {
  catalog?: PageCatalog;
  hydrated?: AccountState;
  /** Uses that were on their way when it came, and so are not in it. */
  ahead?: Set<string>;
  /** Uses by `user\ngroup\nfeature\nday`. */
  folded?: Map<string, number>;
  /** How far an account had come, and in which period, by `account\nwhat`. */
  levels?: Map<string, number>;
}

/** One event on its way; in the database under `e` + id. Ids sort by time. */
export interface Waiting {
  id: string;
  /** When it was made, epoch milliseconds. */
  at: number;
  json: string;
  /** Length of `json` in UTF-8. */
  bytes: number;
  /** Epoch milliseconds until which somebody is sending it; 0 for nobody. */
  lease: number;
}

/** One use; in the database under `u` + id. */
export interface Use {
  id: string;
  at: number;
  feature: string;
  quantity: number;
  /** The user, else the anonymous id. */
  user: string;
  /** The account named by the event, or ''. */
  group: string;
}

export interface ToldLimit {
  used: number;
  max?: number;
  /** Epoch milliseconds. */
  resetsAt?: number;
  /** Lifetime count when it was told: later uses come on top. */
  lifetime?: number;
}
