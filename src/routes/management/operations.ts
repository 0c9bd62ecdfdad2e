import { budgetOperations } from './budgets.ts';
import { credentialOperations } from './credentials.ts';
import { blockKey, changeKey, generateKey, unblockKey } from './keys/change-keys.ts';
import { deleteKeys } from './keys/delete-keys.ts';
import { regenerateKey } from './keys/regenerate-key.ts';
import { listKeys, showKey } from './keys/show-keys.ts';
import { modelOperations } from './models.ts';
import type { OperationName } from './permissions.ts';
import { globalSpend, globalSpendByKey, spendByKey, spendByUser } from './spend/totals.ts';
import { spendLogs } from './spend/logs.ts';
import { blockTeam, changeTeam, createTeam, unblockTeam } from './teams/change-teams.ts';
import { deleteTeams } from './teams/delete-teams.ts';
import { addMembers, removeMember } from './teams/members.ts';
import { listTeams, showTeam } from './teams/show-teams.ts';
import { changeUser, createUser } from './users/change-users.ts';
import { deleteUsers } from './users/delete-users.ts';
import { listUsers, showUser } from './users/show-users.ts';
import type { Operation } from './work.ts';

/** What each operation does. */
export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  'POST /key/generate': generateKey,
  'POST /key/update': changeKey,
  'POST /key/delete': deleteKeys,
  'POST /key/block': blockKey,
  'POST /key/unblock': unblockKey,
  'POST /key/regenerate': regenerateKey,
  'POST /key/{key}/regenerate': regenerateKey,
  'GET /key/info': showKey,
  'GET /key/list': listKeys,
  'POST /team/new': createTeam,
  'POST /team/update': changeTeam,
  'POST /team/delete': deleteTeams,
  'POST /team/block': blockTeam,
  'POST /team/unblock': unblockTeam,
  'POST /team/member_add': addMembers,
  'POST /team/member_delete': removeMember,
  'GET /team/info': showTeam,
  'GET /team/list': listTeams,
  'POST /user/new': createUser,
  'POST /user/update': changeUser,
  'POST /user/delete': deleteUsers,
  'GET /user/info': showUser,
  'GET /user/list': listUsers,
  'POST /budget/new': budgetOperations.create,
  'POST /budget/update': budgetOperations.change,
  'POST /budget/delete': budgetOperations.remove,
  'POST /budget/info': budgetOperations.show,
  'GET /budget/list': budgetOperations.list,
  'POST /model/new': modelOperations.create,
  'POST /model/update': modelOperations.change,
  'PATCH /model/{id}/update': modelOperations.change,
  'POST /model/delete': modelOperations.remove,
  'GET /credentials': credentialOperations.list,
  'POST /credentials': credentialOperations.create,
  'GET /credentials/{name}': credentialOperations.show,
  'DELETE /credentials/{name}': credentialOperations.remove,
  'GET /spend/logs': spendLogs,
  'GET /spend/keys': spendByKey,
  'GET /spend/users': spendByUser,
  'GET /global/spend': globalSpend,
  'GET /global/spend/keys': globalSpendByKey,
};
