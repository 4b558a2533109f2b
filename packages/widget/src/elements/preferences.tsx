import type { ComponentChild } from 'preact';
import { formatMessage } from '../content/message.ts';
import { clean } from '../content/text.ts';
import { wordingOf } from '../content/wording.ts';
import { allowed } from '../decide/changes.ts';
import { resolveVariant } from '../decide/decision.ts';
import { gather, type Page } from '../page/page.ts';
import { css } from '../view/css.ts';
import { type Speech, speechOf } from './language.ts';

/** `<attachkit-preferences>`: what the user refused for good, and the way to take it back. */
export function PreferencesView(page: Page, element: HTMLElement & { draw(): void }): ComponentChild {
  const speech = speechOf(page, element, () => element.draw());
  const { words, lang, dir } = speech;
  const allow = (what: string) => {
    void page.memory.add(allowed(what), page.client.now()).then(() => {
      element.shadowRoot?.querySelector<HTMLElement>('.title')?.focus();
    });
  };
  const refused = refusedBy(page);
  return (
    <section class="frame list" lang={lang} dir={dir} aria-labelledby="title">
      <h2 class="title" id="title" tabIndex={-1}>
        {words.preferences}
      </h2>
      <div role="status">{refused.length === 0 && <p class="empty">{words.nothing}</p>}</div>
      {refused.length > 0 && (
        <ul class="rows">
          {refused.map((what) => (
            <li class="row">
              <span id={what}>{nameOf(what, page, speech)}</span>
              <button type="button" class="button choice" onClick={() => allow(what)} aria-describedby={what}>
                {words.allow}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Here, or by the account as far as the host told and nobody here took it back. */
function refusedBy({ memory, client }: Page): string[] {
  const { refused = [], allowed = [] } = memory.history ?? {};
  const { prompts = [], addons = [] } = client.hydrated()?.optOuts ?? {};
  const elsewhere = [...prompts.map((id) => `prompt:${id}`), ...addons.map((id) => `addon:${id}`)];
  return [...new Set([...refused, ...elsewhere.filter((what) => !allowed.includes(what))])];
}

/** What a user would call it: the prompt's title, or everything about the add-on. */
function nameOf(what: string, page: Page, { words, style }: Speech): string {
  const [, kind, id] = /^(\w+):(.*)$/s.exec(what) ?? [];
  const at = gather(page);
  const addon = (id: string) => clean(at?.catalog.addons[id]?.name ?? id);
  if (kind === 'addon') return formatMessage(words.allAbout, { addon: addon(id!) }, style);
  const prompt = at?.catalog.prompts.find((one) => one.id === id);
  if (!at || !prompt) return clean(id ?? what);
  try {
    const mine = resolveVariant(prompt, `${at.account}`);
    const { text } = wordingOf({ ...mine, trigger: '', sinceMs: 0, value: undefined }, at, page.options.locale);
    return `${addon(prompt.addon)}: ${text.title}`;
  } catch {
    return addon(prompt.addon);
  }
}

export const preferencesStyles: string = css`
  .list {
    padding: 20px;
  }
  .title:focus {
    outline: none;
  }
  .rows {
    list-style: none;
    padding: 0;
    margin-block-start: 12px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    padding-block: 12px;
    border-block-start: 1px solid var(--line);
  }
  .row span {
    flex: 1 1 200px;
  }
  .empty {
    margin-block-start: 8px;
    color: var(--muted);
  }
`;
