/** Every prompt of a catalog in every state it can be in, side by side: for authors, and for the docs' pictures. */
import type { Attachkit, PublicCatalog } from '@attachkit/sdk';
import type { Placement, Prompt } from '@attachkit/sdk/prompt';
import type { VNode } from 'preact';
import { wordingOf } from './content/wording.ts';
import { NOTHING_YET } from './decide/history.ts';
import type { Due, Situation } from './decide/situation.ts';
import { conditionsOf } from './decide/trigger.ts';
import type { Page } from './page/page.ts';
import { loadPlacement } from './placements/index.ts';
import { openShow } from './show.ts';
import { css } from './view/css.ts';
import type { PlacementModule } from './view/view.ts';
import { loadWords } from './words/languages.ts';

export const PREVIEW_STATES = ['ask', 'choices', 'pending', 'failed', 'done', 'refused'] as const;
export type PreviewState = (typeof PREVIEW_STATES)[number];

export interface PreviewOptions {
  /** BCP 47. Default: the page's. */
  locale?: string;
  states?: readonly PreviewState[];
  /** Only this variant; default all of them, or the prompt as it is. */
  variant?: string;
}

/** Draws a prompt in its states into an element, one after the other. Nothing is recorded or sent. */
export async function previewPrompt(
  container: Element,
  prompt: Prompt,
  catalog: PublicCatalog,
  options: PreviewOptions = {},
): Promise<void> {
  for (const state of options.states ?? PREVIEW_STATES) {
    if (!canBe(state, prompt)) continue;
    const figure = container.ownerDocument.createElement('figure');
    const caption = container.ownerDocument.createElement('figcaption');
    const host = container.ownerDocument.createElement('div');
    caption.textContent = state;
    figure.append(caption, host);
    container.append(figure);
    await draw(host, prompt, catalog, state, options.locale);
  }
}

/** Only what the host decides takes time and can fail; what leads away has no end to show. */
function canBe(state: PreviewState, { actions: { primary }, frequency, content }: Prompt): boolean {
  const isHosts = /^(trial|buy|callback)$/.test(primary.type);
  if (state === 'pending' || state === 'failed') return isHosts;
  if (state === 'done')
    return isHosts || primary.type === 'feedback' || Object.values(content).some(({ done }) => done);
  return state !== 'refused' || frequency?.optOut?.length !== 0;
}

async function draw(
  host: Element,
  prompt: Prompt,
  catalog: PublicCatalog,
  state: PreviewState,
  locale: string | undefined,
) {
  const at = situationOf(prompt, catalog);
  const due: Due = { prompt, variant: undefined, trigger: 'preview', sinceMs: at.nowMs, value: 20 };
  const module = await loadPlacement(prompt.placement.kind);
  await loadWords(wordingOf(due, at, locale).lang);
  const wording = wordingOf(due, at, locale);
  if (prompt.pricing?.bundle) {
    const { savingOf } = await import('./content/saving.ts');
    wording.offer.push(savingOf(prompt.pricing.bundle, catalog, wording) ?? '');
  }
  const placement: Placement = { ...prompt.placement, anchor: undefined };
  const { answer, prepare } = await import('./answers/answer.ts');
  const show = openShow(pageOf(at, state), { due, at, placement, wording, about: {} }, inFlow(module), host, () => {});
  prepare(show);
  if (show.view.scale) show.view.score = 4;
  if (state === 'choices') answer(show, 'more');
  if (state === 'pending' || state === 'failed' || state === 'done') answer(show, 'primary');
  if (state === 'refused') {
    answer(show, 'more');
    [...show.stage.root.querySelectorAll<HTMLElement>('.choices button')].at(-1)?.click();
  }
  await new Promise((resolve) => setTimeout(resolve));
}

/** The placement where it stands in the preview instead of over it. */
function inFlow({ draw, styles = '' }: PlacementModule): PlacementModule {
  return {
    draw(view) {
      const { props, ...node } = draw(view) as VNode<{ popover?: string; ref?: unknown }>;
      // Neither in the top layer, nor following an anchor that is not there.
      const { popover: _, ref: __, ...kept } = props;
      const type = node.type === 'dialog' ? 'div' : node.type;
      return { ...node, ref: null, type, props: { ...kept, role: 'group' } } as VNode;
    },
    styles: styles + inFlowStyles,
  };
}

const inFlowStyles: string = css`
  .frame.frame {
    position: relative;
    inset: auto;
    visibility: visible !important;
    max-block-size: none;
    max-inline-size: 100%;
    animation: none;
  }
`;

/** As if the prompt's trigger had just been met. */
function situationOf(prompt: Prompt, catalog: PublicCatalog): Situation {
  const nowMs = Date.now();
  const {
    limit,
    atLeast = 1,
    trialEndsWithin,
  } = conditionsOf(prompt).find((condition) => condition.limit || condition.trialEndsWithin) ?? {};
  const trialEndsAt = trialEndsWithin ? new Date(nowMs + trialEndsWithin * 86_400_000).toISOString() : null;
  const told = { purchased: false, included: false, trialEndsAt, attached: false, uses: 0, days: 0, arm: null };
  return {
    nowMs,
    account: 'preview',
    catalog,
    identity: { anonymousId: 'preview', userTraits: {}, accountTraits: {} },
    state: {
      account: 'preview',
      asOf: new Date(nowMs).toISOString(),
      catalogVersion: catalog.version,
      traits: {},
      acquired: null,
      plan: null,
      addons: { [prompt.addon]: told },
      usage: {},
      lifetime: {},
      optOuts: { prompts: [], addons: [] },
      shows: [],
    },
    history: NOTHING_YET,
    further: undefined,
    caps: { perDay: 1, perWeek: 3 },
    page: { pathname: '/', hash: '', quietMs: 60_000, doing: {}, occupied: false },
    limit(id) {
      const max = catalog.limits[id]?.max ?? 100;
      return id === limit
        ? { limit: id, max, used: Math.ceil(max * atLeast), resetsAt: nowMs + 9 * 86_400_000 }
        : undefined;
    },
    canAct: () => true,
    place: (placement) => placement,
    canSay: () => true,
  };
}

/** A page in which the host's action does what the state is about, and nothing is kept. */
function pageOf({ nowMs, catalog }: Situation, state: PreviewState): Page {
  const act = async () => {
    if (state === 'pending') await new Promise(() => {});
    if (state === 'failed') throw new Error('as asked for');
  };
  const client = { track() {}, now: () => nowMs, catalog: () => catalog } as unknown as Attachkit;
  const actions = new Proxy({}, { get: () => act });
  return { client, options: { actions, navigate() {} }, memory: { add: async () => true } } as unknown as Page;
}
