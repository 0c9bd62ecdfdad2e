import type { GatewayConfig } from '../../src/config/types.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { Catalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import type { KeyringBox } from '../../src/stored-models/keyring-box.ts';
import {
  loadStoredDeployments,
  type StoredConfiguration,
} from '../../src/stored-models/load-deployments.ts';
import { StoredModelPoller } from '../../src/stored-models/poller.ts';
import { UnreadableCounter } from '../../src/stored-models/unreadable-counter.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import type { CommandContext } from '../context.ts';
import { PROVIDER_CATALOGUE } from '../read-gateway-config.ts';
import { openBox } from '../open-box.ts';
import { describeFault } from './connect-database.ts';

/** What the models of the database are read with. */
export interface StoredConfigParts {
  readonly context: CommandContext;
  readonly config: GatewayConfig;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly registry: MetricsRegistry;
  readonly logger: Logger;
  /** Called when something other than before was read. */
  readonly onStored: (stored: StoredConfiguration) => void;
}

/** Models and variables that the database configures, as they were last read. */
export class StoredConfig {
  /** Opens and seals; null where there is neither a salt key nor a master key. */
  readonly box: KeyringBox | null;
  readonly #parts: StoredConfigParts;
  readonly #poller: StoredModelPoller<StoredConfiguration>;
  readonly #unreadable: UnreadableCounter;
  #current: StoredConfiguration | null = null;

  private constructor(parts: StoredConfigParts, box: KeyringBox | null) {
    this.#parts = parts;
    this.box = box;
    this.#unreadable = new UnreadableCounter(parts.registry);
    this.#poller = new StoredModelPoller<StoredConfiguration>({
      load: () => this.#load(),
      clock: parts.context.clock,
      onChange: (loaded) => this.#take(loaded),
      onFault: (fault) =>
        parts.logger.warn(describeFault(fault), 'the models of the database stay as they were'),
    });
  }

  /**
   * Reads everything once. Rejects with `E_CONFIG` when values are encrypted and the key opens none
   * of them: then it is the wrong key, and whatever was written with it would be lost to the others.
   */
  static async load(parts: StoredConfigParts): Promise<StoredConfig> {
    const stored = new StoredConfig(parts, await openBox(parts.config));
    if (!parts.config.database.storedModels || stored.box === null) return stored;
    const first = await stored.#load();
    if (first.unreadable.length > 0 && stored.box.opened === 0) throw wrongKey(parts, first);
    stored.#note(first);
    stored.#current = first;
    return stored;
  }

  /** Null before anything was read. */
  get current(): StoredConfiguration | null {
    return this.#current;
  }

  get isEmpty(): boolean {
    if (this.#current === null) return true;
    const { deployments, environment } = this.#current;
    return deployments.length === 0 && Object.keys(environment).length === 0;
  }

  /** Looks at intervals from now on. */
  start(): void {
    if (this.box !== null && this.#parts.config.database.storedModels) this.#poller.start();
  }

  /** Looks now; resolves when what was found is in force. */
  async refresh(): Promise<void> {
    if (this.box !== null && this.#parts.config.database.storedModels) await this.#poller.refresh();
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  async #load(): Promise<StoredConfiguration> {
    const { context, database, catalog } = this.#parts;
    if (this.box === null) throw new TypeError('nothing can be opened without a key');
    const env = withVariables(context.environment().variables, this.#parts.config);
    return loadStoredDeployments({
      ...{ db: database, catalog, box: this.box, env, providers: PROVIDER_CATALOGUE },
      before: this.#current,
    });
  }

  #take(loaded: StoredConfiguration): void {
    const isNew = loaded.hash !== this.#current?.hash;
    this.#current = loaded;
    if (!isNew) return;
    this.#note(loaded);
    this.#parts.onStored(loaded);
  }

  #note({ unreadable, findings }: StoredConfiguration): void {
    this.#unreadable.note(unreadable);
    for (const { code, name, message, help } of findings) {
      this.#parts.logger.warn({ code, name, hint: help }, message);
    }
  }
}

/** What `os.environ/NAME` may stand for: the process's variables, and the file's over them. */
export function withVariables(
  variables: Readonly<Record<string, string | undefined>>,
  { environment }: Pick<GatewayConfig, 'environment'>,
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(environment).map(([name, value]) => [name, value.reveal()] as const);
  return { ...variables, ...Object.fromEntries(own) };
}

function wrongKey({ config, database }: StoredConfigParts, { unreadable }: StoredConfiguration) {
  const source = config.database.saltKey === null ? 'the master key' : 'LITELLM_SALT_KEY';
  const [first] = unreadable;
  const place = first === undefined ? '' : `, ${first.table}.${first.column}`;
  return new LlmgwError('E_CONFIG', `${source} opens none of the secrets in the database.`, {
    where: `${database.where}${place}`,
    hint:
      'set LITELLM_SALT_KEY to the key they were encrypted with, or name it in ' +
      'LLMGW_SALT_KEY_PREVIOUS; `llmgw reencrypt-db status` tells which key is in use',
  });
}
