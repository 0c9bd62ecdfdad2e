import { describe, expect, test } from '@jest/globals';
import { dangerOf, isUsual, publicRoutes } from '../../../../src/security/reading/public-routes.ts';
import { projectOf } from '../../../support/rule-cases.ts';

describe('a public route', () => {
  test.each([
    ['*', 'everything'],
    ['/**', 'everything'],
    ['/key/*', 'management'],
    ['/config*', 'management'],
    ['user/info', 'management'],
    ['/global/spend', 'management'],
    ['/v1/*', 'models'],
    ['/openai/deployments', 'models'],
    ['/embeddings', 'models'],
    ['/v1/models', null],
    ['/health', null],
    ['/keyboard', null],
    ['/', null],
  ])('%s opens %s', (route, danger) => {
    expect(dangerOf(route)).toBe(danger);
  });

  test.each(['/', '/health/readiness', '/metrics', '/.well-known/openid'])(
    '%s is usual',
    (route) => {
      expect(isUsual(route)).toBe(true);
    },
  );

  test('is an entry of a list or a part of a text', () => {
    const project = projectOf({
      'a.yaml': 'general_settings:\n  public_routes: [/a, {}, "/b, /c"]\n',
      'b.yaml': 'general_settings:\n  public_routes: /d,/e\n',
      'c.yaml': 'general_settings:\n  public_routes:\n',
    });
    expect(publicRoutes(project).map(({ route }) => route)).toEqual(['/a', '/b', '/c', '/d', '/e']);
  });
});
