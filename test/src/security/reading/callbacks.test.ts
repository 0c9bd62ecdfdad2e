import { describe, expect, test } from '@jest/globals';
import { callbacksOf, sendsPrompts } from '../../../../src/security/reading/callbacks.ts';
import { gatewayConfigs } from '../../../../src/security/reading/gateway-config.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function callbacks(settings: string) {
  const project = projectOf({ 'config.yaml': `litellm_settings: ${settings}\n` });
  return gatewayConfigs(project).flatMap((view) => callbacksOf(view));
}

test('they stand in three lists, or alone', () => {
  const found = callbacks('{callbacks: ours.hook, success_callback: [a, b], failure_callback: []}');
  expect(found.map(({ name }) => name)).toEqual(['ours.hook', 'a', 'b']);
  expect(callbacks('{service_callback: [c], callbacks: }')).toEqual([]);
});

describe('what callers write', () => {
  test.each([
    ['langfuse', true],
    ['s3', true],
    ['prometheus', false],
    ['sentry', false],
    ['ours.hook', false],
  ])('goes to %s: %s', (name, expected) => {
    const [callback] = callbacks(`{callbacks: [${name}]}`);
    expect(callback !== undefined && sendsPrompts(callback)).toBe(expected);
  });
});
