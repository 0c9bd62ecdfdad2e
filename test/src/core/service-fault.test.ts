import { describe, expect, test } from '@jest/globals';
import { codeOf, kindOfSocketCode, ServiceFault, within } from '../../../src/core/service-fault.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

describe('ServiceFault', () => {
  test('says where and what, and keeps the hint apart', () => {
    const fault = new ServiceFault({
      service: 'redis',
      kind: 'refused',
      where: '127.0.0.1:6379',
      what: 'the connection was refused',
      hint: 'start Redis',
    });
    expect(fault.message).toBe('127.0.0.1:6379: the connection was refused');
    expect(fault).toMatchObject({ service: 'redis', kind: 'refused', hint: 'start Redis' });
  });
});

describe('kindOfSocketCode', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOENT', 'refused'],
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ETIMEDOUT', 'timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ])('reads %s as %s', (code, kind) => {
    expect(kindOfSocketCode(code)).toBe(kind);
  });

  test('leaves what it does not know to the caller', () => {
    expect(kindOfSocketCode('ECONNRESET')).toBeNull();
    expect(kindOfSocketCode('')).toBeNull();
  });
});

describe('codeOf', () => {
  test('finds a textual code and nothing else', () => {
    expect(codeOf(Object.assign(new Error('x'), { code: 'EPIPE' }))).toBe('EPIPE');
    expect(codeOf({ code: 7 })).toBe('');
    expect(codeOf(null)).toBe('');
    expect(codeOf('EPIPE')).toBe('');
  });
});

describe('within', () => {
  test('hands on what came in time and cancels its timer', async () => {
    const clock = new VirtualClock();
    const expire = (): Error => new Error('late');
    await expect(within({ clock, timeoutMs: 10, expire }, Promise.resolve(3))).resolves.toBe(3);
    expect(clock.pending).toBe(0);
  });

  test('hands on a failure that came in time', async () => {
    const clock = new VirtualClock();
    const expire = (): Error => new Error('late');
    const work = Promise.reject(new Error('broken'));
    await expect(within({ clock, timeoutMs: 10, expire }, work)).rejects.toThrow('broken');
    expect(clock.pending).toBe(0);
  });

  test('gives up at the deadline', async () => {
    const clock = new VirtualClock();
    const never = new Promise<never>(() => {});
    const waiting = within({ clock, timeoutMs: 10, expire: () => new Error('late') }, never);
    clock.advance(10);
    await expect(waiting).rejects.toThrow('late');
  });
});
