/** One decision: its turn, the arm, the record of both, and, in one arm, the prompt. */
import { wordingOf } from './content/wording.ts';
import { armFor, choose } from './decide/decision.ts';
import { presented } from './decide/history.ts';
import { type Due, isInPage, isUncounted, type Situation } from './decide/situation.ts';
import { gather, type Page } from './page/page.ts';
import { placeIn, slotOf } from './page/place.ts';
import { announce } from './page/stage.ts';
import { takeTurn } from './page/turn.ts';
import { loadDialog, loadPlacement } from './placements/index.ts';
import { openShow } from './show.ts';
import { loadWords } from './words/languages.ts';

/** Loads what the prompt needs before anything is decided: a page without a network decides nothing. */
export async function present(page: Page, due: Due, { account }: Situation): Promise<void> {
  const { client, memory, dues, decided } = page;
  const { prompt, trigger, variant } = due;
  const { id, addon, pricing } = prompt;
  const placement = placeIn(prompt.placement)!;
  const inPage = isInPage(placement);
  const before = gather(page)!;
  const turn = inPage ? () => {} : takeTurn();
  const needed = Promise.all([
    loadPlacement(placement.kind),
    loadWords(wordingOf(due, before, page.options.locale).lang),
    pricing?.bundle && loadDialog(),
  ]);
  // Heard below; until then a failure is no unhandled one.
  needed.catch(() => {});
  const release = await turn;
  if (!release) return;
  const [module, , saving] = await needed.catch((error) => {
    release();
    throw error;
  });
  const arm = armFor(before, addon);
  let at!: Situation;
  const isStored = await memory.add(
    presented({ prompt: id, addon, overlay: !inPage }, arm, isUncounted(prompt)),
    client.now(),
    (history) => {
      at = gather(page, history)!;
      return at.account !== account || choose([due], at).chosen !== due;
    },
  );
  if (!isStored) return release();
  dues.delete(id);
  if (isUncounted(prompt)) decided.add(id);
  const about = { prompt: id, addon, trigger, placement: placement.kind, ...(variant && { variant }) };
  client.track('Prompt Triggered', { ...about, arm });
  if (arm === 'control') return release();
  const wording = wordingOf(due, at, page.options.locale);
  if (saving) wording.offer.push(saving.savingOf(pricing!.bundle!, at.catalog, wording) ?? '');
  const host = inPage ? slotOf(placement)! : page.host;
  const show = openShow(page, { due, at, placement, wording, about }, module, host, () => {
    page.shows.delete(id);
    announce(page.host, '');
    release();
  });
  page.shows.set(id, show);
  if (placement.kind !== 'dialog') announce(page.host, `${wording.text.title}. ${wording.text.body ?? ''}`);
}
