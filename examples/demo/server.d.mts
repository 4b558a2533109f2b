export interface DemoOptions {
  collectorUrl: string;
  /** Where the visitor's browser reaches the collector. Default `collectorUrl`. */
  publicUrl?: string;
  writeKey: string;
  serverKey: string;
  /** How the demo's server reaches the collector. */
  fetch?: typeof globalThis.fetch;
}

/** @returns a handler for everything below `/demo` */
export function createDemo(options: DemoOptions): (request: Request) => Promise<Response>;
