export interface DemoOptions {
  collectorUrl: string;
  /** Where the visitor's browser reaches the collector. Default `collectorUrl`. */
  publicUrl?: string;
  writeKey: string;
  serverKey: string;
  /** With it, a sale answers with the attach rate before and after. */
  readKey?: string;
  /** How the demo's server reaches the collector. */
  fetch?: typeof globalThis.fetch;
}

/** @returns a handler for everything below `/demo` */
export function createDemo(options: DemoOptions): (request: Request) => Promise<Response>;
