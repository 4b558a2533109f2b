import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = ['packages/sdk/src', 'packages/widget/src', 'packages/collector/src'];

interface Import {
  from: string;
  /** Path within the repository, or the package's name. */
  to: string;
  typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;
  return [...source.matchAll(pattern)].map(([, typeOnly, named, lazy]) => {
    const target = (named ?? lazy)!;
    const to = target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target;
    return { from: file, to, typeOnly: Boolean(typeOnly) };
  });
}

const imports = PACKAGES.flatMap(sourceFiles).flatMap(importsOf);
const breaking = (rule: (edge: Import) => boolean) => imports.filter(rule).map(({ from, to }) => `${from} → ${to}`);

describe('imports point one way', () => {
  test('there is something to check', () => expect(imports.length).toBeGreaterThan(50));

  test('the wire protocol imports nothing', () => {
    expect(breaking(({ from }) => from === 'packages/sdk/src/protocol.ts')).toEqual([]);
  });

  test('the SDK knows neither the widget nor the collector', () => {
    expect(breaking(({ from, to }) => from.startsWith('packages/sdk/') && /widget\/|collector/.test(to))).toEqual([]);
  });

  test('the widget reaches the SDK through its entries, and never the collector', () => {
    expect(
      breaking(
        ({ from, to }) =>
          from.startsWith('packages/widget/') && (/collector/.test(to) || to.startsWith('packages/sdk/')),
      ),
    ).toEqual([]);
  });

  test('the collector takes from the others only what is pure', () => {
    const allowed = /^@attachkit\/(sdk\/(protocol|catalog|prompt|threshold|calendar)|widget\/lint)$/;
    expect(
      breaking(
        ({ from, to }) => from.startsWith('packages/collector/') && to.startsWith('@attachkit/') && !allowed.test(to),
      ),
    ).toEqual([]);
  });

  test('ingestion does not know the metrics, nor the metrics ingestion', () => {
    const within = (path: string, folder: string) => path.startsWith(`packages/collector/src/${folder}/`);
    expect(
      breaking(({ from, to }) => within(from, 'ingest') && (within(to, 'metrics') || within(to, 'dashboard'))),
    ).toEqual([]);
    expect(
      breaking(({ from, to }) => within(from, 'metrics') && (within(to, 'ingest') || within(to, 'dashboard'))),
    ).toEqual([]);
  });

  test('the dashboard reads over HTTP: it imports no part of the server', () => {
    const dashboard = 'packages/collector/src/dashboard/';
    expect(
      breaking(({ from, to }) => from.startsWith(dashboard) && to.startsWith('packages/') && !to.startsWith(dashboard)),
    ).toEqual([]);
  });

  test('nobody but the store reaches into an engine', () => {
    const engine = /^packages\/collector\/src\/store\/(duckdb|clickhouse)\//;
    const composition = /^packages\/collector\/src\/(store\/|collector\.ts|commands\/|attachkit\.ts|index\.ts)/;
    expect(
      breaking(({ from, to }) => (engine.test(to) || to.startsWith('@duckdb/')) && !composition.test(from)),
    ).toEqual([]);
  });
});
