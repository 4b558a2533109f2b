/** What follows a user's answer: brought in when the user reaches for a prompt. */
import { formatMessage } from '../content/message.ts';
import { accepted, allowed, ended, refused, snoozed } from '../decide/changes.ts';
import { DAY_MS, durationMs } from '../decide/duration.ts';
import type { Change } from '../decide/history.ts';
import { sells } from '../decide/situation.ts';
import type { Show } from '../show.ts';
import type { Answer } from '../view/view.ts';
import { answerWords } from '../words/answers.ts';
import { Choices, Failure, OutcomeView, Pending } from './outcome.tsx';
import { runAction } from './run-action.ts';

const clicked = new WeakSet<Show>();

export function answer(show: Show, what: Answer): void {
  const { view } = show;
  if (!show.isOpen() || (view.pending && what !== 'dismiss')) return;
  if (what === 'primary') void act(show);
  else if (what === 'secondary') follow(show);
  else if (what === 'more') view.draw({ below: view.below ? undefined : Choices({ choices: choicesOf(show) }) });
  else dismiss(show);
}

const record = ({ memory, client }: Show, change: Change) => memory.add(change, client.now());

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
  if (primary.type === 'feedback' && view.score === undefined) return;
  if (!clicked.has(show)) show.track('Prompt Clicked');
  clicked.add(show);
  view.draw({ pending: true, below: Pending({ text: words.pending }) });
  try {
    await runAction(primary, show);
  } catch {
    view.draw({ pending: false, below: Failure({ text: words.failed }) });
    return;
  }
  void record(show, ended(due.prompt.id, 'clicked'));
  if (sells(due.prompt)) void record(show, accepted(`${primary.type}:${due.prompt.addon}`));
  const isQuiet = primary.type === 'navigate' || (/^(event|callback)/.test(primary.type) && !view.text.done);
  if (isQuiet) show.close();
  else celebrate(show);
}

function celebrate(show: Show) {
  const { view, at, due, client } = show;
  const { type } = due.prompt.actions.primary;
  const words = answerWords(view.lang);
  const addon = at.catalog.addons[due.prompt.addon]!;
  const values = { addon: view.addon, end: client.now() + addon.trialDays * DAY_MS };
  const said = { trial: words.trialDone, buy: words.buyDone, feedback: words.thanks }[type as 'trial'] ?? words.done;
  view.draw({
    pending: false,
    below: undefined,
    instead: OutcomeView({
      title: view.text.done ?? formatMessage(said, values, view.style),
      body: type === 'trial' ? formatMessage(words.trialUntil, values, view.style) : undefined,
      isGood: true,
      buttons: [[words.close, show.close]],
    }),
  });
}

function follow(show: Show) {
  const { secondary } = show.due.prompt.actions;
  if (!secondary) return;
  runAction(secondary, show).catch(() => {});
  if (secondary.type === 'navigate') show.close();
}

function choicesOf(show: Show): [string, () => void][] {
  const { view, due } = show;
  const { id, addon, frequency } = due.prompt;
  const words = answerWords(view.lang);
  const relative = new Intl.RelativeTimeFormat(view.style.locale, { numeric: 'auto' });
  const { snooze = [], optOut = ['prompt', 'addon'] } = frequency ?? {};
  const snoozes = snooze.map((duration): [string, () => void] => {
    const forMs = durationMs(duration);
    const [amount, unit] = forMs < DAY_MS ? ([forMs / 3_600_000, 'hour'] as const) : ([forMs / DAY_MS, 'day'] as const);
    const label = formatMessage(words.remind, { when: relative.format(Math.round(amount), unit) }, view.style);
    return [label, () => rest(show, forMs)];
  });
  const refusals = optOut.map((scope): [string, () => void] =>
    scope === 'prompt'
      ? [words.never, () => refuse(show, `prompt:${id}`)]
      : [formatMessage(words.neverAddon, { addon: view.addon }, view.style), () => refuse(show, `addon:${addon}`)],
  );
  return [...snoozes, ...refusals];
}

function rest(show: Show, forMs: number) {
  const { id } = show.due.prompt;
  show.track('Prompt Snoozed');
  void record(show, ended(id, 'snoozed'));
  void record(show, snoozed(id, forMs));
  show.close();
}

function refuse(show: Show, what: string) {
  const { view, due } = show;
  const words = answerWords(view.lang);
  show.track('Prompt Opted Out');
  void record(show, ended(due.prompt.id, 'opted-out'));
  void record(show, refused(what));
  const undo = () => {
    void record(show, allowed(what));
    view.draw({ instead: undefined, below: undefined });
  };
  view.draw({
    instead: OutcomeView({
      title: words.refused,
      body: words.reversible,
      isGood: false,
      buttons: [
        [words.undo, undo],
        [words.close, show.close],
      ],
    }),
  });
}
