import type { ListedModel, Price, PriceTable } from './prices/price-table.ts';

/** A deployment, as far as its price depends on it. */
export interface PricedDeployment {
  /** The model as the provider calls it, without the provider's prefix. */
  readonly model: string;
  /** LiteLLM's name of the provider. */
  readonly provider: string;
  /** `model_info` of the deployment: `base_model`, `input_cost_per_token`… */
  readonly modelInfo: Readonly<Record<string, unknown>>;
  /** `litellm_params` of the deployment, which may name prices too. */
  readonly litellmParams: Readonly<Record<string, unknown>>;
}

const NOTHING: Price = {
  inputPerToken: 0,
  outputPerToken: 0,
  cacheReadPerToken: null,
  cacheWritePerToken: null,
  reasoningPerToken: null,
  perQuery: 0,
  perSecond: 0,
  tiers: [],
};

/** LiteLLM's keys for prices of one's own. */
const OVERRIDES = {
  inputPerToken: 'input_cost_per_token',
  outputPerToken: 'output_cost_per_token',
  cacheReadPerToken: 'cache_read_input_token_cost',
  cacheWritePerToken: 'cache_creation_input_token_cost',
  reasoningPerToken: 'output_cost_per_reasoning_token',
  perQuery: 'input_cost_per_query',
  perSecond: 'input_cost_per_second',
} as const satisfies Partial<Record<keyof Price, string>>;

/**
 * What a deployment costs: prices of its `model_info`, before those of its `litellm_params`, before
 * those of the table for its `base_model`, `provider/model` or `model`. Null: nobody knows.
 */
export function priceOf(table: PriceTable, deployment: PricedDeployment): Price | null {
  const own = overridesOf(deployment);
  const listed = findListed(table, deployment)?.price ?? null;
  if (Object.keys(own).length === 0) return listed;
  // Who names a price means the whole price: the list's surcharge for long prompts is not added.
  const tiers = 'inputPerToken' in own || 'outputPerToken' in own ? [] : (listed?.tiers ?? []);
  return { ...(listed ?? NOTHING), ...own, tiers };
}

/** The entry of the table for a deployment, with its context window; null: there is none. */
export function findListed(table: PriceTable, deployment: PricedDeployment): ListedModel | null {
  const { model, provider } = deployment;
  const base = deployment.modelInfo['base_model'] ?? deployment.litellmParams['base_model'];
  if (typeof base === 'string' && base !== '') {
    const listed = table.find(`${provider}/${base}`) ?? table.find(base);
    if (listed !== null) return listed;
  }
  const prefixed = table.find(`${provider}/${model}`);
  if (prefixed !== null) return prefixed;
  const bare = table.find(model);
  // Somebody else's model of the same name has another price.
  return bare !== null && familyOf(bare.provider) === familyOf(provider) ? bare : null;
}

type Overrides = Partial<Omit<Price, 'tiers'>>;

function overridesOf({ modelInfo, litellmParams }: PricedDeployment): Overrides {
  const found = Object.entries(OVERRIDES).map(
    ([part, key]) => [part, priceIn(modelInfo, key) ?? priceIn(litellmParams, key)] as const,
  );
  return Object.fromEntries(found.filter(([, price]) => price !== null));
}

/** Numbers may be written as text in YAML: `1e-6` is one there. */
function priceIn(source: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = source[key];
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const price = Number(value);
  return Number.isFinite(price) && price >= 0 ? price : null;
}

/** `cohere_chat` is cohere, `text-completion-openai` is openai. */
function familyOf(provider: string): string {
  return provider
    .replace(/^text-completion-/, '')
    .replace(/(_chat|_text|_converse|-embedding-models|_embedding)$/, '');
}
