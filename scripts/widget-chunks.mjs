/** Rollup plugins for the chunks of the script tag's widget. */
import { createHash } from 'node:crypto';

const ENTRY = 'attachkit-widget.js';
const LIST = 'integrity';
/** What a first prompt may need at once: the entry holds its hash. All else waits for a list of hashes. */
const IS_OF_FIRST_PROMPT = /placements|further/;
/** What the source brings in before a chunk (prompts.ts). */
const BEFORE = { define: ['attachkit-widget-answer.js'] };

const fileOf = (name) => `attachkit-widget-${name}.js`;
const nameOf = (file) => /^attachkit-widget-(.*)\.js$/.exec(file)[1];
const hashOf = (text) => createHash('sha256').update(text).digest('base64');

/**
 * Every `import()` goes through src/verified.ts: by the chunk's name, with its hash where a first prompt may need it.
 * The entry's hash the SDK knows.
 */
export function verifiedChunks() {
  return {
    name: 'verified-chunks',
    // One with a variable, in verified.ts itself, stays.
    renderDynamicImport: ({ targetModuleId }) => targetModuleId && { left: `attachkitWidget(`, right: `)` },
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle);
      for (const chunk of chunks) {
        // A browser fetches by itself, and unchecked, what a chunk needs: that has to be there before.
        const unchecked = chunk.imports.filter((file) => file !== ENTRY && !BEFORE[chunk.name]?.includes(file));
        if (unchecked.length) this.error(`${chunk.fileName} needs ${unchecked}, which nobody would have checked`);
        chunk.code = chunk.code.replace(
          /attachkitWidget\("\.\/attachkit-widget-([\w-]+)\.js"/g,
          'attachkitWidget("$1"',
        );
      }
      const entry = bundle[ENTRY];
      const isOfFirstPrompt = ({ fileName }) => IS_OF_FIRST_PROMPT.test(fileName);
      const later = chunks.filter((chunk) => chunk !== entry && !isOfFirstPrompt(chunk));
      for (const { fileName, code } of chunks.filter(isOfFirstPrompt)) {
        const call = `attachkitWidget("${nameOf(fileName)}"`;
        // Whoever calls for it says its hash, and so has a hash only then.
        for (const caller of [entry, ...later])
          caller.code = caller.code.replaceAll(call, () => `${call},"${hashOf(code)}"`);
      }
      const hashes = Object.fromEntries(later.map(({ fileName, code }) => [nameOf(fileName), hashOf(code)]));
      const source = `export const hashes=${JSON.stringify(hashes)};\n`;
      this.emitFile({ type: 'asset', fileName: fileOf(LIST), source });
      entry.code = entry.code.replace('__ATTACHKIT_CHUNKS__', () => JSON.stringify(hashOf(source)));
    },
  };
}

/** What the entry gives to its chunks goes by the names it has there, so that no second ones weigh anything. */
export function leanExports() {
  return {
    name: 'lean-exports',
    generateBundle(_, bundle) {
      const entry = bundle[ENTRY];
      const names = {};
      entry.code = entry.code.replace(/export\{([^}]*)\}/, (_, list) => {
        const locals = list.split(',').map((one) => {
          const [local, exported = local] = one.split(' as ');
          names[exported] = local;
          return local;
        });
        return `export{${locals}}`;
      });
      for (const chunk of Object.values(bundle))
        chunk.code = chunk.code.replace(/import\{([^}]*)\}from"\.\/attachkit-widget\.js"/, (_, list) => {
          const renamed = list.split(',').map((one) => {
            const [exported, local = exported] = one.split(' as ');
            return names[exported] === local ? local : `${names[exported]} as ${local}`;
          });
          return `import{${renamed}}from"./attachkit-widget.js"`;
        });
    },
  };
}
