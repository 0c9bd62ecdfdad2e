import { createRequestSinks } from './request-sinks.ts';
import type { CommandContext } from '../context.ts';
import { VERSION } from '../../src/cli/version.ts';
import { DeadlineWatch } from '../../src/core/deadline-watch.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { ExitCode } from '../../src/core/exit-codes.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { UsageRecorder } from '../../src/gateway/record-usage.ts';
import { activate, type Runtime } from '../../src/gateway/runtime.ts';
import { createServer } from '../../src/http/server.ts';
import type { BreakerRegistry } from '../../src/resilience/breaker/registry.ts';
import { createApp } from '../../src/routes/app.ts';
import { announce } from './announce.ts';
import { findConfig } from '../find-config.ts';
import { listen } from './listen.ts';
import { loadGateway } from './load-gateway.ts';
import { reloadOn } from './reload.ts';
import { reportFindings } from '../report-findings.ts';
import type { ServeOptions } from './serve-options.ts';
import { serviceChecks } from './service-checks.ts';
import { readTls } from './tls.ts';
import { untilStopped } from './until-stopped.ts';

/** Serves until a signal ends it: 143 after SIGTERM, 130 after SIGINT, both with a clean drain. */
export async function runServe(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const found = findConfig(context.io.cwd, context.options.config);
  const breakers = context.breakers();
  const loaded = loadGateway({ context, options, file: found.file, previous: null, breakers });
  reportFindings(context, loaded.findings);
  if (loaded.ready === null) {
    throw new LlmgwError('E_CONFIG', 'the configuration cannot be served as it is', {
      where: found.file,
      hint: mendHint(loaded.findings),
    });
  }
  const { runtime, masterKey } = loaded.ready;
  activate(runtime);
  const gateway = openGateway(context, runtime, breakers);
  breakers.start();
  const logger = await context.logger();
  const forPeople = context.io.stderr.isTty;
  const metrics = createRequestSinks(await context.requestLogger(), gateway, forPeople);
  const services = serviceChecks(context, runtime.config);
  const server = createServer({
    limits: { ...runtime.config.llmgw },
    tls: readTls(options),
    clock: context.clock,
    handler: createApp({ gateway, services, metrics, logger, version: VERSION }),
    onFault: (fault) => logger.error({ err: fault }, 'a request failed unexpectedly'),
  });
  const address = await listen(server, options);
  const tls = options.tlsCert !== null;
  announce(context, { address, found, runtime, masterKey, tls, logger });
  const stopReloading = reloadOn(
    { context, options, file: found.file, gateway, logger },
    loaded.files,
  );
  const drainMs = options.drainTimeoutMs ?? runtime.config.llmgw.drainTimeoutMs;
  const code = await untilStopped({ context, gateway, server, drainMs, logger });
  stopReloading();
  gateway.recorder.flush();
  return code;
}

function openGateway(
  context: CommandContext,
  runtime: Runtime,
  breakers: BreakerRegistry,
): Gateway {
  return {
    runtime,
    draining: false,
    upstream: context.upstream(),
    clock: context.clock,
    watch: new DeadlineWatch(context.clock),
    recorder: new UsageRecorder(),
    breakers,
    access: null,
    billing: null,
    random: Math.random,
  };
}

/** The switch is named only where it would help: when all that is wrong is wrong with deployments. */
function mendHint(findings: readonly Finding[]): string {
  const fatal = findings.filter(({ severity }) => severity === 'critical');
  const softens = fatal.every(
    ({ code, path }) => code === 'LGW050' || path?.startsWith('model_list') === true,
  );
  return softens
    ? 'mend the errors above; --skip-broken-deployments serves what is left without them'
    : 'mend the errors above';
}
