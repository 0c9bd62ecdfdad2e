import { describe, expect, test } from '@jest/globals';
import {
  databaseUrls,
  postgresUrls,
  redisUrls,
} from '../../../../src/security/reading/database-urls.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function urlOf(text: string, more: Readonly<Record<string, string>> = {}) {
  const [url] = databaseUrls(projectOf({ '.env': `A="${text}"\n`, ...more }));
  return url;
}

describe('the URL of a database', () => {
  test('is taken apart', () => {
    const url = urlOf('postgresql+asyncpg://app:a%40b@db.example.com:5433/orders?SSLMode=require');
    expect(url).toMatchObject({ scheme: 'postgresql', user: 'app', database: 'orders', name: 'A' });
    expect(url?.password?.text).toBe('a@b');
    expect(url?.address).toMatchObject({ host: 'db.example.com', port: 5433 });
    expect(url?.options.get('sslmode')).toBe('require');
  });

  test('has variables in any of its parts', () => {
    expect(urlOf('postgres://${USER:-app}:${PASSWORD:?no/@}@${HOST}:5432/x')).toMatchObject({
      user: 'app',
      password: null,
      hasPassword: true,
      address: null,
      database: 'x',
    });
  });

  test('knows what a variable falls back to, unless it is set', () => {
    const text = 'postgres://app:${PASSWORD:-secret}@db/x';
    expect(urlOf(text)?.password).toMatchObject({ text: 'secret', isFallback: true });
    expect(urlOf(text, { '.env.prod': 'PASSWORD=b\n' })?.password).toBeNull();
  });

  test('need not have a password, or has an empty one', () => {
    expect(urlOf('redis://redis:6379/0')).toMatchObject({ password: null, hasPassword: false });
    expect(urlOf('postgres://app:@db/x')).toMatchObject({
      password: { text: '' },
      hasPassword: false,
    });
    expect(urlOf('redis://:a%@redis')?.password?.text).toBe('a%');
  });

  test.each(['os.environ/DATABASE_URL', 'https://app:b@host', 'postgres', ''])(
    'is not %p',
    (text) => {
      expect(urlOf(text)).toBeUndefined();
    },
  );

  test('stands in settings and in variables', () => {
    const project = projectOf({
      'config.yaml': `general_settings: {database_url: "postgres://a@b/c"}
environment_variables: {REDIS_URL: redis://r}
`,
    });
    expect(postgresUrls(project).map(({ path, name }) => [path, name])).toEqual([
      ['general_settings.database_url', null],
    ]);
    expect(redisUrls(project).map(({ name }) => name)).toEqual(['REDIS_URL']);
  });
});
