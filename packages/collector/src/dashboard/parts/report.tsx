import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/answers.ts';
import * as format from '../format.ts';

/** A page's frame: its question in words, and below it the choices and the answer. */
export function Report({
  title,
  lead,
  controls,
  children,
}: {
  title: string;
  lead: ComponentChildren;
  controls?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="report">
      <header class="report-head">
        <h1>{title}</h1>
        <p class="soft lead">{lead}</p>
      </header>
      {controls && (
        <form class="controls" aria-label="What to show" onSubmit={(event) => event.preventDefault()}>
          {controls}
        </form>
      )}
      {children}
    </div>
  );
}

/** A titled box. `tools` stand beside the title. */
export function Card({
  title,
  tools,
  children,
  wide,
}: {
  title?: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}) {
  return (
    <section class={wide ? 'card wide' : 'card'}>
      {(title || tools) && (
        <header class="card-head">
          {title && <h2>{title}</h2>}
          {tools && <div class="tools">{tools}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** The definition beside the number: what was counted, by which catalog, up to when. */
export function DefinitionOf({ answer }: { answer: Answer<unknown> }) {
  const { definition, asOf, timezone, retention } = answer;
  return (
    <aside class="definition" aria-label={`Definition: ${definition.title}`}>
      <h2>{definition.title}</h2>
      <p>{definition.text}</p>
      <p class="soft">
        Up to {format.date(asOf, 'long')}, {timezone}. Catalog {definition.catalogVersion}. {retention?.effect}
      </p>
    </aside>
  );
}

/** The rows as a file. */
export function Download({ href }: { href: string }) {
  const save = async () => {
    const response = await fetch(href, { headers: { accept: 'text/csv' } });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${href.split('/').pop()!.split('?')[0]}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" class="quiet" onClick={save}>
      Download CSV
    </button>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
    </div>
  );
}
