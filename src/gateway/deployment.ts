import type { Secret } from '../core/secret.ts';
import type { AttemptTimeouts, DeploymentConfig } from '../config/types.ts';
import type { ParamPolicy, Provider, Target } from '../providers/provider.ts';
import type { Operation } from '../core/llm.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import type { DeploymentState } from './deployment-state.ts';
import type { GroupState } from './group-state.ts';

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
  /** The breaker of one operation; made when it is first asked for, the same from then on. */
  readonly breaker: (operation: Operation) => Breaker;
  readonly state: DeploymentState;
  readonly groupState: GroupState;
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
