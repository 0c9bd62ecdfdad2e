import { describe, expect, test } from '@jest/globals';
import { readMarks } from '../../../src/gateway/request-marks.ts';

function marks(body: Record<string, unknown>, headers: Record<string, string> = {}) {
  return readMarks({ header: (name) => headers[name] }, body);
}

describe('the marks of a request', () => {
  test('are empty where it has none', () => {
    expect(marks({})).toEqual({ endUserId: null, tags: [], sessionId: '' });
  });

  test('name the customer', () => {
    expect(marks({ user: 'customer-1' }).endUserId).toBe('customer-1');
    expect(marks({ user: { id: 1 } }).endUserId).toBeNull();
    expect(marks({ user: '' }).endUserId).toBeNull();
  });

  test('join tags from all three places without doubles', () => {
    const body = { tags: ['b', 'a'], metadata: { tags: ['c', 1, ''] } };
    expect(marks(body, { 'x-litellm-tags': 'a, z' }).tags).toEqual(['a', 'z', 'b', 'c']);
  });

  test.each([
    [{ 'x-litellm-trace-id': 'h', 'x-litellm-session-id': 's' }, {}, 'h'],
    [{ 'x-litellm-session-id': 's' }, { litellm_trace_id: 'b' }, 's'],
    [{}, { litellm_trace_id: 'b' }, 'b'],
    [{}, { litellm_session_id: 'c' }, 'c'],
  ])('%j and %j are of the session %s', (headers, body, session) => {
    expect(marks(body, headers).sessionId).toBe(session);
  });

  test('are no longer, and no more, than a table can bear', () => {
    const body = { user: 'u'.repeat(5_000), tags: Array.from({ length: 500 }, (_, i) => `t${i}`) };
    expect(marks(body).endUserId).toHaveLength(256);
    expect(marks(body).tags).toHaveLength(50);
    expect(marks({ user: 'a\0b' }).endUserId).toBe('ab');
  });
});
