import { expect, test } from '@jest/globals';
import {
  ALLOWED_FUNCTIONS,
  ALLOWED_NODES,
  ALLOWED_RELATIONS,
  ALLOWED_TYPES,
  ALLOWED_VALUE_FUNCTIONS,
} from '../../../../src/infra/query/sql-allowed.ts';

test('nothing that reads files, settings, other tables, or runs text as SQL is allowed', () => {
  const bad =
    /^(pg_(?!size_pretty$)|lo_|dblink|set_config|current_setting|.*_to_xml|.*xml|txid|has_|inet_|currval|nextval|setval|repeat|lpad|rpad|generate_)/;
  expect([...ALLOWED_FUNCTIONS].filter((name) => bad.test(name))).toEqual([]);
  expect([...ALLOWED_TYPES].filter((name) => /^(reg|oid|name$|xml|pg_)/.test(name))).toEqual([]);
  expect([...ALLOWED_NODES].filter((name) => name.endsWith('Stmt'))).toEqual(['SelectStmt']);
  expect(
    [...ALLOWED_VALUE_FUNCTIONS].filter((name) => /USER|ROLE|CATALOG|SCHEMA/.test(name)),
  ).toEqual([]);
});

test('only facts may be read', () => {
  expect([...ALLOWED_RELATIONS].filter((name) => !name.startsWith('infra_'))).toEqual([]);
});
