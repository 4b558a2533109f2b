/** `pairs` and `progression`: how many products, and which together. */
import { asOfDay, everCounted, median, monthsLater, type Question, ratio, select, sum } from './sets.ts';
import type { AccountState } from './state.ts';

export function pairs(question: Question): { rows: object[]; breadth: object[]; combos: object[] } {
  const { catalog } = question.log;
  const asOf = asOfDay(question);
  const base = catalog.product.id;
  const addons = Object.keys(catalog.addons);
  const customers = select(question, asOf).filter((account) => account.customer(asOf));
  const has = (account: AccountState, product: string) => product === base || account.purchased(product, asOf) !== null;
  const firstDay = (account: AccountState, product: string) =>
    product === base ? account.acquired : account.purchases(product)[0]!.day;
  const rows = [base, ...addons].flatMap((from) => addons.filter((to) => to !== from).map((to) => pair(from, to)));

  function pair(from: string, to: string): object {
    const owners = customers.filter((account) => has(account, from));
    const both = owners.filter((account) => has(account, to));
    const rest = owners.filter((account) => !has(account, to));
    const waits = both.map((account) => firstDay(account, to) - firstDay(account, from)).filter((days) => days >= 0);
    const total = sum(both.map((account) => account.totalCents(asOf)));
    const own = sum(both.map((account) => account.purchased(to, asOf)!.mrrCents));
    const without = ratio(sum(rest.map((account) => account.totalCents(asOf))) / 100, rest.length);
    const lift = (cents: number) => {
      const mean = ratio(cents / 100, both.length);
      return mean === null || without === null || without === 0 ? null : mean / without - 1;
    };
    return {
      ...{ from, to, owners: owners.length, both: both.length, rate: ratio(both.length, owners.length) },
      ...{ medianDays: median(waits), arpaWith: ratio(total / 100, both.length), arpaWithout: without },
      ...{ arpaLift: lift(total), arpaLiftElsewhere: lift(total - own) },
    };
  }

  const products = customers.map((account) => ({
    account,
    ids: [base, ...addons].filter((id) => has(account, id)).sort(byBytes),
  }));
  const most = Math.max(0, ...products.map(({ ids }) => ids.length));
  const breadth = Array.from({ length: most }, (_, index) => {
    const accounts = products.filter(({ ids }) => ids.length >= index + 1).length;
    return { products: index + 1, accounts, share: ratio(accounts, customers.length) };
  });
  const sets = new Map<string, typeof products>();
  for (const one of products) {
    if (one.ids.length >= 2) sets.set(JSON.stringify(one.ids), [...(sets.get(JSON.stringify(one.ids)) ?? []), one]);
  }
  const combos = [...sets.values()]
    .map((members) => {
      const { ids } = members[0]!;
      const waits = members.map(({ account }) => {
        const last = Math.max(...ids.filter((id) => id !== base).map((id) => firstDay(account, id)));
        return Math.max(0, last - account.acquired);
      });
      const total = sum(members.map(({ account }) => account.totalCents(asOf)));
      return {
        products: ids,
        accounts: members.length,
        medianDays: median(waits),
        arpa: ratio(total / 100, members.length),
      };
    })
    .sort((a, b) => b.accounts - a.accounts || compareLists(a.products, b.products));
  return { rows, breadth, combos };
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function compareLists(a: string[], b: string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = byBytes(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function progression(question: Question): object[] {
  const asOf = asOfDay(question);
  const ages: number[] = question.ask.ages ?? [0, 6, 12, 18, 24];
  const addons = Object.keys(question.log.catalog.addons);
  const accounts = select(question, asOf).filter((account) => everCounted(question, account, asOf));
  return ages.map((age) => {
    const old = accounts.filter((account) => monthsLater(account.acquired, age) <= asOf);
    const counts = old.map((account) => {
      const day = monthsLater(account.acquired, age);
      return account.customer(day) ? 1 + addons.filter((addon) => account.purchased(addon, day)).length : 0;
    });
    const share = (is: (count: number) => boolean) => ratio(counts.filter(is).length, old.length);
    return {
      ...{ age, accounts: old.length, single: share((count) => count === 1), twoPlus: share((count) => count >= 2) },
      ...{ threePlus: share((count) => count >= 3), churned: share((count) => count === 0) },
    };
  });
}
