/**
 * Where a prompt may lead: this site, or an https origin that the host allows. Anything else,
 * `javascript:` first of all, leads nowhere.
 */
export function safeLink(to: string, origins: readonly string[] = []): string | undefined {
  try {
    const { origin, href } = new URL(to, location.href);
    // `blob:` has the origin of its page, too.
    if (origin === location.origin ? /^https?:/.test(href) : origins.includes(origin) && /^https:/.test(href))
      return href;
  } catch {}
}
