/**
 * For the script tag, where a page has exactly one client: what the sources pass around as `core` becomes variables
 * of the bundle, and its functions become arrows, which are shorter. As a module, the SDK stays as it is written:
 * any number of clients.
 */
const STATE = 'core';
const MAKER = 'createCore';
const variableOf = ({ name }) => `its_${name}`;

export function oneClient() {
  return {
    name: 'one-client',
    renderChunk(code) {
      const { declarations, edits } = read(this.parse(code), code);
      // From the last to the first, so that places stay what they were.
      edits.sort((a, b) => b.from - a.from);
      for (const { from, to, text } of edits) code = code.slice(0, from) + text + code.slice(to);
      walk(this.parse(code), (node) => {
        if (isState(node) || node.type === 'ThisExpression')
          this.error(`no variable can stand for this: ${code.slice(node.start - 60, node.end + 60)}`);
      });
      return `let ${declarations};\n${code}`;
    },
  };
}

function read(program, code) {
  const declarations = new Map();
  const edits = [];
  const takes = new Map(program.body.filter(({ id }) => id).map(({ id, params }) => [id.name, params.length]));
  walk(program, (node) => {
    if (isDetour(node, takes)) {
      edits.push({ from: node.start, to: node.end, text: node.body.callee.name });
      return false;
    }
    edits.push(...editsOf(node, code));
    const declare = (name, start = '') => declarations.set(name, name + start);
    if (isPart(node) && !declarations.has(variableOf(node.property))) declare(variableOf(node.property));
    if (isMaker(node))
      for (const { key, value } of partsOf(node).filter(isPlain))
        declare(variableOf(key), ` = ${code.slice(value.start, value.end)}`);
  });
  return { declarations: [...declarations.values()].sort().join(), edits };
}

const isState = (node) => node?.type === 'Identifier' && node.name === STATE;

/** `core.something_` */
const isPart = (node) => node.type === 'MemberExpression' && isState(node.object) && !node.computed;

const isMaker = (node) => node.type === 'FunctionDeclaration' && node.id.name === MAKER;

/** The properties of what the maker returns. */
const partsOf = ({ body }) => body.body.at(-1).argument.properties;

/** Good from the start: it hangs on nothing. */
const isPlain = ({ value: { type, arguments: given, properties, elements } }) =>
  type === 'Literal' || (type !== 'CallExpression' && (given ?? properties ?? elements)?.length === 0);

/** `() => work(core)`, `(given) => work(core, given)`: without the state, `work` itself will do. */
function isDetour({ type, async, params, body }, takes) {
  if (type !== 'ArrowFunctionExpression' || async || body.type !== 'CallExpression') return false;
  const [state, ...rest] = body.arguments;
  const isSame = rest.length === params.length && params.every(({ name }, at) => name && name === rest[at].name);
  return isState(state) && isSame && takes.get(body.callee.name) === params.length + 1;
}

function editsOf(node, code) {
  if (isPart(node)) return [{ from: node.start, to: node.end, text: variableOf(node.property) }];
  if (node.type === 'CallExpression') return withoutState(node.arguments);
  if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression') return withoutState(node.params);
  if (node.type === 'FunctionDeclaration') return arrow(node, code);
  if (node.type === 'VariableDeclaration') return declaration(node);
  return [];
}

/** The first of a list goes, and the comma after it. */
function withoutState([first, second]) {
  return isState(first) ? [{ from: first.start, to: second?.start ?? first.end, text: '' }] : [];
}

/** One keyword for all; and of `const core = createCore(…)` the call stays. */
function declaration({ kind, start, declarations: [{ id, init }] }) {
  if (isState(id)) return [{ from: start, to: init.start, text: '' }];
  return kind === 'const' ? [{ from: start, to: start + kind.length, text: 'let' }] : [];
}

function arrow(node, code) {
  const { id, params, async, body, start, end } = node;
  return [
    { from: start, to: code.indexOf('(', id.end), text: `let ${id.name} = ${async ? 'async ' : ''}` },
    ...withoutState(params),
    { from: body.start, to: body.start, text: '=> ' },
    ...(isMaker(node) ? [assignments(node, code)] : []),
    { from: end, to: end, text: ';' },
  ];
}

/** Instead of `return { a_: …, b_: … }`: what is not good from the start is given its value. */
function assignments(maker, code) {
  const { start, end } = maker.body.body.at(-1);
  const rest = partsOf(maker).filter((part) => !isPlain(part));
  const text = rest.map(({ key, value }) => `${variableOf(key)} = ${code.slice(value.start, value.end)};`);
  return { from: start, to: end, text: text.join(' ') };
}

/** @param visit `false`: not what is inside */
function walk(node, visit) {
  if (visit(node) === false) return;
  for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') walk(child, visit);
}
