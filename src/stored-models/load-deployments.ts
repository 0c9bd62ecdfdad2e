import { buildStoredEntries } from '../config/build/stored-entries.ts';
import { deploymentIndexOf } from '../config/resolve-env.ts';
import type { DeploymentConfig, ProviderCatalogue } from '../config/types.ts';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { loadStoredModels } from './load.ts';
import type { SecretBox, SecretPlace } from './secret-box.ts';

/** How findings call where stored models come from. */
const STORED_ORIGIN = 'database';

/** What stored models are built with. */
export interface StoredModelSource {
  readonly db: Queryable;
  readonly catalog: Catalog;
  readonly box: SecretBox;
  /** What `os.environ/NAME` is looked up in; variables of the database come before it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly providers: ProviderCatalogue;
}

/** Everything the database adds to the configuration. */
export interface StoredConfiguration {
  readonly deployments: readonly DeploymentConfig[];
  /** Secret: variables by name. */
  readonly environment: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
  /** For the metric. */
  readonly unreadable: readonly SecretPlace[];
  /** Equal: nothing has changed. */
  readonly hash: string;
}

/** Reads and builds what the database configures. Rejects when it cannot be read. */
export async function loadStoredDeployments(
  source: StoredModelSource,
): Promise<StoredConfiguration> {
  const stored = await loadStoredModels(source.db, source.catalog, source.box);
  const built = buildStoredEntries({
    entries: stored.entries,
    origin: STORED_ORIGIN,
    env: { ...source.env, ...stored.environment },
    providers: source.providers,
  });
  return {
    deployments: built.deployments,
    environment: stored.environment,
    findings: [
      ...stored.findings,
      ...built.findings.map((finding) => withModel(finding, stored.entries)),
    ],
    unreadable: stored.unreadable,
    hash: stored.hash,
  };
}

/** Says which model a finding is about: its place in a list of ours tells nobody anything. */
function withModel(
  { path, ...finding }: Finding,
  entries: readonly Readonly<Record<string, unknown>>[],
): Finding {
  const index = deploymentIndexOf(path ?? '');
  const entry = index === null ? undefined : entries[index];
  if (entry === undefined) return finding;
  return { ...finding, message: `model "${String(entry['model_name'])}": ${finding.message}` };
}

/** Why an entry could not be served if it were stored; null: it could. Never holds a secret. */
export function checkStoredModel(
  entry: Readonly<Record<string, unknown>>,
  { env, providers }: Pick<StoredModelSource, 'env' | 'providers'>,
): string | null {
  const built = buildStoredEntries({ entries: [entry], origin: STORED_ORIGIN, env, providers });
  if (built.deployments.length > 0) return null;
  return built.findings.map(({ message }) => message).join('; ') || 'no provider takes it';
}
