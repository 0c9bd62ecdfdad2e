import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadValues, readTarget } from '../../../commands/render-config/read-target.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { startFakeUpstream } from '../../support/fake-upstream.ts';
import { contextIn } from '../../support/render-options.ts';
import { fixedBody } from '../../support/upstream/behaviours.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

test('values of a file that is wrong elsewhere are values', () => {
  const file = place.write('config.yaml', 'odd: os.environ/GONE\nb: 1\n');
  expect(loadValues(contextIn(place).context, file)).toEqual({ odd: 'null', b: '1' });
  const broken = place.write('broken.yaml', 'a: [1');
  expect(() => loadValues(contextIn(place).context, broken)).toThrow(/cannot be read/);
});

test.each([
  ['something else', '{"schema":"other"}', /did not say/],
  ['no JSON', '<html>', /did not say/],
])('a server that answers %s is no gateway', async (_, body, said) => {
  const server = await startFakeUpstream();
  server.setRoute('/config/values', fixedBody(200, body, { 'content-type': 'application/json' }));
  const { context } = contextIn(place);
  try {
    const at = { target: 'running', file: 'config.yaml', url: new URL(server.origin) };
    await expect(readTarget(context, at)).rejects.toThrow(said);
  } finally {
    await context.close();
    await server.close();
  }
});
