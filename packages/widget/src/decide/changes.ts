/** What a user's answer changes in the history. */
import type { PromptOutcome } from '@attachkit/sdk/protocol';
import type { Change } from './history.ts';

const without = (list: string[], what: string) => list.filter((item) => item !== what);

/** How the latest showing of a prompt ended. */
export const ended =
  (prompt: string, outcome: PromptOutcome): Change =>
  ({ shows }) => {
    const latest = shows.map((show) => show.prompt).lastIndexOf(prompt);
    return { shows: shows.map((show, index) => (index === latest ? { ...show, outcome } : show)) };
  };

export const snoozed =
  (prompt: string, forMs: number): Change =>
  ({ snoozed }, nowMs) => ({ snoozed: { ...snoozed, [prompt]: nowMs + forMs } });

/** @param what `trial:ADDON` or `buy:ADDON` */
export const accepted =
  (what: string): Change =>
  ({ accepted }) => ({ accepted: [...without(accepted, what), what] });

/** @param what `prompt:ID` or `addon:ID` */
export const refused =
  (what: string): Change =>
  ({ refused, allowed }) => ({ refused: [...without(refused, what), what], allowed: without(allowed, what) });

/** Takes a refusal back. */
export const allowed =
  (what: string): Change =>
  ({ refused, allowed }) => ({ refused: without(refused, what), allowed: [...without(allowed, what), what] });
