import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { parseDatabaseUrl } from '../../../src/db/database-url.ts';

const parse = (text: string): ReturnType<typeof parseDatabaseUrl> =>
  parseDatabaseUrl(new Secret(text));

describe('parseDatabaseUrl', () => {
  test('reads a LiteLLM URL and leaves the parameters of its client aside', () => {
    const query = 'connection_limit=10&pool_timeout=20&schema=public&socket_timeout=5';
    expect(parse(`postgresql://llm:p%40ss@db.example:5433/litellm?${query}`)).toEqual({
      ...{ host: 'db.example', port: 5433, user: 'llm', password: 'p@ss', database: 'litellm' },
      ...{ sslMode: 'prefer', caFile: null, certFile: null, keyFile: null, pooled: false },
      schema: 'public',
      where: 'db.example:5433/litellm',
    });
  });

  test('fills in what is missing', () => {
    expect(parse('postgres://')).toMatchObject({
      ...{ host: 'localhost', port: 5432, user: 'postgres', password: '', database: 'postgres' },
    });
    expect(parse('postgres://me@h').database).toBe('me');
  });

  test('reads sockets in both spellings, without TLS', () => {
    const byParameter = parse('postgresql://me:pw@/db?host=/run/pg&port=5433&sslmode=require');
    expect(byParameter).toMatchObject({ host: '/run/pg', port: 5433, sslMode: 'disable' });
    expect(parse('postgresql://me@%2Frun%2Fpg/db')).toMatchObject({
      host: '/run/pg',
      database: 'db',
    });
    expect(parse('postgresql:///db?host=/run/pg')).toMatchObject({
      host: '/run/pg',
      database: 'db',
    });
  });

  test('takes a percent sign that begins no escape as it is', () => {
    expect(parse('postgresql://me:50%@h/db').password).toBe('50%');
  });

  test.each([
    ['', 'prefer'],
    ['sslmode=prefer', 'prefer'],
    ['sslmode=allow', 'prefer'],
    ['sslmode=disable', 'disable'],
    ['sslmode=require', 'require'],
    ['sslmode=no-verify', 'require'],
    ['ssl=true', 'require'],
    ['sslmode=require&sslaccept=strict', 'verify-full'],
    ['sslmode=require&sslrootcert=/ca.pem', 'verify-ca'],
    ['sslmode=verify-ca&sslrootcert=/ca.pem', 'verify-ca'],
    ['sslmode=verify-full', 'verify-full'],
  ])('reads the TLS of %j as %s', (query, mode) => {
    expect(parse(`postgresql://h/db?${query}`).sslMode).toBe(mode);
  });

  test('tells a client certificate from an authority', () => {
    const query = 'sslmode=verify-full&sslcert=/c.pem';
    expect(parse(`postgresql://h/db?${query}`)).toMatchObject({ caFile: '/c.pem', certFile: null });
    expect(parse(`postgresql://h/db?${query}&sslkey=/k.pem`)).toMatchObject({
      ...{ caFile: null, certFile: '/c.pem', keyFile: '/k.pem' },
    });
    expect(parse(`postgresql://h/db?sslrootcert=system&sslmode=verify-full`).caFile).toBeNull();
  });

  test('knows a PgBouncer in front', () => {
    expect(parse('postgresql://h/db?pgbouncer=true').pooled).toBe(true);
  });

  test.each(['', 'h:5432/db', 'mysql://me:canary@h/db', 'postgresql://me:canary@h:port/db'])(
    'refuses %j without repeating it',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
      expect(() => parse(text)).not.toThrow(/canary/);
    },
  );
});
