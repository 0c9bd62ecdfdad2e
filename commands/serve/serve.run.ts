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
import type { StoredPart } from '../../src/stored-models/merge.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import { announce } from './announce.ts';
import { Backend } from './backend.ts';
import { findConfig, type FoundConfig } from '../find-config.ts';
import { KeyDoor } from './key-door.ts';
import { listen } from './listen.ts';
import { loadGateway } from './load-gateway.ts';
import { managementParts } from './management-parts.ts';
import type { MasterKey } from './master-key.ts';
import { mcpService, type McpService } from './mcp-parts.ts';
import { reloadOn } from './reload.ts';
import { reportFindings } from '../report-findings.ts';
import type { ServeOptions } from './serve-options.ts';
import { serviceChecks } from './service-checks.ts';
import { openSkills } from './skills.ts';
import { readTls } from './tls.ts';
import { untilStopped } from './until-stopped.ts';

/** Serves until a signal ends it: 143 after SIGTERM, 130 after SIGINT, both with a clean drain. */
export async function runServe(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const start = loadAtStart(options, context);
  const { found, runtime, door, gateway } = start;
  const tls = readTls(options);
  activate(runtime);
  gateway.breakers.start();
  const logger = await context.logger();
  const forPeople = context.io.stderr.isTty;
  const registry = createRequestSinks(await context.requestLogger(), gateway, forPeople);
  let backend: Backend | null = null;
  let mcp: McpService | null = null;
  let part: StoredPart | null = null;
  const stored = (): StoredPart | null => part;
  const target = {
    context,
    options,
    file: found.file,
    gateway,
    logger,
    findKey: door.find,
    stored,
  };
  const reloader = reloadOn(target, start.files);
  const onStored = (read: StoredPart): void => {
    part = read;
    reloader.reload('models of the database');
  };
  try {
    const { config } = runtime;
    backend = await Backend.start({ context, config, gateway, door, registry, logger, onStored });
    mcp = mcpService({ context, gateway, backend, logger });
    const parts = { tls, options, context, logger, registry, backend, mcp };
    return await serveUntilStopped({ ...start, ...parts });
  } finally {
    reloader.stop();
    gateway.recorder.flush();
    await mcp?.close();
    await backend?.stop();
  }
}

/** What there is before anything is opened. */
interface Start {
  readonly found: FoundConfig;
  readonly files: readonly string[];
  readonly runtime: Runtime;
  readonly masterKey: MasterKey;
  readonly door: KeyDoor;
  readonly gateway: Gateway;
}

function loadAtStart(options: ServeOptions, context: CommandContext): Start {
  const found = findConfig(context.io.cwd, context.options.config);
  const breakers = context.breakers();
  const door = new KeyDoor(context.clock);
  const base = { previous: null, breakers, findKey: door.find, stored: null };
  const loaded = loadGateway({ context, options, file: found.file, ...base });
  reportFindings(context, loaded.findings);
  if (loaded.ready === null) {
    throw new LlmgwError('E_CONFIG', 'the configuration cannot be served as it is', {
      where: found.file,
      hint: mendHint(loaded.findings),
    });
  }
  const gateway = openGateway(context, loaded.ready.runtime, breakers);
  return { found, files: loaded.files, ...loaded.ready, door, gateway };
}

interface Serving extends Start {
  readonly tls: ReturnType<typeof readTls>;
  readonly options: ServeOptions;
  readonly context: CommandContext;
  readonly logger: Logger;
  readonly registry: MetricsRegistry;
  readonly backend: Backend;
  readonly mcp: McpService;
}

async function serveUntilStopped(serving: Serving): Promise<ExitCode> {
  const { options, context, gateway, runtime, logger, registry, backend, mcp } = serving;
  const services = serviceChecks(context, runtime.config, backend);
  const management = managementParts(context, { gateway, backend });
  const skills = await openSkills({ context, gateway, backend, registry, logger });
  const app = {
    ...{ gateway, services, metrics: registry, logger, version: VERSION },
    ...{ management, mcp, skills },
  };
  const server = createServer({
    limits: { ...runtime.config.llmgw },
    tls: serving.tls,
    clock: context.clock,
    handler: createApp(app),
    onFault: (fault) => logger.error({ err: fault }, 'a request failed unexpectedly'),
  });
  const address = await listen(server, options);
  announce(context, { ...serving, address, tls: options.tlsCert !== null });
  const drainMs = options.drainTimeoutMs ?? runtime.config.llmgw.drainTimeoutMs;
  return untilStopped({ context, gateway, server, drainMs, logger, onDrain: mcp.drain });
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
