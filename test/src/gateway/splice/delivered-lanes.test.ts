import { describe, expect, test } from '@jest/globals';
import { DeliveredLanes } from '../../../../src/gateway/splice/delivered-lanes.ts';
import { tapeOf } from './streams.ts';

const NOTHING = { content: '', reasoning: '', toolCalls: [] };
const call = (more: object) => ({ index: 0, ...more });
const headed = { id: 'a', function: { name: 'look', arguments: '{"a' } };

describe('DeliveredLanes', () => {
  test('gives what lies behind the delivered text of each lane', () => {
    const lanes = new DeliveredLanes(tapeOf([{ content: 'abc', reasoning_content: 'x' }]));
    expect(lanes.rest({ ...NOTHING, content: 'ab', reasoning: 'xy' })).toEqual({
      ...NOTHING,
      reasoning: 'y',
    });
    expect(lanes).toMatchObject({ passed: false, at: 3 });
    expect(lanes.rest({ ...NOTHING, content: 'cd' })).toEqual({ ...NOTHING, content: 'd' });
    expect(lanes).toMatchObject({ passed: true, at: 4 });
    expect(lanes.rest({ ...NOTHING, content: 'e' })).toEqual({ ...NOTHING, content: 'e' });
  });

  test('says where a text contradicts', () => {
    const lanes = new DeliveredLanes(tapeOf([{ content: 'abc' }]));
    expect(lanes.rest({ ...NOTHING, content: 'aX' })).toBeNull();
    expect(lanes.at).toBe(1);
  });

  test('keeps the head of a delivered call to itself, however often it comes', () => {
    const lanes = new DeliveredLanes(tapeOf([{ tool_calls: [call(headed)] }]));
    const again = call({
      id: 'b',
      type: 'function',
      function: { name: 'look', arguments: '{"a":1' },
    });
    expect(lanes.rest({ ...NOTHING, toolCalls: [again] })).toEqual({
      ...NOTHING,
      toolCalls: [{ index: 0, function: { arguments: '":1' } }],
    });
    expect(lanes).toMatchObject({ passed: true, at: 7 });
    const more = call({ id: 'b', function: { name: 'look', arguments: '}' } });
    expect(lanes.rest({ ...NOTHING, toolCalls: [more] })?.toolCalls).toEqual([
      { index: 0, function: { arguments: '}' } },
    ]);
  });

  test('waits for the name of a delivered call', () => {
    const bare = call({ id: 'a', function: { name: 'look', arguments: '' } });
    const lanes = new DeliveredLanes(tapeOf([{ tool_calls: [bare] }]));
    expect(lanes.passed).toBe(false);
    expect(lanes.rest({ ...NOTHING, toolCalls: [bare] })).toEqual(NOTHING);
    expect(lanes.passed).toBe(true);
  });

  test.each([
    ['name', { function: { name: 'find', arguments: '' } }],
    ['arguments', { function: { name: 'look', arguments: '{"b' } }],
  ])('finds a call with other %s', (_, other) => {
    const lanes = new DeliveredLanes(tapeOf([{ tool_calls: [call(headed)] }]));
    expect(lanes.rest({ ...NOTHING, toolCalls: [call(other)] })).toBeNull();
  });

  test('gives a name that was not delivered yet, and calls that are new', () => {
    const lanes = new DeliveredLanes(tapeOf([{ tool_calls: [call({ id: 'a' })] }]));
    const named = call({ id: 'b', function: { name: 'look' } });
    const other = { id: 'c', function: { name: 'find' } };
    expect(lanes.rest({ ...NOTHING, toolCalls: [named, other] })?.toolCalls).toEqual([
      { index: 0, function: { name: 'look' } },
      { index: 1, ...other },
    ]);
  });
});
