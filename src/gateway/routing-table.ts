import type { RouterConfig } from '../config/types.ts';
import type { Candidate, Deployment } from './deployment.ts';
import {
  comparePatterns,
  compileWildcard,
  fillWildcard,
  type WildcardPattern,
} from './wildcard.ts';

/** What a requested name leads to. */
export interface Route {
  /** The model group: the key of fallbacks and policies. */
  readonly group: string;
  readonly candidates: readonly Candidate[];
}

interface WildcardGroup {
  readonly pattern: WildcardPattern;
  readonly deployments: readonly Deployment[];
}

/** A provider's name for a bare model name, or null: lets `gpt-4o` find the group `openai/*`. */
export type InferProvider = (model: string) => string | null;

const MAX_REMEMBERED = 1_000;
/** Longer names are not matched against patterns: a regular expression may go over them many times. */
const MAX_NAME_LENGTH = 512;
/** Half of a surrogate pair: no address and no header can hold it. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** What requests ask of a routing table. */
export type Routes = Pick<RoutingTable, 'resolve' | 'names'>;

/** From requested name to candidates, in LiteLLM's order of precedence. Built once per load. */
export class RoutingTable {
  readonly #groups = new Map<string, Route>();
  readonly #byId = new Map<string, Route>();
  readonly #byUpstreamModel = new Map<string, Candidate[]>();
  readonly #wildcards: WildcardGroup[] = [];
  readonly #aliases: RouterConfig['aliases'];
  readonly #infer: InferProvider;
  /** Wildcard look-ups run regular expressions: their results are kept, bounded. */
  readonly #remembered = new Map<string, Route | null>();

  constructor(
    deployments: readonly Deployment[],
    aliases: RouterConfig['aliases'],
    infer: InferProvider,
  ) {
    this.#aliases = aliases;
    this.#infer = infer;
    for (const [name, members] of groupByName(deployments)) this.#addGroup(name, members);
    this.#wildcards.sort((a, b) => comparePatterns(a.pattern, b.pattern));
  }

  /** The route of a requested name, or null when nothing matches. */
  resolve(requested: string): Route | null {
    const name = this.#aliases.get(requested)?.group ?? requested;
    const exact = this.#byId.get(name) ?? this.#groups.get(name);
    if (exact !== undefined) return exact;
    if (name.length > MAX_NAME_LENGTH || HALF_CHARACTER.test(name)) return null;
    const known = this.#remembered.get(name);
    if (known !== undefined) return known;
    const found = this.#matchWildcard(name) ?? this.#matchUpstreamModel(name);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(name, found);
    return found;
  }

  /** Every name a client may ask for, patterns as written; hidden aliases left out. */
  names(): string[] {
    const visible = [...this.#aliases].filter(([, alias]) => !alias.hidden).map(([name]) => name);
    const patterns = this.#wildcards.map((wildcard) => wildcard.pattern.pattern);
    return [...new Set([...this.#groups.keys(), ...patterns, ...visible])];
  }

  #addGroup(name: string, deployments: readonly Deployment[]): void {
    if (name.includes('*')) {
      this.#wildcards.push({ pattern: compileWildcard(name), deployments });
    } else {
      this.#groups.set(name, { group: name, candidates: deployments.map(toCandidate) });
    }
    for (const deployment of deployments) {
      const candidate = toCandidate(deployment);
      this.#byId.set(deployment.id, { group: name, candidates: [candidate] });
      const full = `${deployment.config.provider}/${deployment.config.model}`;
      const members = this.#byUpstreamModel.get(full) ?? [];
      this.#byUpstreamModel.set(full, [...members, candidate]);
    }
  }

  #matchWildcard(name: string): Route | null {
    return this.#firstPattern(name, name) ?? this.#matchInferred(name);
  }

  #matchInferred(name: string): Route | null {
    const provider = this.#infer(name);
    return provider === null ? null : this.#firstPattern(`${provider}/${name}`, name);
  }

  #firstPattern(lookup: string, requested: string): Route | null {
    for (const { pattern, deployments } of this.#wildcards) {
      if (!pattern.regex.test(lookup)) continue;
      const candidates = deployments.map((deployment) => ({
        deployment,
        model: fillWildcard(deployment.config.model, lookup, pattern),
      }));
      // The name itself is the group: fallbacks and policies are written for models, not patterns.
      return { group: requested, candidates };
    }
    return null;
  }

  #matchUpstreamModel(name: string): Route | null {
    const candidates = this.#byUpstreamModel.get(name);
    const group = candidates?.[0]?.deployment.group;
    return candidates === undefined || group === undefined ? null : { group, candidates };
  }
}

function groupByName(deployments: readonly Deployment[]): Map<string, Deployment[]> {
  const groups = new Map<string, Deployment[]>();
  for (const deployment of deployments) {
    const members = groups.get(deployment.group);
    if (members === undefined) groups.set(deployment.group, [deployment]);
    else members.push(deployment);
  }
  return groups;
}

function toCandidate(deployment: Deployment): Candidate {
  return { deployment, model: deployment.config.model };
}
