export interface Finding {
  path: (string | number)[];
  message: string;
  severity: 'error' | 'warning';
}
export function lintPrompts(_catalog: unknown): Finding[] {
  return [];
}
