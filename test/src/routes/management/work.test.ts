import { expect, test } from '@jest/globals';
import { tableIfThere, tableOf } from '../../../../src/routes/management/work.ts';
import { pretendWork } from '../../../support/management.ts';

const work = pretendWork({ tables: ['LiteLLM_TeamTable'] });

test('tables go by their names without the prefix', () => {
  expect(tableOf(work, 'TeamTable').table).toBe('LiteLLM_TeamTable');
  expect(tableIfThere(work, 'TeamTable')?.table).toBe('LiteLLM_TeamTable');
});

test('one that this version has not is refused, or null', () => {
  expect(() => tableOf(work, 'AuditLog')).toThrow('older LiteLLM');
  expect(tableIfThere(work, 'AuditLog')).toBeNull();
});
