/**
 * Minified last: long functions of the bundle's own level are written as `function`, or as methods. Of these an engine
 * reads no more than where they end until they are called; of an arrow in a block it reads every word at the start.
 */
const CHARACTERS_MIN = 110;

export function lateFunctions() {
  return {
    name: 'late-functions',
    renderChunk(code) {
      const edits = [];
      read(this.parse(code), undefined, edits, code);
      // From the last to the first, so that places stay what they were.
      for (const { from, to, text } of edits.reverse()) code = code.slice(0, from) + text + code.slice(to);
      return code;
    },
  };
}

function read(node, parent, edits, code) {
  if (isLong(node) && parent.type !== 'CallExpression') edits.push(editOf(node, parent, code));
  if (/Function/.test(node.type)) return;
  for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') read(child, node, edits, code);
}

const isLong = ({ type, body }) =>
  type === 'ArrowFunctionExpression' && body.type === 'BlockStatement' && body.end - body.start > CHARACTERS_MIN;

function editOf({ start, async: isAsync, body }, { type, key }, code) {
  const keyword = isAsync ? 'async' : '';
  const given = code.slice(start + keyword.length, code.lastIndexOf('=>', body.start)).trim();
  const text = given.startsWith('(') ? given : `(${given})`;
  if (type === 'Property' && !isAsync) return { from: key.end, to: body.start, text };
  return { from: start, to: body.start, text: `${keyword} function${text}`.trim() };
}
