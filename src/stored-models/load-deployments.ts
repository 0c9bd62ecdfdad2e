import { buildStoredEntries } from '../config/build/stored-entries.ts';
import { deploymentIndexOf } from '../config/resolve-env.ts';
import type { DeploymentConfig, ProviderCatalogue } from '../config/types.ts';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { unreadableFinding } from './findings.ts';
import { loadStoredModels, type StoredModels } from './load.ts';
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
  /** What was read the last time; null: nothing yet. */
  readonly before: StoredConfiguration | null;
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

/**
 * Reads and builds what the database configures. Rejects when it cannot be read. What no key opens any
 * more, but one did before, stays as it was: its salt key was changed under a gateway that runs.
 */
export async function loadStoredDeployments(
  source: StoredModelSource,
): Promise<StoredConfiguration> {
  const { db, catalog, box, env, providers, before } = source;
  const stored = await loadStoredModels(db, catalog, box);
  const environment = { ...lostVariables(stored, before), ...stored.environment };
  const built = buildStoredEntries({
    entries: stored.entries,
    origin: STORED_ORIGIN,
    env: { ...env, ...environment },
    providers,
  });
  const lost = new Set(stored.unreadableModels.map(({ id }) => id));
  const kept = before?.deployments.filter(({ id }) => lost.has(id)) ?? [];
  const keptIds = new Set(kept.map(({ id }) => id));
  return {
    deployments: [...built.deployments, ...kept],
    environment,
    findings: [
      ...stored.unreadableModels.map((model) => unreadableFinding(model, keptIds.has(model.id))),
      ...built.findings.map((finding) => withModel(finding, stored.entries)),
    ],
    unreadable: stored.unreadable,
    hash: stored.hash,
  };
}

/** Variables of the last time that nothing opens now. */
function lostVariables(
  { unreadable }: StoredModels,
  before: StoredConfiguration | null,
): Readonly<Record<string, string>> {
  const lost = new Set(
    unreadable.filter(({ table }) => table === 'LiteLLM_Config').map(({ path }) => path),
  );
  const known = Object.entries(before?.environment ?? {});
  return Object.fromEntries(known.filter(([name]) => lost.has(`/${name}`)));
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
