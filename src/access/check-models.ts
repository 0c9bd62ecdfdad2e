import type { ApiError } from '../core/api-error.ts';
import type { NamedModel } from './access.ts';
import type { KnownKey } from './known-key.ts';
import { allowsModel, type GroupsOf } from './model-rule.ts';
import { modelDenied } from './refusals.ts';

/** Why the key may not call a model: the first of the lists that does not hold it. */
export function checkModels(key: KnownKey, names: NamedModel, groupsOf: GroupsOf): ApiError | null {
  for (const [level, rule] of key.models) {
    if (!allowsModel(rule, names, groupsOf)) return modelDenied(level, names.model, rule.listed);
  }
  return null;
}
