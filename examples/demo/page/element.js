/**
 * Makes an element: `element('button.primary', {onclick}, 'Save')`. Text only ever becomes text.
 * @param {string} selector tag and classes
 * @param {Record<string, unknown>} [attributes] `on…` become listeners; false and null are left out
 * @param {...(Node | string | null | false)} children
 */
export function element(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split('.');
  const node = document.createElement(tag);
  if (classes.length > 0) node.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for the few drawings. */
export function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

export function money(amount, currency) {
  const digits = Number.isInteger(amount) ? 0 : 2;
  return new Intl.NumberFormat(navigator.language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}
