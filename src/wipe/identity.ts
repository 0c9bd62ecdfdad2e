import type { Database, Queryable } from '../db/database.ts';
import { readServer } from '../db/queries/wipe-read-server.ts';
import { findMarker } from './marker.ts';
import type { Identity } from './types.ts';

/** Reads which database answers, over a connection to `database`. */
export async function readIdentity(
  db: Queryable,
  database: Pick<Database, 'where' | 'schema'>,
): Promise<Identity> {
  const { address, comment, ...server } = await readServer(db);
  const [, host = '', port = ''] = /^(.*):(\d+)\/[^/]*$/s.exec(database.where) ?? [];
  return {
    ...server,
    host,
    port: Number(port),
    schema: database.schema,
    serverAddress: address,
    marker: await findMarker(db, comment),
  };
}
