import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addressFindings } from '../../../commands/render-config/address-findings.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

function model(base: string): string {
  return `model_list:\n  - model_name: a\n    litellm_params: {model: openai/a, api_base: "${base}"}\n`;
}

test.each([
  ['http://127.1/v1', 'LGW310'],
  ['http://2130706433/v1', 'LGW310'],
  ['http://93.184.216.34/v1', 'LGW311'],
  ['http://169.254.169.254/v1', 'LGW308'],
])('%s is told as %s', (base, code) => {
  const found = addressFindings(place.write('config.yaml', model(base)));
  expect(found.map((finding) => finding.code)).toContain(code);
  expect(found.every(({ severity }) => severity !== 'info')).toBe(true);
});

test('a name is not', () => {
  expect(addressFindings(place.write('config.yaml', model('https://api.example.com/v1')))).toEqual(
    [],
  );
});
