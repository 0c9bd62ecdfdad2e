import type { Operation } from '../../core/llm.ts';
import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';
import type { ChoiceFix } from '../shared/openai-json.ts';
import type { RequestDraft } from '../shared/request-draft.ts';
import type { RerankDialectName } from '../shared/rerank.ts';

/** One parameter on its way out. */
export interface OutgoingParam {
  readonly name: string;
  readonly value: unknown;
  readonly model: string;
  readonly draft: RequestDraft;
}

/** Rewrites a request after the parameter policy. Values are shared: copy them, never modify them. */
export type RequestQuirk = (draft: RequestDraft, model: string) => void;

/** One provider of the family. What is left out is OpenAI's way. */
export interface Row {
  /** LiteLLM's prefix. */
  readonly name: string;
  /** Default base, the part that operations are appended to. Without one a base must be set. */
  readonly base?: string;
  /** Variables that hold the base; `<NAME>_API_BASE` by default. First that is set wins. */
  readonly baseEnv?: readonly string[];
  /** Variables that hold the key; `<NAME>_API_KEY` by default. First that is set wins. */
  readonly keyEnv?: readonly string[];
  /** False: works without a key. A base elsewhere than the default one never needs a key. */
  readonly needsKey?: boolean;
  /** Sent where there is no key, as LiteLLM does for self-hosted servers. */
  readonly fixedKey?: string;
  /** Hosts that mean this provider, besides the one of `base`. */
  readonly hosts?: readonly string[];
  readonly modelPatterns?: readonly RegExp[];
  /** Chat, completions and embeddings by default. */
  readonly operations?: readonly Operation[];
  /** Replaces the common way of connecting. */
  readonly connect?: (row: Row, settings: ProviderSettings) => Target | TargetProblem;
  /** Appended to the base unless it ends with it. */
  readonly baseSuffix?: string;
  /** Headers besides content type and credential. */
  readonly headers?: (settings: ProviderSettings) => Readonly<Record<string, string>>;
  /** The model as it goes out. */
  readonly toModel?: (model: string, operation: Operation) => string;
  /** OpenAI chat parameters the provider takes; all by default. */
  readonly chatParams?: ReadonlySet<string>;
  /** Chat parameters refused for certain models or values. */
  readonly refuses?: (param: OutgoingParam) => boolean;
  readonly chatQuirks?: readonly RequestQuirk[];
  readonly fixChoice?: ChoiceFix;
  /** How usage comes in streams: asked for, asked for only when the client does, or sent anyway. */
  readonly streamUsage?: 'ask' | 'as_client' | 'always' | ((target: Target) => boolean);
  readonly rerank?: RerankDialectName;
}
