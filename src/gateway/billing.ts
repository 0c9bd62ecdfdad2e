import type { Operation, Usage } from '../core/llm.ts';
import type { PricedDeployment } from '../spend/price-of.ts';
import type { PriceBook } from '../spend/price-book.ts';
import type { SpendEvent } from '../spend/spend-event.ts';
import { toBilled } from './billed-usage.ts';
import type { Deployment } from './deployment.ts';

/** One call, as far as its price depends on it. */
export interface PricedCall {
  readonly deployment: Deployment;
  readonly operation: Operation;
  readonly usage: Usage;
}

/** Prices, and where charges go. */
export interface Billing {
  /** What a call costs, in US dollars; 0 where no price is known. */
  costOf(call: PricedCall): number;
  /** Whether every call of a deployment is known to cost nothing. */
  isFree(deployment: Deployment): boolean;
  /** Takes a request that has ended. Never blocks, never throws. */
  add(event: SpendEvent): void;
}

/** A search of a rerank is one query, however many documents it has. */
const ONE_QUERY = { queries: 1 };

/** Prices from the book; events to the writer. */
export class BookBilling implements Billing {
  readonly #book: PriceBook;
  readonly #sink: { add(event: SpendEvent): void };
  readonly #priced = new WeakMap<Deployment, PricedDeployment>();

  constructor(book: PriceBook, sink: { add(event: SpendEvent): void }) {
    this.#book = book;
    this.#sink = sink;
  }

  costOf({ deployment, operation, usage }: PricedCall): number {
    const extras = operation === 'rerank' ? ONE_QUERY : undefined;
    return this.#book.costOf(this.#pricedOf(deployment), toBilled(usage), extras);
  }

  isFree(deployment: Deployment): boolean {
    const price = this.#book.priceOf(this.#pricedOf(deployment));
    if (price === null) return false;
    const { inputPerToken, outputPerToken, perQuery, perSecond } = price;
    return inputPerToken + outputPerToken + perQuery + perSecond === 0;
  }

  add(event: SpendEvent): void {
    this.#sink.add(event);
  }

  #pricedOf(deployment: Deployment): PricedDeployment {
    const known = this.#priced.get(deployment);
    if (known !== undefined) return known;
    const { model, provider, modelInfo, prices } = deployment.config;
    const priced = { model, provider, modelInfo, litellmParams: prices };
    this.#priced.set(deployment, priced);
    return priced;
  }
}
