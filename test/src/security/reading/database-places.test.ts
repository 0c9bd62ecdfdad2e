import { expect, test } from '@jest/globals';
import { databasePlaces } from '../../../../src/security/reading/database-places.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('a configuration or a container gives the gateway a database', () => {
  const project = projectOf({
    'a.yaml': 'general_settings:\n  database_url: os.environ/DATABASE_URL\n',
    'b.yaml': 'general_settings:\n  store_model_in_db: true\n',
    'c.yaml': 'general_settings:\n  database_url: null\n  store_model_in_db: false\n',
    'compose.yaml': `services:
  gateway: {image: 'litellm:1', environment: {DATABASE_URL: 'postgresql://a:b@c/d'}}
  shop: {image: 'shop:1', environment: {DATABASE_URL: 'postgresql://e:f@g/h'}}
`,
  });
  const places = databasePlaces(project);
  expect(places.map(({ file, isLiteral }) => [file, isLiteral])).toEqual([
    ['a.yaml', false],
    ['b.yaml', false],
    ['compose.yaml', true],
  ]);
  expect(places.map(({ container }) => container?.name ?? null)).toEqual([null, null, 'gateway']);
});
