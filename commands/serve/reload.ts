import { watchConfig } from '../../src/config/watch.ts';
import { isLlmgwError, messageOf } from '../../src/core/errors.ts';
import type { KeyLookup } from '../../src/gateway/principal.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { activate } from '../../src/gateway/runtime.ts';
import type { StoredPart } from '../../src/stored-models/merge.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';
import { loadGateway } from './load-gateway.ts';
import { reportFindings } from '../report-findings.ts';
import type { ServeOptions } from './serve-options.ts';

/** What a reload works on. */
export interface Reloadable {
  readonly context: CommandContext;
  readonly options: ServeOptions;
  readonly file: string;
  readonly gateway: Gateway;
  readonly logger: Logger;
  readonly findKey: KeyLookup;
  readonly stored: () => StoredPart | null;
}

/** Reloads now, for this reason; and no more on its own once it is stopped. */
export interface Reloader {
  reload(reason: string): void;
  stop(): void;
}

/** Reloads on SIGHUP and when a watched file changes. */
export function reloadOn(target: Reloadable, initial: readonly string[]): Reloader {
  const { context, options } = target;
  let files = initial;
  const reload = (reason: string) => {
    files = reloadOnce(target, reason) ?? files;
  };
  const stopSignal = context.io.onSignal('SIGHUP', () => reload('SIGHUP'));
  const watcher = options.watch
    ? watchConfig({
        files: () => files,
        onChange: () => reload('file changed'),
        clock: context.clock,
      })
    : null;
  return {
    reload,
    stop() {
      stopSignal();
      watcher?.close();
    },
  };
}

/**
 * Loads the file anew and swaps the runtime in one assignment: requests under way keep the one they
 * began with. A file with anything critical in it is refused whole. Returns the files to watch.
 */
function reloadOnce(target: Reloadable, reason: string): readonly string[] | null {
  const { context, gateway, file, options, logger, findKey } = target;
  const { breakers } = gateway;
  const stored = target.stored();
  try {
    const loaded = loadGateway({
      context,
      options,
      file,
      previous: gateway.runtime,
      breakers,
      findKey,
      stored,
    });
    reportFindings(context, loaded.findings);
    if (loaded.ready === null) {
      logger.error({ reason, config: file }, 'reload refused: the old configuration stays');
      return loaded.files;
    }
    const before = gateway.runtime.config.hash;
    gateway.runtime = loaded.ready.runtime;
    activate(gateway.runtime);
    breakers.retain(new Set(gateway.runtime.deployments.map(({ id }) => id)));
    const after = loaded.ready.runtime.config.hash;
    logger.info(
      { reason, config_hash: after, changed: before !== after },
      'configuration reloaded',
    );
    return loaded.files;
  } catch (fault) {
    const code = isLlmgwError(fault) ? fault.code : 'E_SOFTWARE';
    logger.error(
      { reason, code, detail: messageOf(fault) },
      'reload refused: the old configuration stays',
    );
    return null;
  }
}
