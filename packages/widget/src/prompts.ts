/** The widget's main path: signals make prompts due, rules choose one, its turn comes, it is shown. */
import { type Attachkit, type Signal, WAKE_KEY } from '@attachkit/sdk/public-api';
import { choose, isOvertaken, resolveVariant } from './decide/decision.ts';
import { isElsewhere } from './decide/moment.ts';
import { type Due, needsFurther, type Situation } from './decide/situation.ts';
import { meets } from './decide/trigger.ts';
import type { RuleResult } from './explain.ts';
import type { PromptOptions } from './options.ts';
import { watchAttention } from './page/attention.ts';
import { riseAboveKeyboard } from './page/keyboard.ts';
import { openMemory } from './page/memory.ts';
import { gather, type Page } from './page/page.ts';
import { openHost } from './page/stage.ts';
import { present } from './present.ts';

export interface Prompts {
  /**
   * Asks for a prompt as if its trigger had been met. All other rules hold as ever.
   * @returns `false` for a prompt the catalog does not have
   */
  show(prompt: string): boolean;
  /** Every rule with pass or fail, as of now. Empty for a prompt the catalog does not have. */
  explain(prompt: string): Promise<RuleResult[]>;
  configure(options: PromptOptions): void;
  /** Removes everything from the page and ends the subscription. */
  stop(): void;
}

/** How often what waits, and what is open, is looked at again. */
const TICK_MS = 250;

export function createPrompts(
  client: Attachkit,
  options: PromptOptions = {},
  pending: readonly Signal[] = [],
): Prompts {
  // Read before anything can be looked at, which would clear it.
  const left = kept();
  const look = () => lookAt(page);
  const page: Page = {
    client,
    options,
    memory: openMemory(() => {
      look();
      page.drawElements?.();
    }),
    drawElements: undefined,
    attention: watchAttention(),
    dues: new Map(),
    shows: new Map(),
    decided: new Set(),
    held: new Set(),
    host: openHost(options.container ?? document.documentElement),
    further: undefined,
    isDeciding: false,
    hasElements: false,
    user: '',
    look,
  };
  const leave = () => clear(page);
  const timer = setInterval(look, TICK_MS);
  const unsubscribe = client.subscribe((signal) => hear(page, signal));
  addEventListener('pagehide', leave);
  if (options.debug) import('./debug.ts').then(({ debug }) => debug(page));
  meetUser(page).then(async () => {
    if (left) (await import('./resume.ts')).resume(page, left);
    for (const signal of pending) wake(page, signal);
    wake(page);
  });

  return {
    show: (id) => wake(page, undefined, id),
    explain: (id) => import('./explain.ts').then(({ explain }) => explain(id, page)),
    configure(next) {
      page.options = next;
      look();
    },
    stop() {
      unsubscribe();
      leave();
      clearInterval(timer);
      removeEventListener('pagehide', leave);
      page.attention.stop();
      page.memory.close();
      page.host.remove();
    },
  };
}

function hear(page: Page, signal: Signal): void {
  const { client, memory } = page;
  const { type } = signal;
  if (type === 'purge') {
    clear(page);
    memory.clear();
  } else if (type === 'identity') meetUser(page).then(() => wake(page));
  else if (type === 'catalog') wake(page);
  else {
    if (type === 'hydrated') {
      const { addons } = client.hydrated()!;
      const owned = Object.keys(addons).filter((id) => addons[id]!.purchased || addons[id]!.included);
      memory.add(() => ({ owned }), client.now());
    }
    wake(page, type === 'hydrated' ? undefined : signal);
  }
}

/** Another user of this browser starts with a history of their own. */
async function meetUser(page: Page): Promise<void> {
  const { groupId, userId, anonymousId } = page.client.identity();
  const user = JSON.stringify([groupId, userId ?? anonymousId]);
  if (user === page.user) return;
  clear(page);
  page.decided.clear();
  page.user = user;
  await page.memory.load(user);
}

function clear({ dues, shows }: Page): void {
  dues.clear();
  for (const { close } of shows.values()) close();
}

/** Makes due what a signal wakes; without one, what holds as a state. @param id asked for by the host */
function wake(page: Page, signal?: Signal, id?: string): boolean {
  const at = gather(page);
  let isFound = false;
  for (const prompt of at?.catalog.prompts ?? []) {
    const trigger = id ? id === prompt.id && 'host' : !page.decided.has(prompt.id) && meets(prompt, signal, at!);
    if (!trigger || page.shows.has(prompt.id) || page.held.has(prompt.id)) continue;
    isFound = true;
    const value = signal?.type === 'milestone' ? signal.value : undefined;
    page.dues.set(prompt.id, { ...resolveVariant(prompt, `${at!.account}`), trigger, value, sinceMs: at!.nowMs });
  }
  page.look();
  return isFound;
}

/** Looks at everything that is open and everything that waits. */
function lookAt(page: Page): void {
  const { dues, shows, memory } = page;
  bringElements(page);
  if (!dues.size) keep(page, []);
  const at = dues.size + shows.size && gather(page);
  if (!at) return;
  for (const { due, stage, view, close } of shows.values()) {
    riseAboveKeyboard(stage.frame);
    const isStale = !view.pending && !view.instead && isOvertaken(due.prompt, at);
    if (!stage.frame.isConnected || at.catalog.promptsPaused || isElsewhere(due.prompt, location) || isStale) close();
  }
  if (memory.history && !page.isDeciding)
    decide(page, at)
      .catch(() => {})
      .finally(() => {
        page.isDeciding = false;
      });
}

/** One decision at a time. What fails, for want of a network most likely, is tried again. */
async function decide(page: Page, at: Situation): Promise<void> {
  const dues = [...page.dues.values()];
  page.isDeciding = true;
  if (!page.further && dues.some((due) => needsFurther(due, at))) {
    page.further = await import('./decide/further.ts');
    return;
  }
  const { chosen, waiting } = choose(dues, at);
  keep(page, waiting);
  if (chosen) await present(page, chosen, at);
}

/** Elements that need no prompt are brought in when the page has one, now or later. */
function bringElements(page: Page): void {
  if (!page.hasElements && document.querySelector('attachkit-meter,attachkit-preferences')) {
    page.hasElements = true;
    // Elements share words with the answers.
    import('./answers/answer.ts')
      .then(() => import('./elements/define.ts'))
      .then(({ define }) => define(page))
      .catch(() => {
        page.hasElements = false;
      });
  }
}

const kept = () => {
  try {
    return sessionStorage.getItem(WAKE_KEY);
  } catch {}
};

/** What waits goes on waiting, on the visit's next page too: the key brings the widget in there at once. */
function keep({ dues, user }: Page, waiting: Due[]): void {
  dues.clear();
  for (const due of waiting) dues.set(due.prompt.id, due);
  const all = waiting.map(({ prompt, trigger, sinceMs, value }) => [prompt.id, trigger, sinceMs, value]);
  try {
    if (all[0]) sessionStorage.setItem(WAKE_KEY, JSON.stringify([user, all]));
    else sessionStorage.removeItem(WAKE_KEY);
  } catch {}
}
