import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';
import type { EngineName } from './engine.ts';

/** What starts an engine, and how to get it where it is missing. */
interface Recipe {
  /** Tried in this order; the first that exists is used. */
  candidates: () => string[];
  install: string;
}

const onPath = (...names: string[]) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

const RECIPES: Record<EngineName, Recipe> = {
  chromium: {
    candidates: () => [
      ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      chromium.executablePath(),
    ],
    install: 'apt-get install chromium, or node_modules/.bin/playwright install chromium',
  },
  firefox: {
    candidates: () => [...onPath('firefox-esr', 'firefox'), '/Applications/Firefox.app/Contents/MacOS/firefox'],
    install: 'apt-get install firefox-esr, or install Firefox',
  },
  webkit: {
    candidates: () => onPath('WebKitWebDriver'),
    install: 'apt-get install webkit2gtk-driver xvfb (Linux only)',
  },
};

/** Path of the engine's program, or `undefined` where this machine has none. */
export function findEngine(name: EngineName): string | undefined {
  return RECIPES[name].candidates().find((path) => existsSync(path));
}

export function requireEngine(name: EngineName): string {
  const path = findEngine(name);
  if (!path) throw new Error(`${name} is not on this machine. To get it: ${RECIPES[name].install}`);
  return path;
}

export function howToInstall(name: EngineName): string {
  return RECIPES[name].install;
}
