/** Whether this browser, and the person before it, lets us keep and send anything. */
import type { Core } from './core.ts';
import type { AttachkitOptions } from './public-api.ts';

export const isPage = typeof document !== 'undefined';

/** @returns why nothing may be kept, whatever the page's consent says */
export function findObjection(options: AttachkitOptions): string | undefined {
  // A server counts nobody; a test there brings its own `fetch`.
  if (!isPage) return options.fetch ? undefined : 'server';
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl && !options.ignoreGpc) return 'gpc';
  if (
    /bot|crawl|spider|headless|lighthouse/i.test(navigator.userAgent) &&
    !options.allowBots &&
    !/^localhost|^127/.test(location.hostname)
  )
    return 'bot';
}

/** Whether anything may leave the page or stay in the browser. */
export const isGranted = (core: Core): boolean => core.consent_ === 'granted';
