import { defineConfig } from 'vitest/config';
import { ENGINE_NAMES } from './test/engines/engine.ts';
import { findEngine } from './test/engines/find.ts';
import { engineProvider } from './test/engines/vitest-provider.ts';

const jsx = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;

/** `*.browser.test.*`: the same tests in every real engine of this machine. scripts/test.mjs says which are missing. */
export default defineConfig({
  resolve: { conditions: ['attachkit:source', 'module', 'browser', 'development|production'] },
  oxc: jsx,
  optimizeDeps: { rolldownOptions: { transform: jsx } },
  test: {
    include: ['packages/*/src/**/*.browser.test.{ts,tsx}', 'test/**/*.browser.test.{ts,tsx}'],
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    browser: {
      enabled: true,
      headless: false,
      ui: false,
      screenshotFailures: false,
      provider: engineProvider,
      instances: ENGINE_NAMES.filter((name) => findEngine(name)).map((browser) => ({ browser })),
    },
  },
});
