/** SQL as a tagged template: what is put in becomes a value, never SQL, unless it is SQL itself. */
import type { Cell, Parameters, Row, Store } from '../store/store.ts';

export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly (Cell | Sql)[];

  constructor(strings: readonly string[], values: readonly (Cell | Sql)[]) {
    this.strings = strings;
    this.values = values;
  }
}

export function sql(strings: TemplateStringsArray, ...values: (Cell | Sql)[]): Sql {
  return new Sql(strings, values);
}

/** Text of this program's own, or checked by it: a name, a whole number, a date literal. */
export function raw(text: string): Sql {
  return new Sql([text], []);
}

/** @param date checked to be `YYYY-MM-DD` */
export function dateLiteral(date: string): Sql {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new RangeError(`${date} is no date`);
  return raw(`DATE '${date}'`);
}

export function integerLiteral(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  return raw(String(value));
}

export function join(parts: readonly (Cell | Sql)[], separator = ', '): Sql {
  if (parts.length === 0) return raw('');
  return new Sql(['', ...Array.from({ length: parts.length - 1 }, () => separator), ''], parts);
}

/** Text that no engine could take for anything else between quotes. Where a planner knows the values, it plans better. */
const PLAIN_TEXT = /^[A-Za-z0-9_.:@ -]*$/;

/** Plain text stands in the query as a literal; every other value is bound. */
export function render(query: Sql): { text: string; parameters: Parameters } {
  const parameters: Parameters = {};
  const write = ({ strings, values }: Sql): string =>
    strings
      .map((text, index) => {
        if (index >= values.length) return text;
        const value = values[index]!;
        return text + (value instanceof Sql ? write(value) : bind(value));
      })
      .join('');
  const names = new Map<Cell, string>();
  const bind = (value: Cell): string => {
    if (typeof value === 'string' && PLAIN_TEXT.test(value)) return `'${value}'`;
    let name = names.get(value);
    if (!name) {
      name = `p${names.size}`;
      names.set(value, name);
      parameters[name] = value;
    }
    return `$${name}`;
  };
  return { text: write(query), parameters };
}

export async function runQuery<R extends Row>(store: Pick<Store, 'query'>, query: Sql): Promise<R[]> {
  const { text, parameters } = render(query);
  return await store.query<R>(text, parameters);
}
