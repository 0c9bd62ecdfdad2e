import { expect, test } from '@jest/globals';
import { renderApiError } from '../../../src/core/api-error.ts';

const error = {
  status: 429,
  type: 'rate_limit_error',
  code: 'no_deployments_available',
  message: 'Say "when".\n',
  retryAfterS: 3,
};

test("an error has the four fields of OpenAI's envelope and nothing else", () => {
  expect(JSON.parse(renderApiError(error))).toEqual({
    error: {
      message: 'Say "when".\n',
      type: 'rate_limit_error',
      param: null,
      code: 'no_deployments_available',
    },
  });
});

test('the code is the status as text where clients of LiteLLM expect that', () => {
  const rendered: unknown = JSON.parse(renderApiError({ ...error, param: 'model' }, 'status'));
  expect(rendered).toMatchObject({ error: { code: '429', param: 'model' } });
});

test('a rendered error fits into one event of a stream', () => {
  expect(renderApiError(error)).not.toContain('\n');
});
