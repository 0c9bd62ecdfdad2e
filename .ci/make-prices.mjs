// Distils LiteLLM's price list into src/spend/prices/prices.json: only models that can be called with
// text, only providers that are served or whose names operators give as `base_model`, only what a
// bill needs. `node .ci/make-prices.mjs .../model_prices_and_context_window_backup.json VERSION`, the
// version of LiteLLM being the one whose list it is; the date is the day on which it was distilled.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [input, litellmVersion] = process.argv.slice(2);
if (input === undefined || litellmVersion === undefined) {
  process.stderr.write('usage: node .ci/make-prices.mjs INPUT LITELLM_VERSION\n');
  process.exit(64);
}

const MODES = new Set(['chat', 'completion', 'embedding', 'rerank', 'responses']);
/** Providers that neither are served nor lend their prices to models behind other names. */
const LEFT_OUT =
  /^(bedrock_mantle|github_copilot|chatgpt|watsonx|oci|databricks|snowflake|sagemaker|aihubmix|replicate|inferenceapis|qwen_ai_platform|qwencloud|cloudflare|baseten|wandb|nscale|gmi|ovhcloud|scaleway|aiml|gradient_ai|anyscale|llamagate|vertex_ai-.*|.*image.*)$/;
/** The order of the values of a model; trailing nothing is cut off. */
const FIELDS = {
  provider: 'litellm_provider',
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cacheRead: 'cache_read_input_token_cost',
  cacheWrite: 'cache_creation_input_token_cost',
  reasoning: 'output_cost_per_reasoning_token',
  maxInput: 'max_input_tokens',
  maxOutput: 'max_output_tokens',
  perQuery: 'input_cost_per_query',
  perSecond: 'input_cost_per_second',
  tiers: null,
};
const TIER_PARTS = [
  ['input', 'input_cost_per_token'],
  ['output', 'output_cost_per_token'],
  ['cacheRead', 'cache_read_input_token_cost'],
  ['cacheWrite', 'cache_creation_input_token_cost'],
];

const list = JSON.parse(readFileSync(input, 'utf8'));
const models = Object.entries(list)
  .filter(([name, entry]) => isWanted(name, entry))
  .map(([name, entry]) => [name, rowOf(entry)])
  .sort(([a], [b]) => (a < b ? -1 : 1));

const head = JSON.stringify({
  source: 'https://github.com/BerriAI/litellm model_prices_and_context_window.json (MIT)',
  litellmVersion,
  date: new Date().toISOString().slice(0, 10),
  unit: 'US dollars per token, query or second; tiers apply to all tokens of a longer prompt',
  fields: Object.keys(FIELDS),
});
const lines = models.map(([name, row]) => `${JSON.stringify(name)}:${compact(row)}`);
const text = `${head.slice(0, -1)},"models":{\n${lines.join(',\n')}\n}}\n`;
JSON.parse(text);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
writeFileSync(join(root, 'src', 'spend', 'prices', 'prices.json'), text);
process.stdout.write(`${models.length} models, ${text.length} bytes\n`);

function isWanted(name, entry) {
  if (!MODES.has(entry.mode) || LEFT_OUT.test(entry.litellm_provider)) return false;
  // The same models at the same prices, once for each region.
  if (/^bedrock\/|^(us|eu|apac|au|jp|global|us-gov)\.|\/commitment/.test(name)) return false;
  if (/^azure\/(us|eu|global|global-standard)\//.test(name)) return false;
  const priced = ['input_cost_per_token', 'input_cost_per_query', 'input_cost_per_second'];
  return Array.isArray(entry.tiered_pricing) || priced.some((field) => entry[field] >= 0);
}

function rowOf(entry) {
  const row = Object.values(FIELDS).map((field) =>
    field === null ? null : (entry[field] ?? null),
  );
  const tiers = tiersOf(entry);
  if (tiers.length > 0) row[row.length - 1] = tiers;
  while (row.at(-1) === null) row.pop();
  return row;
}

/** `[above, input, output, cacheRead, cacheWrite]`, rising. */
function tiersOf(entry) {
  const named = Object.keys(entry)
    .map((field) => /^input_cost_per_token_above_(\d+)k_tokens$/.exec(field)?.[1])
    .filter((thousands) => thousands !== undefined)
    .map((thousands) => [
      Number(thousands) * 1000,
      ...TIER_PARTS.map(([, field]) => entry[`${field}_above_${thousands}k_tokens`] ?? null),
    ]);
  const ranged = (entry.tiered_pricing ?? [])
    .filter((tier) => Array.isArray(tier.range) && typeof tier.input_cost_per_token === 'number')
    .map((tier) => [tier.range[0], ...TIER_PARTS.map(([, field]) => tier[field] ?? null)]);
  return [...named, ...ranged].sort(([a], [b]) => a - b);
}

/** JSON with the shortest numbers: 2.5e-7 instead of 0.00000025. */
function compact(value) {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (typeof value !== 'number') return JSON.stringify(value);
  const plain = String(value);
  const [digits, exponent] = value.toExponential().split('e');
  const short = `${digits}e${Number(exponent)}`;
  return short.length < plain.length ? short : plain;
}
