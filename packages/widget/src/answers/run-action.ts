import type { Action } from '@attachkit/sdk/prompt';
import { safeLink } from '../content/link.ts';
import { hostAction } from '../options.ts';
import type { Show } from '../page/page.ts';

/** After this a host's promise that has not settled counts as failed. */
export const ACTION_TIMEOUT_MS = 60_000;

/** Runs an action. Rejects where the host's promise does, and where it does not settle in time. */
export async function runAction(action: Action, { due, page, view }: Show): Promise<void> {
  const { client, options } = page;
  const { prompt, variant } = due;
  const { id, addon, pricing } = prompt;
  if (action.type === 'navigate') {
    const url = safeLink(action.to, options.origins);
    if (url) (options.navigate ?? ((to) => location.assign(to)))(url);
  } else if (action.type === 'event') client.track(action.event, action.properties);
  else if (action.type === 'feedback') client.track('Feedback Given', { addon, kind: action.kind, score: view.score! });
  else {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, ACTION_TIMEOUT_MS);
    });
    // Called inside a promise, so that what it throws is a rejection too.
    const run = Promise.resolve().then(() => {
      const host = hostAction(action, options);
      if (!host) throw new Error(`no action ${action.type}`);
      return host({ prompt: id, addon, variant, bundle: pricing?.bundle });
    });
    await Promise.race([run, late]).finally(() => clearTimeout(timer));
  }
}
