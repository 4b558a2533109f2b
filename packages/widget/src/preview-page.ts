/** preview.html: a catalog's prompts in every state, with what the linter finds. */
import { CATALOG_DEFAULTS, type Catalog, type PublicCatalog } from '@attachkit/sdk/catalog';
import { lintPrompts } from './lint.ts';
import { previewPrompt } from './preview.ts';

const form = document.querySelector('form')!;
const main = document.querySelector('main')!;
let catalog: Catalog | undefined;

const text = (name: string, content: string, className = ''): HTMLElement =>
  Object.assign(document.createElement(name), { textContent: content, className });

form.addEventListener('input', async () => {
  const [file] = (form.elements.namedItem('catalog') as HTMLInputElement).files ?? [];
  try {
    if (file) catalog = JSON.parse(await file.text());
    if (catalog) await draw(catalog);
  } catch (error) {
    main.replaceChildren(text('p', `This file cannot be read: ${String(error)}`, 'empty error'));
  }
});
form.addEventListener('submit', (event) => event.preventDefault());

async function draw(catalog: Catalog): Promise<void> {
  const { value: locale } = form.elements.namedItem('locale') as HTMLInputElement;
  const { value: scheme } = form.elements.namedItem('scheme') as HTMLSelectElement;
  document.documentElement.style.setProperty('color-scheme', scheme);
  document.documentElement.style.setProperty('--attachkit-color-scheme', scheme);
  const findings = lintPrompts(catalog);
  const sections: Promise<HTMLElement>[] = (catalog.prompts ?? []).map(async (prompt, index) => {
    const section = document.createElement('section');
    const states = text('div', '', /banner|inline|trial-ending/.test(prompt.placement.kind) ? 'states wide' : 'states');
    const list = text('ul', '', 'findings');
    for (const { path, message, severity } of findings.filter(({ path }) => path[1] === index))
      list.append(text('li', `${path.slice(2).join('.')}: ${message}`, severity));
    const about = `${prompt.placement.kind} for ${catalog.addons[prompt.addon]?.name ?? prompt.addon}, ${prompt.status ?? 'live'}`;
    section.append(text('h2', prompt.id), text('p', about, 'about'), list, states);
    await previewPrompt(states, prompt, asPublic(catalog), locale ? { locale } : {}).catch((error) => {
      states.replaceChildren(text('p', `Cannot be shown: ${String(error)}`, 'error'));
    });
    return section;
  });
  const drawn = await Promise.all(sections);
  main.replaceChildren(...(drawn.length ? drawn : [text('p', 'This catalog has no prompts.', 'empty')]));
}

/** What a page would be given of it, as far as prompts need it. */
function asPublic(catalog: Catalog): PublicCatalog {
  const { bundles = {}, limits = {}, milestones = {}, prompts = [], ...rest } = catalog;
  const addons = Object.entries(catalog.addons).map(([id, addon]) => [
    id,
    { trialDays: CATALOG_DEFAULTS.trialDays, includedIn: [], holdout: 0, ...addon },
  ]);
  return { ...rest, bundles, limits, milestones, prompts, addons: Object.fromEntries(addons) } as PublicCatalog;
}
