/** Whether somebody is signed in, and what the installation sells: asked once, needed everywhere. */
import type { Benchmark, Target } from '@attachkit/sdk/catalog';
import { ask, Refused, send } from './client.ts';

/** `GET /dashboard/setup`: the catalog as far as reports need it. */
export interface Setup {
  version: string;
  timezone: string;
  currency: string;
  product: { id: string; name: string };
  addons: Record<string, SetupAddon>;
  bundles: Record<string, { name: string; addons: string[]; mrr: number }>;
  targets: Record<string, Target>;
  benchmarks: Benchmark[];
  grossMargin: number;
  /** Names of the prompts that are not drafts. */
  livePrompts: string[];
  promptsPaused: boolean;
  /** Of accounts, to break reports down by. */
  traits: string[];
}

export interface SetupAddon {
  name: string;
  kind: 'addon' | 'ai';
  line: string | null;
  launchedAt: string | null;
  mrr: number | null;
  /** What "uses it" means, in words' numbers. */
  attached: { uses: number; days: number; window: number };
}

export type Session =
  | { state: 'asking' }
  | { state: 'out'; ended: boolean }
  | { state: 'in'; setup: Setup }
  | { state: 'failed'; error: Error };

let session: Session = { state: 'asking' };
const listeners = new Set<(session: Session) => void>();

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener(session);
}

export function currentSession(): Session {
  return session;
}

/** Tells at once how things stand, then every change. @returns a function that ends it */
export function onSession(listener: (session: Session) => void): () => void {
  listeners.add(listener);
  listener(session);
  return () => listeners.delete(listener);
}

export async function resume(): Promise<void> {
  try {
    const { signedIn } = await ask<{ signedIn: boolean }>('dashboard/session');
    if (!signedIn) return become({ state: 'out', ended: false });
    become({ state: 'in', setup: await ask<Setup>('dashboard/setup') });
  } catch (error) {
    if (error instanceof Refused && error.status === 401) become({ state: 'out', ended: false });
    else become({ state: 'failed', error: error as Error });
  }
}

/** @throws Refused where the key is not a read key */
export async function signIn(readKey: string): Promise<void> {
  await send('login', { key: readKey });
  become({ state: 'in', setup: await ask<Setup>('dashboard/setup') });
}

export async function signOut(): Promise<void> {
  await send('logout', {});
  become({ state: 'out', ended: false });
}

/** An answer was 401 while signed in: the session ran out or its key was revoked. */
export function sessionEnded(): void {
  become({ state: 'out', ended: true });
}

/** The catalog of whoever is signed in; pages are drawn only then. */
export function setup(): Setup {
  if (session.state !== 'in') throw new Error('Nobody is signed in.');
  return session.setup;
}
