/**
 * Who may: `write` and `read` are for admins, `read` for viewers too, `own` for every key, which then
 * only sees what is its own.
 */
export type Need = 'write' | 'read' | 'own';

/** What a caller is here. `owner`: a key that manages nothing. */
export type Standing = 'admin' | 'viewer' | 'owner';

/** Every management operation and who may call it: there is no other place that decides it. */
export const PERMISSIONS = {
  'POST /key/generate': 'write',
  'POST /key/update': 'write',
  'POST /key/delete': 'write',
  'POST /key/block': 'write',
  'POST /key/unblock': 'write',
  'POST /key/regenerate': 'write',
  'POST /key/{key}/regenerate': 'write',
  'GET /key/info': 'own',
  'GET /key/list': 'read',
  'POST /team/new': 'write',
  'POST /team/update': 'write',
  'POST /team/delete': 'write',
  'POST /team/block': 'write',
  'POST /team/unblock': 'write',
  'POST /team/member_add': 'write',
  'POST /team/member_delete': 'write',
  'GET /team/info': 'read',
  'GET /team/list': 'read',
  'POST /user/new': 'write',
  'POST /user/update': 'write',
  'POST /user/delete': 'write',
  'GET /user/info': 'read',
  'GET /user/list': 'read',
  'POST /budget/new': 'write',
  'POST /budget/update': 'write',
  'POST /budget/delete': 'write',
  'POST /budget/info': 'read',
  'GET /budget/list': 'read',
  'POST /model/new': 'write',
  'POST /model/update': 'write',
  'PATCH /model/{id}/update': 'write',
  'POST /model/delete': 'write',
  'GET /credentials': 'read',
  'POST /credentials': 'write',
  'GET /credentials/{name}': 'read',
  'DELETE /credentials/{name}': 'write',
  'GET /spend/logs': 'own',
  'GET /spend/keys': 'read',
  'GET /spend/users': 'read',
  'GET /global/spend': 'read',
  'GET /global/spend/keys': 'read',
} as const satisfies Readonly<Record<string, Need>>;

/** `METHOD /path` of an operation. */
export type OperationName = keyof typeof PERMISSIONS;

/** Whether a caller of that standing may do what needs this. */
export function mayCall(standing: Standing, need: Need): boolean {
  if (standing === 'admin') return true;
  return need === 'own' || (need === 'read' && standing === 'viewer');
}

/** What a role of LiteLLM amounts to; null: the key's owner has none. */
export function standingOf(role: string | null): Standing {
  if (role === 'proxy_admin') return 'admin';
  return role === 'proxy_admin_viewer' ? 'viewer' : 'owner';
}
