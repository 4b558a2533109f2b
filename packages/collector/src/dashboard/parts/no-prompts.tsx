/** Why a report on prompts has no rows: none is live, no moment came, or moments came and nothing answered them. */
import type { Health } from '../api/answers.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import * as format from '../format.ts';
import { linkTo } from '../route.ts';
import { Empty } from './report.tsx';

const MOMENTS = ['Limit Reached', 'Feature Gated'];

export function NoPrompts() {
  const { livePrompts } = setup();
  const { answer: health } = useAnswer<Health>(livePrompts.length > 0 ? 'v1/health' : null);
  if (livePrompts.length === 0) {
    return (
      <Empty title="No prompts in this range">
        The catalog has no live prompt. Describe one in it; it shows here from its first trigger on.
      </Empty>
    );
  }
  const countOf = (name: string) => health?.accepted.find((row) => row.name === name)?.count ?? 0;
  const moments = MOMENTS.filter((name) => countOf(name) > 0);
  if (!health || countOf('Prompt Triggered') > 0 || moments.length === 0) {
    return (
      <Empty title="No prompts in this range">
        {health && countOf('Prompt Triggered') > 0
          ? 'Triggers arrived in the last 30 days, but none that the choices above let through.'
          : `Live in the catalog: ${livePrompts.join(', ')}. None has met its moment yet.`}
      </Empty>
    );
  }
  const counted = moments.map((name) => `${format.count(countOf(name))} × ${name}`).join(' and ');
  return (
    <div class="empty">
      <h2>Moments came, but no prompt was triggered</h2>
      <p>
        {counted} arrived in the last 30 days; live in the catalog: {livePrompts.join(', ')}. What to check:
      </p>
      <WhatToCheck />
    </div>
  );
}

function WhatToCheck() {
  return (
    <ul class="checks">
      {setup().promptsPaused && (
        <li>
          <strong>Prompts are paused</strong>: the catalog says <code>promptsPaused</code>.
        </li>
      )}
      <li>
        <strong>The widget’s file.</strong> Does the page load <code>attachkit-widget.js</code>? The browser’s console
        and network panel say whether a content security policy, CORS or the network keeps it back;{' '}
        <code>script-src</code> and <code>connect-src</code> need this collector’s origin.
      </li>
      <li>
        <strong>The trigger.</strong> Does it name the limit, the feature or the add-on of those events? Only what
        happens in the page triggers a prompt, not an event that a server sends.
      </li>
      <li>
        <strong>The audience.</strong> Does the account meet its conditions, and has nobody there refused the prompt?
        Who owns the add-on already is not asked.
      </li>
      <li>
        <strong>Not the holdout.</strong> Accounts that are held out report their triggers as well, in the control arm.
      </li>
      <li>
        <strong>Whether events arrive at all</strong>, and what was refused:{' '}
        <a href={linkTo('installation')} data-page>
          Installation
        </a>
        .
      </li>
    </ul>
  );
}
