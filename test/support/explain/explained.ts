import { explainRoute, type RouteQuestion } from '../../../src/gateway/explain-route.ts';
import type {
  AttemptPlan,
  CandidatePlan,
  GroupPlan,
  RoutePlan,
} from '../../../src/gateway/route-plan.ts';
import { llmRequest, makeGateway, type GatewayParts, type TestGateway } from '../gateway.ts';
import { ScriptedUpstream } from '../scripted-upstream.ts';

/** A gateway that reaches nobody. */
export function quietGateway(parts: GatewayParts = {}): TestGateway {
  return makeGateway({ upstream: new ScriptedUpstream(), ...parts });
}

/** What of a question a test may leave open. */
export interface Asked extends Partial<Pick<RouteQuestion, 'assume' | 'random'>> {
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The plan for a request; throws when it is refused. */
export async function explain(
  { runtime, gateway, clock }: TestGateway,
  { body = {}, assume = 'overloaded', ...rest }: Asked = {},
): Promise<RoutePlan> {
  const request = llmRequest(body);
  const { breakers } = gateway;
  const plan = await explainRoute({ runtime, breakers, clock, request, assume, ...rest });
  if (!('groups' in plan)) throw new Error(plan.message);
  return plan;
}

/** The attempts of a plan in words: `a0 at 0`, `b1 at 512 as probe`. */
export function attemptsOf({ groups }: RoutePlan): readonly string[] {
  const word = ({ model_id: id, at_ms: at, kind }: AttemptPlan): string =>
    kind === 'call' ? `${id} at ${at}` : `${id} at ${at} as ${kind}`;
  return groups.flatMap(({ attempts }) => attempts.map(word));
}

/** The group at this place; throws when there is none. */
export function groupOf({ groups }: RoutePlan, place = 0): GroupPlan {
  const group = groups[place];
  if (group === undefined) throw new Error(`there are ${groups.length} groups`);
  return group;
}

/** The candidates of the first group by id. */
export function candidatesOf(plan: RoutePlan): Readonly<Record<string, CandidatePlan>> {
  return Object.fromEntries(groupOf(plan).candidates.map((one) => [one.model_id, one]));
}
