import { brotliCompressSync } from 'node:zlib';
import terser from '@rollup/plugin-terser';

/** Rewritings that make some code smaller and some larger, once it is compressed. */
const DOUBTFUL = [{}, { unsafe: true }, { collapse_vars: false }];

const weigh = (code) => brotliCompressSync(code).length;

/** Minifies by what goes over the wire: of several ways to write a chunk, the one that compresses best. */
export function smallest({ compress, ...options }) {
  const ways = DOUBTFUL.map((more) => terser({ ...options, maxWorkers: 1, compress: { ...compress, ...more } }));
  return {
    name: 'smallest',
    async renderChunk(...chunk) {
      const written = await Promise.all(ways.map((way) => way.renderChunk(...chunk)));
      return written.reduce((least, code) => (weigh(code) < weigh(least) ? code : least));
    },
  };
}
