import type { LlmRequest } from '../core/llm.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import type { Splicer, StreamSetup } from './attempt-parts.ts';
import type { Candidate } from './deployment.ts';
import type { Job } from './job.ts';
import { planRescue } from './rescue-plan.ts';
import { PrefillSplicer } from './splice/prefill-splicer.ts';
import { ReplaySplicer } from './splice/replay-splicer.ts';

/** Attempts to complete a stream that broke off; each is paid for in full. */
const MAX_RESCUES = 3;

/** How one attempt at a stream is sent and handed on. */
export interface PlannedStream {
  readonly request: LlmRequest;
  readonly stream: StreamSetup | null;
}

/** From the beginning, or from where the client's stream broke off; null where this one cannot. */
export function planStream(job: Job, candidate: Candidate): PlannedStream | null {
  const { client, request, routeConfig } = job;
  if (client === null) return { request, stream: null };
  if (!client.begun || client.delivered === null) {
    return { request, stream: { client, splicer: null, holdBack: routeConfig.holdBack } };
  }
  const prefilled = client.prefillRefused ? null : prefill(job, candidate);
  if (prefilled === null && routeConfig.streamRescue === 'prefill') return null;
  client.rescues++;
  client.prefilling = prefilled !== null;
  const splicer: Splicer =
    prefilled === null ? new ReplaySplicer(client.delivered) : new PrefillSplicer(client.delivered);
  return { request: prefilled ?? request, stream: { client, splicer, holdBack: null } };
}

/** The request that has this candidate go on where the client's stream broke off, or null. */
function prefill(job: Job, { deployment, model }: Candidate): LlmRequest | null {
  const { client, request, routeConfig } = job;
  const tape = client?.delivered ?? null;
  if (tape === null) return null;
  const { provider } = deployment;
  const mode = routeConfig.streamRescue;
  if (planRescue({ mode, request, tape, provider, model }) !== 'prefill') return null;
  return provider.prefill?.(request, model, tape.content()) ?? null;
}

/** False: what the client has of its stream cannot be gone on with. */
export function mayGoOn({ client, request, routeConfig, route }: Job): boolean {
  if (client === null || !client.begun) return true;
  const first = route.candidates[0];
  if (client.delivered === null || client.rescues >= MAX_RESCUES || first === undefined)
    return false;
  const { provider } = first.deployment;
  const { delivered: tape } = client;
  // Whether a target can go on from a beginning is for the target to say, once there is one.
  const mode = routeConfig.streamRescue === 'off' ? 'off' : 'replay';
  return planRescue({ mode, request, tape, provider, model: first.model }) !== null;
}

/** Keeps why the stream broke off; false when the client has nothing of it yet. */
export function noteBreak({ client }: Job, failure: AttemptFailure): boolean {
  if (client === null || !client.begun) return false;
  client.brokenBy ??= failure;
  return true;
}

const REFUSALS: ReadonlySet<FailureClass> = new Set<FailureClass>([
  'caller_fault',
  'unsupported',
  'unknown',
]);

/** The target does not take a prefilled answer: it is asked once more, from the beginning. */
export function refusedPrefill({ client }: Job, { failureClass }: AttemptFailure): boolean {
  if (client?.prefilling !== true || !REFUSALS.has(failureClass)) return false;
  client.prefilling = false;
  client.prefillRefused = true;
  client.rescues--;
  return true;
}
