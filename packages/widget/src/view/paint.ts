/**
 * The first paint of a prompt. Placements are Preact components; as long as nobody touches a prompt nothing in
 * it changes, so their nodes are made once, here, and Preact itself comes in with the first answer and takes
 * over by hydration (answers/redraw.ts). Text only ever becomes a text node.
 */
import type { ComponentChild, VNode } from 'preact';

const SVG = 'http://www.w3.org/2000/svg';

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
  const namespace = type === 'svg' ? SVG : (parent as Element).namespaceURI;
  const element = document.createElementNS(namespace ?? document.documentElement.namespaceURI, type) as HTMLElement;
  for (const [name, value] of Object.entries(props))
    if (name === 'children') paint(value as ComponentChild, element);
    else if (name === 'style') Object.assign(element.style, value);
    else if (name.startsWith('on')) element[name.toLowerCase() as 'onclick'] = value as () => void;
    else if (name !== 'ref' && value != null && value !== false) element.setAttribute(name, `${value}`);
  parent.appendChild(element);
  ref?.(element);
}
