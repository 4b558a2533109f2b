/** The widget's main path: signals make prompts due, rules choose one, its turn comes, it is shown. */
import type { Attachkit, Signal } from '@attachkit/sdk';
import { safeLink } from './content/link.ts';
import { wordingOf } from './content/wording.ts';
import { armFor, choose, resolveVariant } from './decide/decision.ts';
import { type History, isEmpty, NOTHING_YET, presented } from './decide/history.ts';
import { isElsewhere } from './decide/moment.ts';
import { type Due, isInPage, isUncounted, type Situation } from './decide/situation.ts';
import { meets } from './decide/trigger.ts';
import type { RuleResult } from './explain.ts';
import { hostAction, type PromptOptions } from './options.ts';
import { watchAttention } from './page/attention.ts';
import { openMemory } from './page/memory.ts';
import { placeIn, slotOf } from './page/place.ts';
import { openHost, say } from './page/stage.ts';
import { takeTurn } from './page/turn.ts';
import { placements } from './placements/index.ts';
import { openShow, type Show } from './show.ts';
import { loadWords } from './words/languages.ts';

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

export function createPrompts(client: Attachkit, given: PromptOptions = {}, pending: readonly Signal[] = []): Prompts {
  let options = given;
  let user = '';
  let isDeciding = false;
  let isTooOften: Situation['isTooOften'];
  let timer: ReturnType<typeof setTimeout>;
  const dues = new Map<string, Due>();
  const shows = new Map<string, Show>();
  /** Uncounted prompts that were decided on in this page: their state would trigger them at every use. */
  const decided = new Set<string>();
  const attention = watchAttention();
  const memory = openMemory(look);
  const container = options.container ?? document.documentElement;
  const announcer = openHost(container);
  const host = openHost(container);
  say('', announcer);

  function gather(history: History): Situation | undefined {
    const catalog = client.catalog();
    if (!catalog) return undefined;
    const identity = client.identity();
    const account = catalog.account === 'group' ? identity.groupId : identity.userId;
    const told = client.hydrated();
    const state = told?.account === account ? told : undefined;
    const isCounting = isTooOften || !isEmpty(history, state);
    if (isCounting && !isTooOften)
      import('./decide/frequency.ts').then((rules) => {
        isTooOften = rules.isTooOften;
      });
    const at: Situation = {
      nowMs: Math.max(history.clockMs, client.now()),
      account,
      catalog,
      identity,
      state,
      history,
      isTooOften: isTooOften ?? (isCounting ? () => 1 : undefined),
      caps: { perDay: 1, perWeek: 3, ...options.caps },
      page: { ...attention.now(), occupied: [...shows.values()].some(({ placement }) => !isInPage(placement)) },
      limit: client.limit,
      canAct: ({ actions: { primary } }) =>
        primary.type === 'navigate'
          ? safeLink(primary.to, options.origins)
          : /^(event|feedback)/.test(primary.type) || hostAction(primary, options),
      place: placeIn,
      canSay(due) {
        try {
          return wordingOf(due, at, options.locale);
        } catch {}
      },
    };
    return at;
  }
  const now = () => gather(memory.history ?? NOTHING_YET);

  /** Makes due what a signal wakes; without one, what holds as a state. @param id asked for by the host */
  function wake(signal?: Signal, id?: string): boolean {
    const at = now();
    let isFound = false;
    for (const prompt of at?.catalog.prompts ?? []) {
      const trigger = id ? id === prompt.id && 'host' : !decided.has(prompt.id) && meets(prompt, signal, at!);
      if (!trigger || shows.has(prompt.id)) continue;
      isFound = true;
      const value = signal?.type === 'milestone' ? signal.value : undefined;
      dues.set(prompt.id, { ...resolveVariant(prompt, `${at!.account}`), trigger, value, sinceMs: at!.nowMs });
    }
    look();
    return isFound;
  }

  /** Looks at everything that is open and everything that waits. */
  function look() {
    clearTimeout(timer);
    const at = now();
    if (!at) return;
    for (const { due, stage, close } of shows.values())
      if (!stage.connected() || at.catalog.promptsPaused || isElsewhere(due.prompt, location)) close();
    if (memory.history && !isDeciding) {
      const { chosen, waiting } = choose(dues.values(), at);
      dues.clear();
      for (const due of waiting) dues.set(due.prompt.id, due);
      if (chosen) {
        isDeciding = true;
        present(chosen, at).finally(() => {
          isDeciding = false;
        });
      }
    }
    if (dues.size + shows.size) timer = setTimeout(look, TICK_MS);
  }

  async function present(due: Due, { account }: Situation) {
    const { prompt, trigger, variant } = due;
    const { id, addon, pricing } = prompt;
    const { bundle } = pricing ?? {};
    const placement = placeIn(prompt.placement)!;
    const inPage = isInPage(placement);
    const [module] = await Promise.all([
      placements[placement.kind](),
      loadWords(wordingOf(due, now()!, options.locale).lang),
    ]);
    const release = inPage ? () => {} : await takeTurn();
    if (!release) return;
    let at!: Situation;
    const arm = armFor(now()!, addon);
    const isStored = await memory.add(
      presented({ prompt: id, addon, overlay: !inPage }, arm, isUncounted(prompt)),
      client.now(),
      (history) => {
        at = gather(history)!;
        return at.account !== account || choose([due], at).chosen !== due;
      },
    );
    if (!isStored) return release();
    dues.delete(id);
    if (isUncounted(prompt)) decided.add(id);
    const about = { prompt: id, addon, trigger, placement: placement.kind, ...(variant && { variant }) };
    client.track('Prompt Triggered', { ...about, arm });
    if (arm === 'control') return release();
    const wording = wordingOf(due, at, options.locale);
    if (bundle) {
      const { savingOf } = await import('./content/saving.ts');
      wording.offer.push(savingOf(bundle, at.catalog, wording.lang, wording.style) ?? '');
    }
    const show = openShow(
      {
        due,
        at,
        placement,
        wording,
        host: inPage ? slotOf(placement)! : host,
        client,
        memory,
        options,
        track: (event) => client.track(event, about),
        closed() {
          shows.delete(id);
          say('', announcer);
          release();
          look();
        },
      },
      module,
    );
    shows.set(id, show);
    if (placement.kind !== 'dialog') say(`${wording.text.title}. ${wording.text.body ?? ''}`, announcer);
  }

  function clear() {
    dues.clear();
    for (const { close } of shows.values()) close();
  }

  async function meetUser() {
    const { groupId, userId, anonymousId } = client.identity();
    const present = JSON.stringify([groupId, userId ?? anonymousId]);
    if (present === user) return;
    clear();
    decided.clear();
    user = present;
    await memory.load(user);
  }

  async function hear(signal: Signal) {
    const { type } = signal;
    if (type === 'purge') {
      clear();
      return memory.clear();
    }
    if (type === 'identity') await meetUser();
    if (type === 'hydrated') {
      const addons = Object.entries(client.hydrated()!.addons);
      const owned = addons.filter(([, addon]) => addon.purchased || addon.included).map(([id]) => id);
      memory.add(() => ({ owned }), client.now());
    }
    wake(/^(identity|catalog|hydrated)/.test(type) ? undefined : signal);
  }

  const unsubscribe = client.subscribe(hear);
  addEventListener('pagehide', clear);
  meetUser().then(() => {
    for (const signal of pending) wake(signal);
    wake();
  });

  return {
    show: (id) => wake(undefined, id),
    explain: (id) => import('./explain.ts').then(({ explain }) => explain(id, dues.get(id), now(), memory.history)),
    configure(next) {
      options = next;
      look();
    },
    stop() {
      unsubscribe();
      clear();
      clearTimeout(timer);
      removeEventListener('pagehide', clear);
      attention.stop();
      memory.close();
      host.remove();
      announcer.remove();
    },
  };
}
