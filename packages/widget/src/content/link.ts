/**
 * Where a prompt may lead: this site, or an https origin that the host allows. Anything else,
 * `javascript:` first of all, leads nowhere.
 */
export function safeLink(to: string, origins: readonly string[] = []): string | undefined {
  try {
    const { origin, href } = new URL(to, location.href);
    const allowed = origin === location.origin ? /^https?:/ : origins.includes(origin) && /^https:/;
    if (allowed && allowed.test(href)) return href;
  } catch {}
}
