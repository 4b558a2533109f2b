/** What follows a user's answer: brought in when the user reaches for a prompt. */
import { formatMessage } from '../content/message.ts';
import { clean } from '../content/text.ts';
import { accepted, allowed, ended, refused, snoozed } from '../decide/changes.ts';
import { DAY_MS, durationMs } from '../decide/duration.ts';
import type { Change } from '../decide/history.ts';
import { sells } from '../decide/situation.ts';
import type { Show } from '../page/page.ts';
import { sheetOf } from '../page/stage.ts';
import type { Answer } from '../view/view.ts';
import { answerWords } from '../words/answer-words.ts';
import { type Choice, Choices, Failure, OutcomeView, Pending } from './outcome.tsx';
import { redraw } from './redraw.ts';
import { runAction } from './run-action.ts';
import { answerStyles } from './styles.css.ts';

const clicked = new WeakSet<Show>();

/** Brings in the look of what follows, before anything does. */
export function prepare({ stage: { root } }: Show): void {
  const sheet = sheetOf(answerStyles);
  const sheets = root.adoptedStyleSheets;
  if (!sheets.includes(sheet)) root.adoptedStyleSheets = [...sheets, sheet];
}

export function answer(show: Show, what: Answer): void {
  const { view } = show;
  // A click can be heard when its button is gone: what was answered is answered.
  if (!show.isOpen() || ((view.pending || view.instead) && what !== 'dismiss')) return;
  if (what === 'primary') void act(show);
  else if (what === 'secondary') follow(show);
  else if (what === 'more') redraw(show, { below: view.below ? undefined : Choices(choicesOf(show)) });
  else dismiss(show);
}

const record = ({ page }: Show, change: Change) => page.memory.add(change, page.client.now());

function dismiss(show: Show) {
  // After a click the answer was given: closing is no refusal.
  if (!show.view.pending && !show.view.instead) {
    show.track('Prompt Dismissed');
    void record(show, ended(show.due.prompt.id, 'dismissed'));
  }
  show.close();
}

async function act(show: Show) {
  const { view, due } = show;
  const { primary } = due.prompt.actions;
  const words = answerWords(view.lang);
  if (primary.type === 'feedback' && view.score === undefined) {
    show.stage.root.querySelector('input')?.focus();
    return;
  }
  if (!clicked.has(show)) show.track('Prompt Clicked');
  clicked.add(show);
  redraw(show, { pending: true, below: Pending(words.pending) });
  try {
    await runAction(primary, show);
  } catch {
    redraw(show, { pending: false, below: Failure(words.failed) });
    return;
  }
  void record(show, ended(due.prompt.id, 'clicked'));
  for (const addon of soldBy(show)) void record(show, accepted(`${primary.type}:${addon}`));
  const isQuiet = primary.type === 'navigate' || (/^(event|callback)/.test(primary.type) && !view.text.done);
  if (isQuiet) show.close();
  else celebrate(show);
}

/** The add-ons that the user has taken: a bundle's members, too, are not offered again. */
function soldBy({ due: { prompt }, at }: Show): string[] {
  const bundle = at.catalog.bundles[prompt.pricing?.bundle ?? ''];
  return sells(prompt) ? [...new Set([prompt.addon, ...(bundle?.addons ?? [])])] : [];
}

function celebrate(show: Show) {
  const { view, at, due, page } = show;
  const { type } = due.prompt.actions.primary;
  const words = answerWords(view.lang);
  const { addons, bundles } = at.catalog;
  const { addon, pricing } = due.prompt;
  const bundle = pricing?.bundle;
  const values = {
    addon: bundle ? clean(bundles[bundle]?.name ?? bundle) : view.addon,
    end: page.client.now() + addons[addon]!.trialDays * DAY_MS,
  };
  const said = { trial: words.trialDone, buy: words.buyDone, feedback: words.thanks }[type as 'trial'] ?? words.done;
  redraw(show, {
    pending: false,
    below: undefined,
    instead: OutcomeView({
      title: view.text.done ?? formatMessage(said, values, view.style),
      body: type === 'trial' ? formatMessage(words.trialUntil, values, view.style) : undefined,
      isGood: true,
      choices: [[words.close, show.close]],
    }),
  });
}

function follow(show: Show) {
  const { secondary } = show.due.prompt.actions;
  if (!secondary) return;
  runAction(secondary, show).catch(() => {});
  if (secondary.type === 'navigate') show.close();
}

function choicesOf(show: Show): Choice[] {
  const { view, due } = show;
  const { id, addon, frequency } = due.prompt;
  const words = answerWords(view.lang);
  const relative = new Intl.RelativeTimeFormat(view.style.locale, { numeric: 'auto' });
  const { snooze = [], optOut = ['prompt', 'addon'] } = frequency ?? {};
  const snoozes = snooze.map((duration): Choice => {
    const forMs = durationMs(duration);
    const [amount, unit] = forMs < DAY_MS ? ([forMs / 3_600_000, 'hour'] as const) : ([forMs / DAY_MS, 'day'] as const);
    const label = formatMessage(words.remind, { when: relative.format(Math.round(amount), unit) }, view.style);
    return [label, () => rest(show, forMs)];
  });
  const refusals = optOut.map(
    (scope): Choice =>
      scope === 'prompt'
        ? [words.never, () => refuse(show, `prompt:${id}`)]
        : [formatMessage(words.neverAddon, { addon: view.addon }, view.style), () => refuse(show, `addon:${addon}`)],
  );
  return [...snoozes, ...refusals];
}

function rest(show: Show, forMs: number) {
  const { page, due } = show;
  const { id } = due.prompt;
  show.track('Prompt Snoozed');
  void record(show, ended(id, 'snoozed'));
  void record(show, snoozed(id, forMs)).then(() => {
    // What was asked for comes at the snooze's end, if the visit lasts so long.
    page.dues.set(id, due);
    page.look();
  });
  show.close();
}

function refuse(show: Show, what: string) {
  const { view, due } = show;
  const words = answerWords(view.lang);
  // How far the refusal goes: other devices hear of it through the account's state.
  show.track('Prompt Opted Out', { scope: what.split(':', 1)[0]! });
  void record(show, ended(due.prompt.id, 'opted-out'));
  void record(show, refused(what));
  const undo = () => {
    void record(show, allowed(what));
    redraw(show, { instead: undefined, below: undefined });
  };
  redraw(show, {
    instead: OutcomeView({
      title: words.refused,
      body: words.reversible,
      isGood: false,
      choices: [
        [words.undo, undo],
        [words.close, show.close],
      ],
    }),
  });
}
