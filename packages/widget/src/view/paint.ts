/**
 * How a prompt is painted. Placements are Preact components without a state of their own: all follows from the
 * view, which changes when the user answers, so their nodes are made here, and made anew after an answer
 * (answers/redraw.ts). Preact itself comes with what lives on: the elements. Text only ever becomes a text node.
 */
import type { ComponentChild, VNode } from 'preact';

export function paint(child: ComponentChild, parent: Node): void {
  if (Array.isArray(child)) for (const one of child) paint(one, parent);
  else if ((child as VNode)?.props) paintElement(child as Painted, parent);
  else if (child || child === 0) parent.appendChild(document.createTextNode(`${child}`));
}

interface Painted {
  type: string;
  props: Record<string, unknown>;
  ref?: (element: Element) => void;
}

function paintElement({ type, props, ref = props.ref as Painted['ref'] }: Painted, parent: Node): void {
  const element = document.createElement(type);
  for (const name in props) {
    const value = props[name];
    // Hosts theme by parts.
    if (name === 'class') element.className = element.part.value = value as string;
    else if (name === 'children') paint(value as ComponentChild, element);
    else if (name === 'style') Object.assign(element.style, value);
    else if (name.startsWith('on')) element[name.toLowerCase() as 'onclick'] = value as () => void;
    else if (name !== 'ref' && value != null && value !== false) element.setAttribute(name, `${value}`);
  }
  parent.appendChild(element);
  ref?.(element);
}
