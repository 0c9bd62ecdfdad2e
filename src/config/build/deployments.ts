import { child, childItems, type MapNode } from '../node.ts';
import { printable, printableVariable } from '../printable.ts';
import type { DeploymentConfig, ProviderCatalogue } from '../types.ts';
import { checkOidc, checkUrl } from '../validate/check-addresses.ts';
import { DeploymentChecker } from '../validate/check-deployment.ts';
import type { DeploymentFaults } from '../validate/deployment-faults.ts';
import { asText, asTexts } from '../values.ts';
import { buildDeployment, type DeploymentIdentity, readApiBase } from './deployment.ts';
import { hashDeployment, IdRegister } from './deployment-id.ts';
import { type DeploymentDraft, draftDeployment, readParamSources } from './draft.ts';
import { type ProviderAnswer, resolveProvider } from './resolve-provider.ts';

/** The deployments of `model_list`. */
export interface ModelList {
  readonly deployments: readonly DeploymentConfig[];
  /** Groups without a single servable deployment, and why. */
  readonly unserved: ReadonlyMap<string, string>;
  /** Every `model_name`, of good and bad entries. */
  readonly names: ReadonlySet<string>;
  /** Entries written, good or bad. */
  readonly written: number;
  /** A broken entry stops the load, so what the others lack is not known yet. */
  readonly isStopped: boolean;
}

/** Checks and builds every deployment; whatever is wrong is reported through `faults`. */
export function buildDeployments(
  root: MapNode,
  catalogue: ProviderCatalogue,
  faults: DeploymentFaults,
): ModelList {
  return new ModelListBuilder(root, catalogue, faults).build();
}

class ModelListBuilder {
  readonly #root: MapNode;
  readonly #catalogue: ProviderCatalogue;
  readonly #faults: DeploymentFaults;
  readonly #ids = new IdRegister();
  readonly #reasons = new Map<string, string>();

  constructor(root: MapNode, catalogue: ProviderCatalogue, faults: DeploymentFaults) {
    this.#root = root;
    this.#catalogue = catalogue;
    this.#faults = faults;
  }

  build(): ModelList {
    const items = childItems(this.#root, 'model_list');
    const sources = readParamSources(this.#root);
    const checker = new DeploymentChecker(this.#faults);
    if (sources.defaults !== null) {
      checker.checkParams(sources.defaults, 'router_settings.default_litellm_params');
    }
    const deployments: DeploymentConfig[] = [];
    let undrafted = 0;
    for (const [index, node] of items.entries()) {
      checker.check(node, index);
      const draft = draftDeployment(node, index, { sources, faults: this.#faults });
      if (draft === null) undrafted += 1;
      else deployments.push(...this.#expand(draft));
    }
    checker.reportInert();
    const names = items.flatMap((node) => asText(child(node, 'model_name')) ?? []);
    return {
      deployments,
      unserved: this.#unserved(deployments),
      names: new Set(names),
      written: items.length,
      isStopped: !this.#faults.skipBroken && (undrafted > 0 || this.#faults.hasBroken),
    };
  }

  #expand(draft: DeploymentDraft): readonly DeploymentConfig[] {
    const answer = this.#resolve(draft);
    checkOidc(draft, this.#faults);
    if (answer === null || this.#faults.isBroken(draft.index)) return [];
    if (answer.kind === 'any') return this.#expandAnyProvider(draft);
    const { provider, model } = answer;
    if (!this.#catalogue.served.has(provider)) {
      this.#reportNotServed(draft, provider);
      return [];
    }
    checkUrl(draft, this.#faults);
    if (this.#faults.isBroken(draft.index)) return [];
    const organizations = asTexts(child(draft.params, 'organization'));
    const variants = organizations.length === 0 ? [null] : organizations;
    return variants.map((organization) =>
      this.#build(draft, { modelName: draft.modelName, provider, model, organization }),
    );
  }

  /** `model: "*"` leaves the provider to the client: one wildcard for each provider we serve. */
  #expandAnyProvider(draft: DeploymentDraft): readonly DeploymentConfig[] {
    return [...this.#catalogue.served].map((provider) => ({
      ...this.#build(draft, {
        modelName: `${provider}/*`,
        provider,
        model: '*',
        organization: null,
      }),
      speculative: true as const,
    }));
  }

  #build(draft: DeploymentDraft, identity: Omit<DeploymentIdentity, 'id'>): DeploymentConfig {
    const { provider, model, organization } = identity;
    const written = child(draft.modelInfo, 'id');
    const own = asText(written);
    if (written !== null && own !== null && this.#ids.has(own) && organization === null) {
      this.#faults.report(draft.index, 'duplicate-deployment-id', {
        message:
          'an earlier deployment has the same `model_info.id`; this one gets a number behind it',
        help: 'give every deployment an id of its own, or none',
        position: written.position,
        path: `model_list[${draft.index}].model_info.id`,
      });
    }
    const variant = JSON.stringify([provider, model, organization]);
    const id = this.#ids.claim(own ?? hashDeployment(draft, variant));
    return buildDeployment(draft, { ...identity, id });
  }

  #resolve(draft: DeploymentDraft): Extract<ProviderAnswer, { kind: 'found' | 'any' }> | null {
    const answer = resolveProvider(
      {
        model: draft.model,
        named: asText(child(draft.params, 'custom_llm_provider')),
        apiBase: readApiBase(draft.params),
      },
      this.#catalogue,
    );
    if (answer.kind === 'found' && answer.meant !== undefined)
      this.#reportPerhaps(draft, answer.meant);
    if (answer.kind === 'found' || answer.kind === 'any') return answer;
    this.#reportNoProvider(draft, answer);
    return null;
  }

