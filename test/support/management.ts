import { createHash } from 'node:crypto';
import type { EntityKind, KeyGrant } from '../../src/access/access.ts';
import { readCatalog, type Catalog } from '../../src/db/catalog.ts';
import type { DatabaseConfig } from '../../src/config/types.ts';
import type { Database } from '../../src/db/database.ts';
import type { Row } from '../../src/db/queries/manage-rows.ts';
import { managementRoutes } from '../../src/routes/management/routes.ts';
import type { ManagementParts, Work } from '../../src/routes/management/work.ts';
import { RouteTable } from '../../src/routes/route-table.ts';
import type { SecretBox } from '../../src/stored-models/secret-box.ts';
import { CapturedExchange } from './captured-exchange.ts';
import { MASTER_KEY } from './config-literals.ts';
import { makeGateway, type TestGateway } from './gateway.ts';
import { createLitellmDatabase, openTestDatabase } from './litellm-database.ts';
import type { TestPostgres } from './postgres.ts';
import { TestSecretBox } from './secret-box.ts';

/** The hash of a key. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Keys of callers, by role. */
export const CALLERS = {
  admin: 'sk-of-an-admin-0123456789',
  viewer: 'sk-of-a-viewer-0123456789',
  owner: 'sk-of-an-owner-0123456789',
} as const;

const GRANTS: ReadonlyMap<string, KeyGrant> = new Map(
  (
    [
      [CALLERS.admin, 'proxy_admin'],
      [CALLERS.viewer, 'proxy_admin_viewer'],
      [CALLERS.owner, 'internal_user'],
    ] as const
  ).map(([key, role]) => [hashOf(key), { keyHash: hashOf(key), role }]),
);

/** A call of a management route. */
export interface ManagementCall {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  /** null: none. Default: the master key. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What it was answered. */
export interface ManagementAnswer {
  readonly status: number | null;
  /** Parsed; whatever it is. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  readonly json: any;
  readonly text: string;
}

/** Management routes on a real database, without a server in front. */
export interface ManagementBench {
  readonly gateway: TestGateway;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly box: TestSecretBox;
  /** What the caches were told to forget, in order. */
  readonly forgotten: readonly { readonly kind: EntityKind; readonly id: string }[];
  /** How often models were said to have changed. */
  modelChanges(): number;
  call(operation: string, call?: ManagementCall): Promise<ManagementAnswer>;
  /** The answer of a call that must succeed. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  ok(operation: string, call?: ManagementCall): Promise<any>;
  /** Runs SQL of the test's own. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Changes to the usual parts. */
export interface BenchOptions extends Partial<Omit<ManagementParts, 'gateway' | 'store'>> {
  /** SQL that makes the database that of another version, before the routes look at it. */
  readonly prepare?: readonly string[];
  readonly settings?: Partial<DatabaseConfig>;
}

/** Makes a database of its own and the routes on it. */
export async function openManagement(
  server: TestPostgres,
  { prepare = [], settings = {}, ...parts }: BenchOptions = {},
): Promise<ManagementBench> {
  const database = openTestDatabase(await createLitellmDatabase(server));
  const sql = async (text: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
    (await database.query<Row>({ name: 'test', text, values })).rows;
  for (const text of prepare) await sql(text);
  const catalog = await readCatalog(database);
  const forgotten: { kind: EntityKind; id: string }[] = [];
  const box = new TestSecretBox();
  const gateway = managedGateway(forgotten, settings);
  let modelChanges = 0;
  const routes = new RouteTable(
    managementRoutes({
      gateway: gateway.gateway,
      store: () => ({ database, catalog, secrets: box }),
      modelsChanged: () => Promise.resolve(void (modelChanges += 1)),
      checkModel: () => null,
      ...parts,
    }),
  );
  const call = (operation: string, given?: ManagementCall): Promise<ManagementAnswer> =>
    callRoute(routes, operation, given);
  return {
    gateway,
    database,
    catalog,
    box,
    forgotten,
    modelChanges: () => modelChanges,
    call,
    async ok(operation, given) {
      const { status, json, text } = await call(operation, given);
      if (status !== 200) throw new Error(`${operation}: ${status} ${text}`);
      return json;
    },
    sql,
    async close() {
      await gateway.close();
      await database.close();
    },
  };
}

/** A gateway that knows the keys of `CALLERS` and keeps what it was told to forget. */
export function managedGateway(
  forgotten: { kind: EntityKind; id: string }[] = [],
  settings: Partial<DatabaseConfig> = {},
): TestGateway {
  const test = makeGateway({
    database: settings,
    findKey: (keyHash) => GRANTS.get(keyHash) ?? null,
  });
  test.gateway.access = {
    findGrant: (keyHash) => GRANTS.get(keyHash) ?? REFUSED,
    admit: () => REFUSED,
    resolveAlias: (_, model) => model,
    visibleGroups: (_, groups) => groups,
    allowsRoute: () => null,
    forget: (entity) => void (entity !== undefined && forgotten.push(entity)),
  };
  return test;
}

const REFUSED = { status: 401, type: 'auth_error', code: 'invalid_api_key', message: 'unknown' };

/** Calls `METHOD /path`. */
export async function callRoute(
  routes: RouteTable,
  operation: string,
  { query = {}, body, key = MASTER_KEY, headers = {} }: ManagementCall = {},
): Promise<ManagementAnswer> {
  const [method = '', path = ''] = operation.split(' ');
  const exchange = new CapturedExchange({
    method,
    path,
    query: new URLSearchParams(query).toString(),
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const match = routes.match(method, path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  return { status: exchange.status, json: exchange.json, text: exchange.text };
}

/** What a pretended call is made of. */
export interface PretendedCall {
  readonly body?: Row;
  readonly tables?: readonly string[];
  readonly secrets?: SecretBox;
  readonly settings?: Partial<DatabaseConfig>;
}

/** A call of the master key at the beginning of 2026, for what needs no database. */
export function pretendWork({
  body = {},
  tables = [],
  secrets,
  settings = {},
}: PretendedCall = {}): Work {
  const { gateway } = makeGateway({ database: settings });
  return {
    parts: {
      gateway,
      store: () => null,
      modelsChanged: () => Promise.resolve(),
      checkModel: () => null,
    },
    database: undefined as unknown as Database,
    catalog: {
      schema: 'public',
      tables,
      has: (name) => tables.includes(name),
      columns: () => new Map(),
    },
    secrets: secrets ?? null,
    caller: { standing: 'admin', keyHash: 'of-the-master-key', isMaster: true },
    body,
    query: new URLSearchParams(),
    params: [],
    nowMs: Date.UTC(2026, 0, 1),
    changedBy: null,
  };
}
