import { describe, expect, test } from '@jest/globals';
import { removePath } from '../../../../src/providers/shared/param-path.ts';
import { RequestDraft } from '../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../support/golden.ts';

const CLIENT = {
  model: 'm',
  seed: 1,
  response_format: { type: 'json_schema', strict: true },
  tools: [{ function: { name: 'a', strict: true } }, { function: { name: 'b', strict: true } }],
};

describe('removePath', () => {
  test.each([
    ['seed', { seed: undefined }],
    ['$.seed', { seed: undefined }],
    ['response_format.strict', { response_format: { type: 'json_schema' } }],
    [
      'tools[*].function.strict',
      { tools: [{ function: { name: 'a' } }, { function: { name: 'b' } }] },
    ],
    ['tools[1].function.strict', { tools: [CLIENT.tools[0], { function: { name: 'b' } }] }],
    ['tools[0]', { tools: [CLIENT.tools[1]] }],
    ['nothing.here', {}],
    ['response_format.nothing', {}],
    ['', {}],
  ])('%s takes out what it names and nothing else', (path, change) => {
    const request = toRequest(CLIENT);
    const draft = new RequestDraft(request);
    removePath(draft, path);
    expect(draft.toObject()).toEqual({ ...CLIENT, ...change });
    expect(request.json).toEqual(CLIENT);
  });
});
