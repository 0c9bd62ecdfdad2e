import { costOf, type BilledExtras } from './cost.ts';
import { priceOf, type PricedDeployment } from './price-of.ts';
import { loadPriceTable, type Price, type PriceTable } from './prices/price-table.ts';
import type { BilledUsage } from './spend-event.ts';

/** Models come from the configuration, but wildcards let clients name them. */
const MAX_UNPRICED = 1_000;

/** Prices of deployments, looked up once each, and a count of what had none. */
export class PriceBook {
  readonly table: PriceTable;
  readonly #prices = new WeakMap<PricedDeployment, Price | null>();
  readonly #unpriced = new Map<string, number>();

  constructor(table: PriceTable) {
    this.table = table;
  }

  /** With the table that ships with the program. */
  static async open(): Promise<PriceBook> {
    return new PriceBook(await loadPriceTable());
  }

  /** Calls that were billed nothing because nobody knows the price, by `provider/model`. */
  get unpriced(): ReadonlyMap<string, number> {
    return this.#unpriced;
  }

  /** The price of a deployment; null: nobody knows. Keep the object: its price is kept with it. */
  priceOf(deployment: PricedDeployment): Price | null {
    const known = this.#prices.get(deployment);
    if (known !== undefined) return known;
    const price = priceOf(this.table, deployment);
    this.#prices.set(deployment, price);
    return price;
  }

  /** US dollars for a call; 0 without a price, and counted. */
  costOf(deployment: PricedDeployment, usage: BilledUsage, extras?: BilledExtras): number {
    const price = this.priceOf(deployment);
    if (price !== null) return costOf(price, usage, extras);
    this.#countUnpriced(`${deployment.provider}/${deployment.model}`);
    return 0;
  }

  #countUnpriced(name: string): void {
    const known = this.#unpriced.get(name);
    if (known === undefined && this.#unpriced.size >= MAX_UNPRICED) return;
    this.#unpriced.set(name, (known ?? 0) + 1);
  }
}
