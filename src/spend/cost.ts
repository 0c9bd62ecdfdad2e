import type { Price, PriceTier } from './prices/price-table.ts';
import type { BilledUsage } from './spend-event.ts';

/** What is billed besides tokens. */
export interface BilledExtras {
  /** Searches of a rerank. Default 0. */
  readonly queries?: number;
  /** How long the call took. Default 0. */
  readonly seconds?: number;
}

/** US dollars for a call: never negative, always a number. */
export function costOf(price: Price, usage: BilledUsage, extras: BilledExtras = {}): number {
  const prompt = count(usage.promptTokens);
  const read = Math.min(prompt, count(usage.cacheReadTokens));
  const written = Math.min(prompt - read, count(usage.cacheWriteTokens));
  const completion = count(usage.completionTokens);
  const reasoning = Math.min(completion, count(usage.reasoningTokens));
  const { input, output, cacheRead, cacheWrite, reasoned } = ratesFor(price, prompt);
  const cost =
    (prompt - read - written) * input +
    read * cacheRead +
    written * cacheWrite +
    (completion - reasoning) * output +
    reasoning * reasoned +
    count(extras.queries ?? 0) * price.perQuery +
    count(extras.seconds ?? 0) * price.perSecond;
  return count(cost);
}

interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoned: number;
}

function ratesFor(price: Price, promptTokens: number): Rates {
  const tier = price.tiers.findLast(({ aboveTokens }) => promptTokens > aboveTokens);
  const input = tier?.inputPerToken ?? price.inputPerToken;
  const output = tier?.outputPerToken ?? price.outputPerToken;
  return {
    input,
    output,
    cacheRead: cached(tier, 'cacheReadPerToken', price, input),
    cacheWrite: cached(tier, 'cacheWritePerToken', price, input),
    reasoned: price.reasoningPerToken ?? output,
  };
}

/** What is cached costs as much as what is not, unless somebody says otherwise. */
function cached(
  tier: PriceTier | undefined,
  part: 'cacheReadPerToken' | 'cacheWritePerToken',
  price: Price,
  input: number,
): number {
  return tier?.[part] ?? price[part] ?? input;
}

function count(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}
