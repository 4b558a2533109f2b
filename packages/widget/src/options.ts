import type { Caps } from './decide/situation.ts';

/** What the host adds to the catalog's prompts: what their buttons do, and how they fit its page. */
export interface PromptOptions {
  /**
   * What buttons do, by name: `trial`, `buy`, and the names of `callback` actions. A promise decides: until it
   * settles (60 s at most) the button is pending, then the prompt says whether it worked.
   * A prompt whose action is missing here is not shown.
   */
  actions?: Record<string, HostAction>;
  /** BCP 47. Default: the page's `lang`, then the browser's languages. */
  locale?: string;
  /** Takes `navigate` actions, for single-page routers. Default `location.assign`. The URL is already checked. */
  navigate?(url: string): void;
  /** Further https origins that `navigate` actions may lead to, such as `https://billing.example.com`. */
  origins?: string[];
  /** Over all prompts; default one overlay a day and three in seven days. */
  caps?: Partial<Caps>;
  /** Where the prompts' root goes. Default: the `html` element, outside everything the page lays out. */
  container?: Element;
  /** Checks the catalog's prompts with the linter, logs what it finds and holds back those with errors. */
  debug?: boolean;
}

/** @returns anything; a promise that rejects means that it did not work */
export type HostAction = (about: ActionContext) => unknown;

export interface ActionContext {
  prompt: string;
  addon: string;
  variant: string | undefined;
  /** The catalog's bundle, where the prompt offers one. */
  bundle: string | undefined;
}

/** What the host does for an action that it decides on; `undefined` where it has nothing. */
export const hostAction = (
  action: { type: string; name?: string },
  { actions }: PromptOptions,
): HostAction | undefined => actions?.[action.name ?? action.type];
