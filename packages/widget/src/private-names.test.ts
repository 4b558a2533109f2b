import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = import.meta.dirname;
const { PRIVATE_NAMES, shortNames }: { PRIVATE_NAMES: string[]; shortNames: { mangleCache: Record<string, string> } } =
  await import(/* @vite-ignore */ join(SOURCE, '../../../scripts/private-names.mjs'));
const SDK = join(SOURCE, '../../sdk/src');
const read = (file: string) => readFileSync(file, 'utf8');

/** What others write or read: the host, the SDK, the catalog, the wire, and what is kept in the browser. */
const PUBLIC = [
  ...['public-api', 'catalog', 'prompt', 'protocol', 'threshold'].map((name) => join(SDK, `${name}.ts`)),
  ...['options', 'decide/history'].map((name) => join(SOURCE, `${name}.ts`)),
];

/** Members that a file's types declare. */
const membersOf = (text: string) =>
  [...text.matchAll(/(?<=[{;]\s*|^\s*(?:readonly )?)(\w+)\??[:(<]/gm)].map(([, name]) => name!);

/** `const a`, `function a`: what one module gives another goes by its name. */
const exportsOf = (text: string) =>
  [...text.matchAll(/^export (?:abstract )?(?:const|let|(?:async )?function|class) (\w+)/gm)].map(([, name]) => name!);

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => read(join(SOURCE, file)));

describe('a name that the build shortens', () => {
  it('is one that the widget has', () => {
    const all = new Set(sources.flatMap((text) => text.match(/\w+/g)));
    expect(PRIVATE_NAMES.filter((name) => !all.has(name))).toEqual([]);
  });

  it('is nobody else’s', () => {
    const others = new Set(PUBLIC.flatMap((file) => membersOf(read(file))));
    expect(others.size).toBeGreaterThan(100);
    expect(PRIVATE_NAMES.filter((name) => others.has(name))).toEqual([]);
  });

  it('is no export', () => {
    const exported = new Set(sources.flatMap(exportsOf));
    expect(exported.size).toBeGreaterThan(50);
    expect(PRIVATE_NAMES.filter((name) => exported.has(name))).toEqual([]);
  });

  it('is no placement: they are looked up by their kind', () => {
    const kinds = [...read(join(SDK, 'prompt.ts')).matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, kind]) => kind);
    expect(kinds).toContain('meter');
    expect(PRIVATE_NAMES.filter((name) => kinds.includes(name))).toEqual([]);
  });

  it('has a short name of its own', () => {
    const short = Object.values(shortNames.mangleCache);
    expect(new Set(short).size).toBe(PRIVATE_NAMES.length);
    expect(short.every((name) => /^[a-zA-Z]{1,2}$/.test(name))).toBe(true);
  });
});
