import { Backend } from '../../commands/serve/backend.ts';
import { KeyDoor } from '../../commands/serve/key-door.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import { Secret } from '../../src/core/secret.ts';
import { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import { enterWorkplace, type Workplace } from './app.ts';
import { captureLogger, type CapturedLogger } from './captured-logger.ts';
import { gatewayConfig, type ConfigParts } from './config-literals.ts';
import { makeGateway } from './gateway.ts';

/** Everything a backend is started with, and what came of it. */
export interface BackendRig {
  readonly place: Workplace;
  readonly log: CapturedLogger;
  readonly registry: MetricsRegistry;
  readonly door: KeyDoor;
  readonly gateway: ReturnType<typeof makeGateway>['gateway'];
  readonly config: GatewayConfig;
  /** How often the backend said that what is stored has changed. */
  readonly changes: () => number;
  start(): Promise<Backend>;
  leave(): Promise<void>;
}

/** A backend in a folder of its own, in front of the database of this URL; null: of none. */
export async function backendRig(url: string | null, parts: ConfigParts = {}): Promise<BackendRig> {
  const place = enterWorkplace();
  const log = await captureLogger();
  const registry = new MetricsRegistry();
  const door = new KeyDoor(place.context.clock);
  const config = gatewayConfig({
    ...parts,
    general: { databaseUrl: url === null ? null : new Secret(url), ...parts.general },
  });
  const { gateway } = makeGateway(parts);
  const started: Backend[] = [];
  let changes = 0;
  return {
    ...{ place, log, registry, door, gateway, config },
    changes: () => changes,
    async start() {
      const { context } = place;
      const onStored = (): void => void changes++;
      const { logger } = log;
      const input = { context, config, gateway, door, registry, logger, onStored };
      const backend = await Backend.start(input);
      started.push(backend);
      return backend;
    },
    async leave() {
      for (const backend of started) await backend.stop();
      await place.leave();
    },
  };
}
