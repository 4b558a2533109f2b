/** One prompt on the page: from its first paint until the user answers or the page moves on. */
import type { Attachkit } from '@attachkit/sdk';
import type { Placement } from '@attachkit/sdk/prompt';
import { clean } from './content/text.ts';
import type { Wording } from './content/wording.ts';
import type { Due, Situation } from './decide/situation.ts';
import type { PromptOptions } from './options.ts';
import type { Memory } from './page/memory.ts';
import { anchorOf } from './page/place.ts';
import { whenSeen } from './page/seen.ts';
import { openStage, type Stage } from './page/stage.ts';
import type { PlacementModule, View } from './view/view.ts';

export interface Show extends ShowContext {
  view: View;
  stage: Stage;
  isOpen(): boolean;
  /** Takes it out. */
  close(): void;
}

export interface ShowContext {
  due: Due;
  at: Situation;
  placement: Placement;
  wording: Wording;
  host: Element;
  client: Attachkit;
  memory: Memory;
  options: PromptOptions;
  track(event: string): void;
  closed(): void;
}

/** What comes after the first paint: brought in when the user reaches for the prompt. */
const loadAnswers = () => import('./answers/answer.ts');

export function openShow(context: ShowContext, { draw, styles }: PlacementModule): Show {
  const { due, at, placement, wording, track } = context;
  const {
    addon,
    frequency,
    actions: { primary },
  } = due.prompt;
  const stage = openStage(context.host, styles, (event) => {
    if ((event as KeyboardEvent).key === 'Escape') view.answer('dismiss');
    else loadAnswers();
  });
  const view: View = {
    ...wording,
    kind: placement.kind,
    addon: clean(at.catalog.addons[addon]!.name),
    hasChoices: !!(frequency?.snooze ?? frequency?.optOut ?? [0])[0],
    anchor: anchorOf(placement),
    scale: primary.type === 'feedback' ? primary.kind : undefined,
    pending: false,
    leave: () => show.close(),
    answer: (what) => loadAnswers().then(({ answer }) => answer(show, what)),
    draw: (change) => isOpen && stage.draw(draw(Object.assign(view, change))),
  };
  let isOpen = true;
  const unsee = whenSeen(stage.draw(draw(view)), () => track('Prompt Shown'));
  const show: Show = {
    ...context,
    view,
    stage,
    isOpen: () => isOpen,
    close() {
      if (!isOpen) return;
      isOpen = false;
      unsee();
      stage.clear();
      context.closed();
    },
  };
  return show;
}
