/** Whether this browser, and the person before it, lets us keep and send anything. */
import type { AttachkitOptions, Consent } from './public-api.ts';

const BOTS = /bot|crawl|spider|slurp|headless|lighthouse/i;
const LOOPBACK = /^(localhost|127\.|\[::1)/;

/** @returns why nothing may be kept, whatever the page's consent says; `undefined` when nothing stands against it */
export function findObjection(options: AttachkitOptions): 'server' | 'gpc' | 'bot' | undefined {
  if (typeof document === 'undefined' && !options.fetch) return 'server';
  const { globalPrivacyControl, userAgent } = navigator as Navigator & { globalPrivacyControl?: boolean };
  if (globalPrivacyControl && !options.ignoreGpc) return 'gpc';
  if (BOTS.test(userAgent) && !options.allowBots && !LOOPBACK.test(location.hostname)) return 'bot';
}

/** @returns `undefined` while consent is pending */
export const isGranted = (consent: Consent): boolean | undefined =>
  consent === 'pending' ? undefined : consent === 'granted';
