import { afterEach, expect, test } from '@jest/globals';
import { readRequest } from '../../../commands/explain-route/read-request.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace;

afterEach(async () => {
  await place.leave();
});

async function read(question: { model?: string; request?: string }, stdin?: string) {
  place = enterWorkplace(stdin === undefined ? {} : { stdin });
  place.write('body.json', '{"model":"gpt","stream":true}');
  place.write('broken.json', '{"model":');
  place.write('list.json', '[]');
  const { model = null, request = null } = question;
  const body: unknown = JSON.parse(await readRequest({ model, request }, place.context.io));
  return body;
}

test('a model alone is a request', async () => {
  expect(await read({ model: 'gpt' })).toEqual({ model: 'gpt' });
});

test('a file is one, and a model beside it wins', async () => {
  expect(await read({ request: 'body.json' })).toEqual({ model: 'gpt', stream: true });
  await place.leave();
  const both = await read({ model: 'other', request: 'body.json' });
  expect(both).toEqual({ model: 'other', stream: true });
});

test('- is stdin', async () => {
  expect(await read({ request: '-' }, '{"model":"gpt"}')).toEqual({ model: 'gpt' });
});

test.each([
  ['missing.json', 'E_NO_INPUT'],
  ['broken.json', 'E_USAGE'],
  ['list.json', 'E_USAGE'],
])('%s is %s', async (request, code) => {
  await expect(read({ request })).rejects.toMatchObject({ code });
});
