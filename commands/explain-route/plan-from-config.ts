import type { ApiError } from '../../src/core/api-error.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { completeRequest } from '../../src/gateway/complete-request.ts';
import { explainRoute } from '../../src/gateway/explain-route.ts';
import type { RoutePlan } from '../../src/gateway/route-plan.ts';
import { activate, type Runtime } from '../../src/gateway/runtime.ts';
import type { BreakerRegistry } from '../../src/resilience/breaker/registry.ts';
import type { CommandContext } from '../context.ts';
import { findConfig } from '../find-config.ts';
import { connectRuntime } from '../load-runtime.ts';
import { isFatal, readGatewayConfig } from '../read-gateway-config.ts';
import { reportFindings } from '../report-findings.ts';
import type { ExplainOptions } from './explain-options.ts';
import { unknownModel } from './unknown-model.ts';

/** As a gateway would do it that has just begun with this configuration. */
export async function planFromConfig(
  options: ExplainOptions,
  context: CommandContext,
  body: string,
): Promise<RoutePlan> {
  const { clock } = context;
  const breakers = context.breakers();
  const runtime = loadRuntime(options, context, breakers);
  activate(runtime);
  const request = completeRequest(runtime, Buffer.from(body));
  if ('status' in request) throw refusal(request);
  const { assume } = options;
  const plan = await explainRoute({ runtime, breakers, clock, request, assume });
  if ('status' in plan) throw refusal(plan);
  return plan;
}

function loadRuntime(
  options: ExplainOptions,
  context: CommandContext,
  breakers: BreakerRegistry,
): Runtime {
  const { file } = findConfig(context.io.cwd, context.options.config);
  const read = readGatewayConfig(context, file, options);
  const { config, environment } = read;
  const { skipBroken } = options;
  const findKey = () => null;
  const parts = { context, environment, previous: null, breakers, findKey, skipBroken };
  const connected = config === null ? null : connectRuntime({ ...parts, config });
  const findings = [...read.findings, ...(connected?.findings ?? [])];
  reportFindings(context, findings);
  if (connected !== null && !isFatal(findings)) return connected.runtime;
  throw new LlmgwError('E_CONFIG', 'the configuration cannot be used as it is', {
    where: file,
    hint: 'mend the errors above; --skip-broken-deployments and --allow-unset-env forgive some',
  });
}

function refusal({ code, message }: ApiError): LlmgwError {
  const hint = 'mend the request given with --request';
  return (
    unknownModel(code, message) ??
    new LlmgwError('E_USAGE', `a gateway would refuse the request: ${message}`, { hint })
  );
}
