import { resolveVariant } from './decide/decision.ts';
import { gather, type Page } from './page/page.ts';

/** What waited on the visit's last page waits on. What cannot be read again is lost, not guessed. */
export function resume(page: Page, kept: string): void {
  const at = gather(page);
  try {
    const [user, waiting] = JSON.parse(kept);
    for (const [id, trigger, sinceMs, value] of user === page.user ? waiting : []) {
      const prompt = at!.catalog.prompts.find((one) => one.id === id)!;
      page.dues.set(id, { ...resolveVariant(prompt, `${at!.account}`), trigger, sinceMs, value: value ?? undefined });
    }
  } catch {}
}
