import { Backend } from '../../commands/serve/backend.ts';
import { KeyDoor } from '../../commands/serve/key-door.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import { Secret } from '../../src/core/secret.ts';
import type { StoredPart } from '../../src/stored-models/merge.ts';
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
  /** What the backend said of what is stored, in order. */
  readonly told: () => readonly StoredPart[];
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
  const told: StoredPart[] = [];
  return {
    ...{ place, log, registry, door, gateway, config },
    told: () => told,
    async start() {
      const { context } = place;
      const onStored = (part: StoredPart): void => void told.push(part);
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
