import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { showDiff } from '../../../commands/render-config/show-diff.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { contextIn, renderOptions } from '../../support/render-options.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

test('removed, added, changed; secrets as hashes', async () => {
  const file = place.write('config.yaml', 'a: {api_key: new-secret, x: 1}\n');
  place.write('old.yaml', 'a: {api_key: old-secret, y: 2}\n');
  const { context, captured } = contextIn(place);
  const options = { ...renderOptions({ exitCode: true }), diff: 'old.yaml' };
  expect(await showDiff(options, context, file)).toBe(2);
  expect(captured.stdout()).toMatch(
    /^- a\.api_key: sha256:\w{8}\n\+ a\.api_key: sha256:\w{8}\n\+ a\.x: 1\n- a\.y: 2\n$/,
  );
});

test('as a unified diff where that is asked for', async () => {
  const file = place.write('config.yaml', 'a: {api_key: same-secret, x: 1}\n');
  place.write('old.yaml', 'a: {api_key: same-secret, x: 2}\n');
  const { context, captured } = contextIn(place);
  const options = { ...renderOptions({ text: true }), diff: 'old.yaml' };
  expect(await showDiff(options, context, file)).toBe(0);
  expect(captured.stdout()).toMatch(
    /^--- old\.yaml\n\+\+\+ .*config\.yaml\n@@ -1,2 \+1,2 @@\n a\.api_key: sha256:\w{8}\n-a\.x: 2\n\+a\.x: 1\n$/,
  );
});
