import { expect, test } from '@jest/globals';
import { renderHead, renderLabels, renderSeries } from '../../../src/telemetry/exposition.ts';
import { Gauge, Histogram } from '../../../src/telemetry/series.ts';

test('quotes, backslashes and line ends in labels are escaped', () => {
  expect(renderLabels(['a', 'b'], ['say "hi"', 'c:\\x\ny'])).toBe(
    String.raw`a="say \"hi\"",b="c:\\x\ny"`,
  );
});

test('help is one line', () => {
  expect(renderHead('x', 'gauge', 'one\ntwo \\ "three"')).toBe(
    '# HELP x one\\ntwo \\\\ "three"\n# TYPE x gauge\n',
  );
});

test('numbers that are no numbers have their own names', () => {
  const gauge = new Gauge();
  const rendered = [Infinity, -Infinity, Number.NaN, 1e21, 0.5].map((value) => {
    gauge.set(value);
    return renderSeries('x', '', gauge);
  });
  expect(rendered).toEqual(['x +Inf\n', 'x -Inf\n', 'x NaN\n', 'x 1e+21\n', 'x 0.5\n']);
});

test('the buckets of a histogram add up', () => {
  const histogram = new Histogram(Float64Array.of(0.5, 1));
  for (const value of [0.25, 0.75, 2]) histogram.observe(value);
  expect(renderSeries('t', 'm="a"', histogram)).toBe(
    't_bucket{m="a",le="0.5"} 1\nt_bucket{m="a",le="1"} 2\nt_bucket{m="a",le="+Inf"} 3\n' +
      't_sum{m="a"} 3\nt_count{m="a"} 3\n',
  );
});
