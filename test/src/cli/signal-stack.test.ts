import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { SignalStack } from '../../../src/cli/signal-stack.ts';

test('only the newest listener is called', () => {
  const source = new EventEmitter();
  const stack = new SignalStack(source);
  const calls: string[] = [];
  stack.push('SIGINT', () => calls.push('default'));
  const remove = stack.push('SIGINT', () => calls.push('command'));
  source.emit('SIGINT');
  remove();
  source.emit('SIGINT');
  expect(calls).toEqual(['command', 'default']);
});

test('a listener below the top can go first', () => {
  const source = new EventEmitter();
  const stack = new SignalStack(source);
  const calls: string[] = [];
  const remove = stack.push('SIGINT', () => calls.push('first'));
  stack.push('SIGINT', () => calls.push('second'));
  remove();
  remove();
  source.emit('SIGINT');
  expect(calls).toEqual(['second']);
});

test('without listeners the signal is the system’s again, and can be taken again', () => {
  const source = new EventEmitter();
  const stack = new SignalStack(source);
  stack.push('SIGHUP', () => undefined)();
  expect(source.listenerCount('SIGHUP')).toBe(0);
  let calls = 0;
  stack.push('SIGHUP', () => (calls += 1));
  source.emit('SIGHUP');
  expect(calls).toBe(1);
});
