import { expect, test } from '@jest/globals';
import { parseDumpList } from '../../../../src/wipe/backup/dump-list.ts';

const LIST = `;
; Archive created at 2026-11-23 04:15:48 UTC
;     dbname: litellm
;
215; 1259 16385 TABLE public LiteLLM_Config postgres
3420; 0 16385 TABLE DATA public LiteLLM_Config postgres
3421; 0 16399 TABLE DATA app my table postgres
3500; 0 0 SEQUENCE SET public LiteLLM_ModelTable_id_seq postgres
3270; 2606 16391 CONSTRAINT public LiteLLM_Config LiteLLM_Config_pkey postgres
`;

test('finds tables with rows, and counters', () => {
  const { tables, sequences } = parseDumpList(LIST);
  expect(tables.map(({ schema, name }) => `${schema}.${name}`)).toEqual([
    'public.LiteLLM_Config',
    'app.my table',
  ]);
  expect(tables[0]?.line).toBe('3420; 0 16385 TABLE DATA public LiteLLM_Config postgres');
  expect(sequences).toEqual(['3500; 0 0 SEQUENCE SET public LiteLLM_ModelTable_id_seq postgres']);
});

test('an empty list has none', () => {
  expect(parseDumpList('')).toEqual({ tables: [], sequences: [] });
});
