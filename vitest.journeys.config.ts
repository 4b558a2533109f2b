import { defineConfig } from 'vitest/config';

/** Whole roads: the built files, a real collector process, a real Chromium. */
export default defineConfig({
  resolve: { conditions: ['attachkit:source', 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['attachkit:source', 'module', 'node', 'development|production'] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/{journeys,faults,widget,dashboard}/**/*.test.{ts,tsx}'],
    exclude: ['**/*.browser.test.{ts,tsx}', '**/node_modules/**'],
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
