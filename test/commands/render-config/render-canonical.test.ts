import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renderCanonical } from '../../../commands/render-config/render-canonical.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { contextIn, renderOptions } from '../../support/render-options.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

const ENV = { KEY: 'a-secret', PORT: '7' };

test('includes are in, keys are sorted, values are what the place wants', () => {
  place.write('more.yaml', 'router_settings: {redis_port: os.environ/PORT}\n');
  const file = place.write(
    'config.yaml',
    'include: [more.yaml]\ngeneral_settings: {master_key: os.environ/KEY}\n',
  );
  const text = renderCanonical(renderOptions(), contextIn(place, ENV).context, file);
  expect(text).toContain('general_settings:\n  master_key: "****(KEY)"\n');
  expect(text).toContain('router_settings:\n  redis_port: 7\n');
});

test('the same meaning gives the same bytes', () => {
  const one = place.write('one.yaml', 'b: &x [1, "two"]\na: *x\n');
  const two = place.write('two.yaml', '# c\na:\n- 1\n- two\nb: [1, two]\n');
  const { context } = contextIn(place);
  expect(renderCanonical(renderOptions(), context, two)).toBe(
    renderCanonical(renderOptions(), context, one),
  );
});

test('a value can be set anywhere but in a list that is too short', () => {
  const file = place.write('config.yaml', 'a: {b: [x, y]}\n');
  const { context } = contextIn(place);
  const set = (path: string): string =>
    renderCanonical(renderOptions({ format: 'json', set: new Map([[path, 'z']]) }), context, file);
  expect(JSON.parse(set('a.b[1]'))).toEqual({ a: { b: ['x', 'z'] } });
  expect(JSON.parse(set('c.d'))).toEqual({ a: { b: ['x', 'y'] }, c: { d: 'z' } });
  expect(() => set('a.b[2]')).toThrow(/no place/);
});
