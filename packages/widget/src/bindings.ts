/**
 * Hooks and components for React and Preact, made from the primitives of whichever the host uses, so that
 * this package depends on neither's hooks.
 */
import type { Attachkit, AttachmentStatus, LimitStatus } from '@attachkit/sdk';

/** What both React and Preact (with preact/hooks) offer. */
export interface Primitives<Node> {
  // biome-ignore lint/suspicious/noExplicitAny: the two libraries type components differently
  createElement(type: any, props: any, ...children: any[]): Node;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  createContext(value: any): any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  useContext(context: any): any;
  useEffect(effect: () => undefined | (() => void), inputs: unknown[]): void;
  useReducer(reducer: (count: number) => number, initial: number): [number, (action?: unknown) => void];
}

export interface Attachment {
  /** `undefined` before the catalog is there, and for an add-on it does not know. */
  status: AttachmentStatus | undefined;
  /** Bought or included in the plan, as far as the host told by `hydrate`. */
  isOwned: boolean;
  /** RFC 3339, while a trial runs. */
  trialEndsAt: string | undefined;
}

export interface GateProps<Node> {
  feature: string;
  addon: string;
  /** Who may use it. Default: owners and those in a trial. */
  isOpen?: boolean;
  /** In its place; a function is given what to call when the user tries it. */
  fallback?: Node | ((attempt: () => void) => Node);
  children?: Node;
}

export interface Bindings<Node> {
  AttachkitProvider(props: { client: Attachkit; children?: Node }): Node;
  /** Throws outside of a provider. */
  useAttachkit(): Attachkit;
  useAttachment(addon: string): Attachment;
  useLimit(limit: string): LimitStatus | undefined;
  Gate(props: GateProps<Node>): Node | null;
  /** Where inline prompts of that name appear. */
  Slot(props: { name: string; children?: Node }): Node;
  Meter(props: { limit: string; label?: string }): Node;
  Preferences(): Node;
}

const MOVING = /^(used|limit|crossing|catalog|hydrated|identity)$/;

export function bind<Node>(library: Primitives<Node>): Bindings<Node> {
  const { createElement, createContext, useContext, useEffect, useReducer } = library;
  const Context = createContext(undefined);

  function useAttachkit(): Attachkit {
    const client = useContext(Context);
    if (!client) throw new Error('attachkit: wrap the application in <AttachkitProvider client={…}>');
    return client;
  }

  /** Draws again whenever something that is shown here may have moved. */
  function useSignals(): Attachkit {
    const client = useAttachkit();
    const [, redraw] = useReducer((count) => count + 1, 0);
    useEffect(() => client.subscribe(({ type }) => MOVING.test(type) && redraw()), [client]);
    return client;
  }

  function useAttachment(addon: string): Attachment {
    const client = useSignals();
    const told = client.hydrated()?.addons[addon];
    const trialEndsAt = told?.trialEndsAt ?? undefined;
    return {
      status: client.status(addon),
      isOwned: !!(told?.purchased || told?.included),
      trialEndsAt: trialEndsAt && Date.parse(trialEndsAt) > client.now() ? trialEndsAt : undefined,
    };
  }

  return {
    AttachkitProvider: ({ client, children }) => createElement(Context.Provider, { value: client }, children),
    useAttachkit,
    useAttachment,
    useLimit: (limit) => useSignals().limit(limit),
    Gate({ feature, addon, isOpen, fallback = null as Node, children }) {
      const client = useAttachkit();
      const { isOwned, trialEndsAt } = useAttachment(addon);
      if (isOpen ?? (isOwned || !!trialEndsAt)) return children ?? null;
      return typeof fallback === 'function'
        ? (fallback as (attempt: () => void) => Node)(() => client.gated(feature, addon))
        : fallback;
    },
    Slot: ({ name, children }) => createElement('attachkit-slot', { name }, children),
    Meter: (props) => createElement('attachkit-meter', props),
    Preferences: () => createElement('attachkit-preferences', null),
  };
}
