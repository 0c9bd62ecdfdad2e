import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { RoutePlan } from '../../src/gateway/route-plan.ts';
import type { CommandContext } from '../context.ts';
import { askGateway } from './ask-gateway.ts';
import type { ExplainOptions } from './explain-options.ts';
import { planFromConfig } from './plan-from-config.ts';
import { readRequest } from './read-request.ts';
import { renderPlan } from './render-plan.ts';

/** Says where a request goes, and where next when it fails: 2 when nobody would take it. */
export async function runExplainRoute(
  options: ExplainOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout } = context.io;
  const request = await readRequest(options, context.io);
  const plan = await makePlan(options, context, request);
  stdout.write(context.options.json ? `${JSON.stringify(plan)}\n` : renderPlan(plan, stdout.paint));
  return plan.servable ? EXIT.ok : EXIT.warning;
}

function makePlan(
  options: ExplainOptions,
  context: CommandContext,
  request: string,
): Promise<RoutePlan> {
  const { url } = options;
  return url === null
    ? planFromConfig(options, context, request)
    : askGateway({ ...options, url }, context, request);
}
