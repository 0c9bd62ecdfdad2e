import { describe, expect, test } from '@jest/globals';
import { guardSql } from '../../../../src/infra/query/sql-guard.ts';

describe('a SELECT over the facts passes', () => {
  test.each([
    'select * from infra_facts',
    'SELECT kind, count(*) FROM llmgw.infra_facts GROUP BY 1 ORDER BY 2 DESC',
    `select key, body->>'port' from infra_facts where body @> '{"port": 4000}' limit 3`,
    `with p as (select * from infra_facts where kind = $1) select p.*, l.rel from p left join infra_links l on l.to_id = p.id`,
    `with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select * from r`,
    `select case when coalesce(name, '') ilike '%x%' then 1 else 2 end, array[1, 2], (select max(value) from infra_samples)`,
    `select kind, row_number() over (partition by kind order by key) from infra_facts`,
    `select k, v from infra_facts f, lateral jsonb_each_text(f.body) as e (k, v)`,
    `select now() - interval '1 day', current_timestamp, since::date from infra_facts`,
    `select key from infra_facts where kind in ('a', 'b') and exists (select 1 from infra_runs)`,
    `select kind from infra_facts union select 'x'`,
    `values (1), (2)`,
    `select extract(epoch from age(since)) from infra_facts`,
  ])('%s', async (sql) => {
    await expect(guardSql(sql)).resolves.toBe(sql);
  });

  test('without the semicolon and what follows it', async () => {
    await expect(guardSql('  select 1 ; -- that is all')).resolves.toMatch(/^ *select 1 *$/);
    await expect(guardSql(`select 'ä;' ;`)).resolves.toMatch(/^select 'ä;' *$/);
  });
});

describe('anything else does not', () => {
  test.each([
    ['writes', 'insert into llmgw.infra_runs default values'],
    ['writes in a WITH', 'with x as (delete from llmgw.infra_facts returning *) select * from x'],
    [
      'writes in a nested WITH',
      'select * from (with x as (update llmgw.infra_runs set host = 1 returning 1) select * from x) y',
    ],
    ['two statements', 'select 1; drop table x'],
    ['two, to leave the transaction', 'select 1; commit; drop schema llmgw cascade'],
    ['INTO', 'select * into y from infra_facts'],
    ['locks', 'select * from infra_facts for update'],
    ['COPY', `copy (select 1) to program 'sh'`],
    ['DO', 'do $$ begin end $$'],
    ['EXPLAIN ANALYZE', 'explain analyze select 1'],
    ['SET', `set role postgres`],
    ['RESET', 'reset role'],
    ['CALL', 'call x()'],
    ['PREPARE', 'prepare x as select 1'],
    ['a TABLE of LiteLLM', 'table "LiteLLM_VerificationToken"'],
    ['a table of ours that is not facts', 'select * from llmgw.audit'],
    ['the same without its schema', 'select * from meta'],
    ['public', 'select * from public.infra_facts'],
    ['pg_catalog', 'select * from pg_catalog.pg_authid'],
    ['pg_catalog by its short name', 'select * from pg_shadow'],
    ['information_schema', 'select * from information_schema.tables'],
    ['another database', 'select * from x.llmgw.infra_facts'],
    [
      'a name hidden in a subquery only',
      'select * from (with audit as (select 1) select * from audit) x, audit',
    ],
    [
      'a name that is given later',
      'with a as (select * from meta), meta as (select 1) select * from a',
    ],
    ['a name within its own definition', 'with meta as (select * from meta) select * from meta'],
    ['a name that begins with pg_', 'with pg_authid as (select 1) select * from pg_authid'],
    ['set_config', `select set_config('role', 'postgres', true)`],
    ['set_config by its schema', `select pg_catalog.set_config('role', 'postgres', true)`],
    ['query_to_xml', `select query_to_xml('select 1', true, true, '')`],
    ['files', `select pg_read_file('/etc/passwd')`],
    ['folders', `select * from pg_ls_dir('/')`],
    ['folders, in a ROWS FROM', `select * from rows from (pg_ls_dir('/')) x`],
    ['large objects', 'select lo_import($$/etc/passwd$$)'],
    ['dblink', `select * from dblink('x', 'y') as t (a int)`],
    ['sleep', 'select pg_sleep(100)'],
    ['advisory locks', 'select pg_advisory_lock(1)'],
    ['ending others', 'select pg_terminate_backend(1)'],
    ['memory', `select repeat('x', 1000000000)`],
    ['endless rows', 'select * from generate_series(1, 1000000000000)'],
    ['in ORDER BY', `select 1 from infra_facts order by pg_sleep(9)`],
    ['in a FILTER', `select count(*) filter (where pg_sleep(9) is null) from infra_facts`],
    ['in a window', `select rank() over (order by pg_sleep(9)) from infra_facts`],
    ['in a LIMIT', 'select 1 limit (select length(pg_read_file($$x$$)))'],
    ['in a JOIN', `select 1 from infra_facts a join infra_facts b on pg_sleep(1) is null`],
    ['in a DEFAULT of VALUES', `values (pg_sleep(1))`],
    ['in a CASE', `select case when true then pg_sleep(1) end`],
    ['in an array subscript', `select (array[1])[length(pg_read_file('x'))]`],
    ['in HAVING', `select kind from infra_facts group by kind having pg_sleep(1) is null`],
    ['behind UNION', `select 1 union all select length(pg_read_file('x'))`],
    ['behind UNION, a table', `select 1 union all select count(*) from llmgw.audit`],
    ['regclass', `select 'pg_authid'::regclass`],
    ['regproc, the long way', `select cast('pg_sleep' as pg_catalog.regproc)`],
    ['a domain of others', `select 'x'::public.evil`],
    ['an operator of others', 'select 1 operator(public.+) 1'],
    ['who I am', 'select current_user'],
    ['who I was', 'select session_user'],
    ['XML', `select xmlparse(document '<a/>')`],
    ['a function of others', 'select public.now()'],
    ['TABLESAMPLE', 'select * from infra_facts tablesample system (1)'],
    ['JSON_TABLE', `select * from json_table('[]', '$[*]' columns (a int path '$'))`],
    ['a NUL', 'select 1 \0; drop table x'],
    ['much', `select ${'1+'.repeat(20_000)}1`],
    ['depth', `select ${'abs('.repeat(300)}1${')'.repeat(300)}`],
  ])('%s', async (_what, sql) => {
    await expect(guardSql(sql)).rejects.toMatchObject({ code: 'E_REFUSED' });
  });

  test.each(['', '  ', '-- nothing', 'selec 1', 'select from where', `select 'open`])(
    'what is no SQL is told to be none: %j',
    async (sql) => {
      await expect(guardSql(sql)).rejects.toMatchObject({ code: 'E_USAGE' });
    },
  );
});
