import type { ComponentChild } from 'preact';
import { formatMessage } from '../content/message.ts';
import { meterViewOf } from '../content/meter-view.ts';
import type { Page } from '../page/page.ts';
import { css } from '../view/css.ts';
import { Meter } from '../view/parts.tsx';
import { speechOf } from './language.ts';

/** `<attachkit-meter limit="ai_credits" label="AI credits">`: nothing as long as the limit is not known. */
export function MeterElementView(page: Page, element: HTMLElement & { draw(): void }): ComponentChild {
  const { client } = page;
  const status = client.limit(element.getAttribute('limit') ?? '');
  if (!status) return null;
  const { words, style, lang, dir } = speechOf(page, element, () => element.draw());
  const label = element.getAttribute('label');
  const warnAt = client.catalog()?.limits[status.limit]?.warnAt ?? 0.8;
  const view = meterViewOf(status.used, status.max, warnAt, words, style);
  return (
    <div class="frame bare" lang={lang} dir={dir}>
      {label && <div class="label">{label}</div>}
      {Meter(view)}
      {status.resetsAt && <div class="resets">{formatMessage(words.resets, { end: status.resetsAt }, style)}</div>}
    </div>
  );
}

export const meterStyles: string = css`
  .bare {
    background: none;
    border: 0;
    border-radius: 0;
  }
  .label {
    margin-block-end: 4px;
    font-size: 13px;
    font-weight: 600;
  }
  .resets {
    margin-block-start: 6px;
    color: var(--muted);
    font-size: 13px;
  }
`;
