import type { Admission, KeyGrant, ModelUse } from '../../src/access/access.ts';
import {
  createAccess,
  type AccessParts,
  type AccessService,
} from '../../src/access/create-access.ts';
import type { ApiError } from '../../src/core/api-error.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import type { Database, Queryable } from '../../src/db/database.ts';
import { TOKEN } from './access-rows.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What tests ask for unless they say otherwise. */
export const USE: ModelUse = {
  model: 'gpt-4o',
  group: 'gpt-4o',
  fallbacks: [],
  path: '/v1/chat/completions',
  endUserId: null,
  tags: [],
  free: false,
};

/** An access to a test's database, on a clock that stands still, and what it asked. */
export interface AccessRig {
  readonly access: AccessService;
  readonly clock: VirtualClock;
  /** Names of the statements that were run. */
  readonly asked: string[];
  readonly faults: unknown[];
  /** Makes every statement fail. */
  away(isAway: boolean): void;
  grant(token?: string): Promise<KeyGrant>;
  /** Finds the key and asks for a call; the answer of whichever said no. */
  call(use?: Partial<ModelUse>, token?: string): Promise<Admission | ApiError>;
}

/** Makes an access; rows are those of `db`. */
export async function accessRig(
  db: Database,
  parts: Partial<AccessParts> = {},
): Promise<AccessRig> {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const faults: unknown[] = [];
  let isAway = false;
  const counted: Queryable = {
    async query(statement) {
      asked.push(statement.name);
      if (isAway) throw new Error('away');
      return db.query(statement);
    },
  };
  const access = createAccess({
    db: counted,
    catalog: await readCatalog(db),
    clock,
    groupsOf: () => [],
    onFault: (thrown) => void faults.push(thrown),
    ...parts,
  });
  const find = async (token: string): Promise<KeyGrant | ApiError> => access.findGrant(token);
  return {
    access,
    clock,
    asked,
    faults,
    away: (value) => {
      isAway = value;
    },
    async grant(token = TOKEN) {
      const found = await find(token);
      if ('status' in found) throw new Error(found.message);
      return found;
    },
    async call(use = {}, token = TOKEN) {
      const found = await find(token);
      return 'status' in found ? found : access.admit(found, { ...USE, ...use });
    },
  };
}

/** The admission; throws what it was refused with. */
export function admitted(answer: Admission | ApiError): Admission {
  if ('settle' in answer) return answer;
  throw new Error(`refused: ${answer.code}: ${answer.message}`);
}

/** The refusal; throws when there is none. */
export function refused(answer: Admission | ApiError | KeyGrant | null): ApiError {
  if (answer !== null && 'status' in answer) return answer;
  throw new Error('let in');
}
