import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeLines, encodeLine } from '../../../src/spend/spool-line.ts';
import { CALLER, spendEvent, spendEvents } from '../../support/spend-events.ts';

test('events come back as they went', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      const events = texts.map((requestId) =>
        spendEvent({ requestId, caller: { ...CALLER, tags: [requestId, '\n'] } }),
      );
      const text = events.map(encodeLine).join('');
      expect(decodeLines(text)).toEqual({ events, damaged: 0, torn: false });
    }),
  );
});

test('wherever a file was cut, the whole lines before it come back', () => {
  const events = spendEvents(3);
  const text = events.map(encodeLine).join('');
  for (let end = 0; end <= text.length; end += 1) {
    const { events: found, damaged, torn } = decodeLines(text.slice(0, end));
    const whole = text.slice(0, end).split('\n').length - 1;
    expect([found.length, damaged]).toEqual([whole, 0]);
    expect(torn).toBe(end > 0 && text[end - 1] !== '\n');
  }
});

test('a flipped bit is seen, wherever it is', () => {
  const line = encodeLine(spendEvent());
  fc.assert(
    fc.property(fc.nat(line.length - 2), fc.nat(6), (at, bit) => {
      const flipped = String.fromCharCode(line.charCodeAt(at) ^ (1 << bit));
      fc.pre(flipped !== '\n');
      const { events, damaged } = decodeLines(line.slice(0, at) + flipped + line.slice(at + 1));
      expect([events.length, damaged]).toEqual([at === 8 ? 1 : 0, at === 8 ? 0 : 1]);
    }),
  );
});

test('lines that are none are damaged', () => {
  expect(decodeLines('\nx\n00000000 \n').damaged).toBe(3);
  expect(decodeLines('')).toEqual({ events: [], damaged: 0, torn: false });
});
