/** What a model costs, in US dollars. A part that is null costs what its whole costs. */
export interface Price {
  readonly inputPerToken: number;
  readonly outputPerToken: number;
  /** Null: as other input. */
  readonly cacheReadPerToken: number | null;
  /** Null: as other input. */
  readonly cacheWritePerToken: number | null;
  /** Null: as other output. */
  readonly reasoningPerToken: number | null;
  /** Of a rerank; 0: nothing. */
  readonly perQuery: number;
  /** Of the time the call took; 0: nothing. */
  readonly perSecond: number;
  /** For prompts that are longer, rising. */
  readonly tiers: readonly PriceTier[];
}

/** What all tokens of a call cost when its prompt has more than `aboveTokens`; null: as before. */
export interface PriceTier {
  readonly aboveTokens: number;
  readonly inputPerToken: number | null;
  readonly outputPerToken: number | null;
  readonly cacheReadPerToken: number | null;
  readonly cacheWritePerToken: number | null;
}

/** A model of the table. */
export interface ListedModel {
  /** As LiteLLM names it. */
  readonly provider: string;
  readonly price: Price;
  /** Tokens; null: not known. */
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
}

/** Prices of models by LiteLLM's names: `gpt-4o`, `groq/llama-3.1-8b-instant`. */
export interface PriceTable {
  /** `2026-01-31`. */
  readonly date: string;
  readonly litellmVersion: string;
  readonly size: number;
  find(name: string): ListedModel | null;
}

interface PriceFile {
  readonly date: string;
  readonly litellmVersion: string;
  readonly fields: readonly string[];
  readonly models: Readonly<Record<string, readonly unknown[]>>;
}

let loading: Promise<PriceTable> | null = null;

/** The table that ships with the program; read when it is first asked for. */
export async function loadPriceTable(): Promise<PriceTable> {
  loading ??= import('./prices.json', { with: { type: 'json' } }).then((file) =>
    readPriceTable(file.default),
  );
  return loading;
}

/** Reads a table as `.ci/make-prices.mjs` writes it. Throws `RangeError` for anything else. */
export function readPriceTable(file: unknown): PriceTable {
  if (!isPriceFile(file)) throw new RangeError('not a table of prices');
  const { fields, models, date, litellmVersion } = file;
  return {
    date,
    litellmVersion,
    size: Object.keys(models).length,
    find(name) {
      const row = Object.hasOwn(models, name) ? models[name] : undefined;
      return row === undefined ? null : readRow(fields, row);
    },
  };
}

function isPriceFile(value: unknown): value is PriceFile {
  if (typeof value !== 'object' || value === null) return false;
  if (!('models' in value) || !('fields' in value) || !('date' in value)) return false;
  return Array.isArray(value.fields) && typeof value.models === 'object' && value.models !== null;
}

function readRow(fields: readonly string[], row: readonly unknown[]): ListedModel {
  const value = (field: string): unknown => row[fields.indexOf(field)];
  const number = (field: string): number | null => numberOf(value(field));
  const provider = value('provider');
  const tiers = value('tiers');
  return {
    provider: typeof provider === 'string' ? provider : '',
    price: {
      inputPerToken: number('input') ?? 0,
      outputPerToken: number('output') ?? 0,
      cacheReadPerToken: number('cacheRead'),
      cacheWritePerToken: number('cacheWrite'),
      reasoningPerToken: number('reasoning'),
      perQuery: number('perQuery') ?? 0,
      perSecond: number('perSecond') ?? 0,
      tiers: Array.isArray(tiers) ? tiers.map(readTier) : [],
    },
    maxInputTokens: number('maxInput'),
    maxOutputTokens: number('maxOutput'),
  };
}

function readTier(tier: unknown): PriceTier {
  const values: readonly unknown[] = Array.isArray(tier) ? tier : [];
  return {
    aboveTokens: numberOf(values[0]) ?? Infinity,
    inputPerToken: numberOf(values[1]),
    outputPerToken: numberOf(values[2]),
    cacheReadPerToken: numberOf(values[3]),
    cacheWritePerToken: numberOf(values[4]),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