  #reportNoProvider(
    draft: DeploymentDraft,
    answer: Exclude<ProviderAnswer, { kind: 'found' | 'any' }>,
  ): void {
    const place = modelPlace(draft);
    if (answer.kind === 'vllm-without-base') {
      this.#faults.report(draft.index, 'unknown-provider', {
        message: '`vllm/` runs a model inside Python, which cannot be done here',
        help: 'start vLLM as a server: `model: hosted_vllm/…` and its `api_base`',
        ...place,
      });
      return;
    }
    const { word, meant } = answer;
    this.#faults.report(draft.index, 'unknown-provider', {
      message: `it cannot be told which provider \`${nameOf(draft, word)}\` is`,
      help:
        meant === null
          ? 'write `provider/model`, or an `api_base` for an OpenAI-compatible server'
          : `did you mean \`${meant}\`?`,
      ...place,
    });
  }

  #reportPerhaps(draft: DeploymentDraft, meant: string): void {
    this.#faults.report(draft.index, 'unknown-provider', {
      message:
        'the provider is not known; taken for an OpenAI-compatible server because of `api_base`',
      help: `did you mean \`${meant}/…\`? Otherwise write \`openai/\` before the model`,
      severity: 'warning',
      ...modelPlace(draft),
    });
  }

  #reportNotServed(draft: DeploymentDraft, provider: string): void {
    const reason = `provider \`${provider}\` cannot be called from here yet`;
    this.#reasons.set(draft.modelName, reason);
    this.#faults.report(draft.index, 'provider-not-served', {
      message: reason,
      help: 'its models are left out; requests for them are told so',
      ...modelPlace(draft),
    });
  }

  #unserved(deployments: readonly DeploymentConfig[]): ReadonlyMap<string, string> {
    const served = new Set(deployments.map(({ modelName }) => modelName));
    return new Map([...this.#reasons].filter(([group]) => !served.has(group)));
  }
}

/** A value from the environment is named by its variable: who knows what is in there. */
function nameOf({ params }: DeploymentDraft, word: string): string {
  const model = child(params, 'model');
  const variable = model?.kind === 'scalar' ? model.variable : undefined;
  return variable === undefined ? printable(word) : `os.environ/${printableVariable(variable)}`;
}

function modelPlace({ index, params, position }: DeploymentDraft) {
  return {
    position: child(params, 'model')?.position ?? position,
    path: `model_list[${index}].litellm_params.model`,
  };
}
