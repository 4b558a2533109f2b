/** `<attachkit-meter>` and `<attachkit-preferences>`: elements that a host may set anywhere, without a prompt. */
import type { ComponentChild } from 'preact';
import { h, render } from 'preact';
import type { Page } from '../page/page.ts';
import { rootOf } from '../page/stage.ts';
import { MeterElementView, meterStyles } from './meter.tsx';
import { PreferencesView, preferencesStyles } from './preferences.tsx';

/** The widget that the page's elements belong to: the latest one started. */
let current: Page | undefined;
const drawn = new Set<AttachkitElement>();

abstract class AttachkitElement extends HTMLElement {
  static observedAttributes = ['limit', 'label', 'lang'];
  abstract readonly look: string;
  abstract view(page: Page): ComponentChild;

  connectedCallback(): void {
    drawn.add(this);
    this.draw();
  }

  disconnectedCallback(): void {
    drawn.delete(this);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.draw();
  }

  draw(): void {
    if (current) render(grown(this.view(current)), rootOf(this, this.look));
  }
}

class Meter extends AttachkitElement {
  readonly look: string = meterStyles;
  view(page: Page): ComponentChild {
    return MeterElementView(page, this);
  }
}

class Preferences extends AttachkitElement {
  readonly look: string = preferencesStyles;
  view(page: Page): ComponentChild {
    return PreferencesView(page, this);
  }
}

/** The same tree as Preact's own nodes: the build's `jsx` makes plain ones (view/jsx.ts). */
function grown(child: ComponentChild): ComponentChild {
  if (Array.isArray(child)) return child.map(grown);
  if (!child || typeof child !== 'object' || !('props' in child)) return child;
  const { type, props } = child as { type: string; props: Record<string, unknown> & { children?: ComponentChild } };
  return h(type, { ...props, part: props.class, children: grown(props.children) });
}

/** Defines the elements, once in a document, and keeps them in step with a widget. */
export function define(page: Page): void {
  current = page;
  const redraw = () => {
    for (const element of drawn) element.draw();
  };
  page.client.subscribe(({ type }) => {
    if (/^(limit|catalog|hydrated|identity)$/.test(type)) redraw();
  });
  page.drawElements = redraw;
  if (!customElements.get('attachkit-meter')) {
    customElements.define('attachkit-meter', Meter);
    customElements.define('attachkit-preferences', Preferences);
  }
  redraw();
}
