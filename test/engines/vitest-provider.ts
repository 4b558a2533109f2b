import { defineBrowserProvider } from '@vitest/browser';
import type { TestProject } from 'vitest/node';
import type { Engine, EngineName, Tab } from './engine.ts';
import { launch } from './launch.ts';

/** Lets vitest's browser mode run in the engines of this folder. */
export const engineProvider = defineBrowserProvider({
  name: 'engines',
  options: {},
  providerFactory: (project: TestProject) => {
    let engine: Promise<Engine> | undefined;
    const tabs: Tab[] = [];
    return {
      name: 'engines',
      supportsParallelism: false,
      getCommandsContext: () => ({}),
      async openPage(_sessionId: string, url: string) {
        engine ??= launch(project.config.browser.name as EngineName);
        const opened = await engine;
        await Promise.all(tabs.splice(0).map((tab) => tab.close()));
        tabs.push(await opened.open(url));
      },
      async close() {
        await (await engine?.catch(() => undefined))?.close();
      },
    };
  },
});
