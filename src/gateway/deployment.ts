import type { Secret } from '../core/secret.ts';
import type { AttemptTimeouts, DeploymentConfig } from '../config/types.ts';
import type { ParamPolicy, Provider, Target } from '../providers/provider.ts';
import type { CooldownRules } from '../resilience/cooldown.ts';
import type { DeploymentState } from './deployment-state.ts';

/** A deployment ready to be called: everything that can be computed once per load has been. */
export interface Deployment {
  readonly id: string;
  /** The model group it belongs to: its `model_name` as written. */
  readonly group: string;
  readonly config: DeploymentConfig;
  readonly provider: Provider;
  readonly target: Target;
  readonly params: ParamPolicy;
  readonly timeouts: AttemptTimeouts;
  readonly cooldown: CooldownRules;
  readonly maxParallel: number;
  readonly state: DeploymentState;
  /** The credentials in `target.headers`. */
  readonly secrets: readonly Secret[];
  /** Answer headers that do not change: name, value, name, value… */
  readonly headers: readonly string[];
}

/** One deployment together with the model name to send: wildcards are filled in. */
export interface Candidate {
  readonly deployment: Deployment;
  readonly model: string;
}
