/** A real browser engine under the tests' control. */
export interface Engine {
  name: EngineName;
  version: string;
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs the body of an async function in the page; `args` are its arguments, as JSON. */
  evaluate<T>(body: string, ...args: unknown[]): Promise<T>;
  screenshot(file: string): Promise<void>;
  /** Closes it as a user would. */
  close(): Promise<void>;
}

export const ENGINE_NAMES: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];
