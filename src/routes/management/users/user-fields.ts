import type { Row } from '../../../db/queries/manage-rows.ts';
import { readFields, type FieldSpecs } from '../fields.ts';
import { wrongField } from '../refusal.ts';
import { resetTimes } from '../times.ts';
import { without } from '../view.ts';
import type { Work } from '../work.ts';

/** Fields that are columns of `LiteLLM_UserTable`. */
const COLUMNS: FieldSpecs = {
  user_id: 'id',
  user_alias: 'id',
  user_email: 'id',
  user_role: 'id',
  sso_user_id: 'id',
  organization_id: 'id',
  max_budget: 'amount',
  spend: 'amount',
  budget_duration: 'period',
  models: 'texts',
  metadata: 'map',
  max_parallel_requests: 'count',
  tpm_limit: 'limit',
  rpm_limit: 'limit',
  allowed_cache_controls: 'texts',
  model_max_budget: 'map',
  policies: 'texts',
};

/** Roles a user may have. */
const USER_ROLES: readonly string[] = [
  'proxy_admin',
  'proxy_admin_viewer',
  'org_admin',
  'internal_user',
  'internal_user_viewer',
  'team',
  'customer',
];

/** Reads what a body says about a user; `known`: fields the operation reads itself. Throws a `Refusal`. */
export function readUserFields(
  work: Work,
  known: readonly string[] = [],
): { readonly row: Row; readonly ignored: readonly string[] } {
  const given = Object.entries(work.body).filter(([name]) => !known.includes(name));
  const { values, ignored } = readFields(Object.fromEntries(given), COLUMNS);
  const role = values['user_role'];
  if (typeof role === 'string' && !USER_ROLES.includes(role)) {
    throw wrongField('user_role', `must be one of ${USER_ROLES.join(', ')}`);
  }
  return { row: { ...values, ...resetTimes(work, values) }, ignored };
}

/** A user as answers show it: the hash of the password stays here. */
export function viewUser(row: Row): Row {
  return without(row, 'password');
}
