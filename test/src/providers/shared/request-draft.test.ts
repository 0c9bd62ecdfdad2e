import { describe, expect, test } from '@jest/globals';
import { RequestDraft } from '../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../support/golden.ts';

describe('RequestDraft', () => {
  test('sends the very same bytes when nothing changed', () => {
    const request = toRequest({ model: 'm', n: 1 });
    const draft = new RequestDraft(request);
    draft.remove('absent');
    draft.rename('absent', 'other');
    expect(draft.toBody()).toBe(request.body);
  });

  test('shows its changes and leaves the request alone', () => {
    const request = toRequest({ model: 'm', n: 1, old: true });
    const draft = new RequestDraft(request);
    draft.set('model', 'x');
    draft.set('added', [1]);
    draft.remove('n');
    draft.rename('old', 'new');
    expect(draft.toObject()).toEqual({ model: 'x', added: [1], new: true });
    expect(draft.names().sort()).toEqual(['added', 'model', 'new']);
    expect(JSON.parse(draft.toBody().toString())).toEqual({ model: 'x', added: [1], new: true });
    expect(request.json).toEqual({ model: 'm', n: 1, old: true });
  });

  test('a rename does not overwrite', () => {
    const draft = new RequestDraft(toRequest({ model: 'm', old: 1, new: 2 }));
    draft.rename('old', 'new');
    expect(draft.toObject()).toEqual({ model: 'm', new: 2 });
  });

  test('what was removed can be set again', () => {
    const draft = new RequestDraft(toRequest({ model: 'm', n: 1 }));
    draft.remove('n');
    draft.set('n', 2);
    expect(draft.toBody().toString()).toBe('{"model":"m","n":2}');
  });
});
