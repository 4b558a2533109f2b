/**
 * The stub: stands in for `attachkit` until the script is there. Calls wait in it, in order; what
 * they return is `undefined`.
 */
type Call = [method: string, given: unknown[]];
const calls: Call[] = [];

// Also reached as `self.attachkit` by the script, which takes the calls over as from an array.
(self as unknown as { attachkit: unknown }).attachkit ??= new Proxy(calls, {
  get: (calls, name: never) =>
    name in calls
      ? calls[name]
      : (...given: unknown[]) => {
          calls.push([name, given]);
        },
});
