import { describe, expect, test } from '@jest/globals';
import {
  includeOpenrouterUsage,
  openrouterHeaders,
} from '../../../../../src/providers/openai-compatible/quirks/openrouter.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('openrouterHeaders', () => {
  test('names site and application only where they are set', () => {
    const settings = {
      model: 'm',
      apiKey: null,
      apiBase: null,
      apiVersion: null,
      organization: null,
      extra: {},
      extraHeaders: {},
    };
    expect(openrouterHeaders({ ...settings, env: () => undefined })).toEqual({});
    expect(openrouterHeaders({ ...settings, env: (name) => name })).toEqual({
      'http-referer': 'OR_SITE_URL',
      'x-title': 'OR_APP_NAME',
    });
  });
});

describe('includeOpenrouterUsage', () => {
  test('keeps what the client asked for besides', () => {
    const draft = new RequestDraft(toRequest({ usage: { more: 1 } }));
    includeOpenrouterUsage(draft);
    expect(draft.get('usage')).toEqual({ more: 1, include: true });
  });
});
