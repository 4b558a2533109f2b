/** One prompt on the page: from its first paint until the user answers or the page moves on. */
import { clean } from './content/text.ts';
import type { Decided, Page, Show } from './page/page.ts';
import { anchorOf } from './page/place.ts';
import { whenSeen } from './page/seen.ts';
import { openStage } from './page/stage.ts';
import type { Answer, PlacementModule, View } from './view/view.ts';

/** What comes after the first paint: brought in when the user reaches for the prompt. */
const loadAnswers = () => import('./answers/answer.ts');

export function openShow(
  page: Page,
  decided: Decided,
  { draw, styles = '' }: PlacementModule,
  host: Element,
  onClose: () => void,
): Show {
  const { due, at, placement, wording, about } = decided;
  const { addon, frequency, actions } = due.prompt;
  const { primary } = actions;
  let isOpen = true;
  const view: View = {
    ...wording,
    kind: placement.kind,
    addon: clean(at.catalog.addons[addon]!.name),
    hasChoices: !!(frequency?.snooze ?? frequency?.optOut ?? [0])[0],
    anchor: anchorOf(placement),
    scale: primary.type === 'feedback' ? primary.kind : undefined,
    leave: () => show.close(),
    answer: (what) => loadAnswers().then(({ answer }) => answer(show, what as Answer)),
  };
  const stage = openStage(host, draw(view), styles, view.answer, () =>
    loadAnswers().then(({ prepare }) => prepare(show)),
  );
  const track = (event: string, more?: Record<string, string>) => page.client.track(event, { ...about, ...more });
  const unsee = whenSeen(stage.frame, () => track('Prompt Shown'));
  const show: Show = {
    ...decided,
    page,
    view,
    stage,
    paint: draw,
    track,
    isOpen: () => isOpen,
    close() {
      if (!isOpen) return;
      isOpen = false;
      unsee();
      stage.clear();
      onClose();
    },
  };
  return show;
}
