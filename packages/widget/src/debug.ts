import { lintPrompts } from './lint.ts';
import type { Page } from './page/page.ts';

/** Says what the linter finds and holds back the prompts that have errors, now and after each change of the catalog. */
export function debug({ client, held, dues }: Page): void {
  const check = () => {
    const catalog = client.catalog();
    held.clear();
    for (const { path, message, severity } of catalog ? lintPrompts(catalog) : []) {
      const id = catalog!.prompts[Number(path[1])]!.id;
      console[severity === 'error' ? 'error' : 'warn'](
        `attachkit: prompt "${id}": ${path.slice(2).join('.')}: ${message}`,
      );
      if (severity === 'error') held.add(id);
    }
    for (const id of held) dues.delete(id);
  };
  check();
  client.subscribe(({ type }) => {
    if (type === 'catalog') check();
  });
}
