/** The tag for a reader: of the first wanted language there is, whatever its region, else the first of all. */
export function chooseLanguage(texts: object, wanted: readonly (string | undefined)[]): string | undefined {
  const available = Object.keys(texts);
  for (const tag of wanted)
    for (const prefix of [tag, tag?.replace(/-.*/, '')]) {
      const near = prefix && available.find((one) => new RegExp(`^${prefix}($|-)`, 'i').test(one));
      if (near) return near;
    }
  return available[0];
}

/** Scripts written from right to left, by the languages commonly written in them. */
export const directionOf = (tag: string): 'rtl' | 'ltr' => (/^(ar|he|fa|ur|ps|ckb|yi)\b/i.test(tag) ? 'rtl' : 'ltr');
