import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['attachkit:source', 'module', 'browser', 'development|production'] };
const jsx = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;

/** `node`: what needs no browser. The real engines are in vitest.browser.config.ts, whole journeys in test/journeys. */
export default defineConfig({
  resolve,
  ssr: { resolve: { conditions: ['attachkit:source', 'module', 'node', 'development|production'] } },
  oxc: jsx,
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/*.test.ts'],
    exclude: ['**/*.browser.test.{ts,tsx}', '**/node_modules/**', '**/dist/**'],
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
