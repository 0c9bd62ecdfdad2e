import { describe, expect, test } from '@jest/globals';
import { suggest } from '../../../src/core/suggest.ts';

describe('suggest', () => {
  const keys = ['model_list', 'router_settings', 'general_settings', 'litellm_settings'];

  test('finds the nearest word', () => {
    expect(suggest('router_setting', keys)).toBe('router_settings');
    expect(suggest('genral_settings', keys)).toBe('general_settings');
  });

  test('counts a swap of neighbours as one mistake', () => {
    expect(suggest('tpm', ['ptm'])).toBe('ptm');
    expect(suggest('tpm', ['xyz'])).toBeNull();
  });

  test('ignores case and dashes', () => {
    expect(suggest('Router-Settings', keys)).toBe('router_settings');
  });

  test('says nothing when nothing is near', () => {
    expect(suggest('colour', keys)).toBeNull();
    expect(suggest('', keys)).toBeNull();
    expect(suggest('x', [])).toBeNull();
  });

  test('prefers the first of equally near words', () => {
    expect(suggest('cat', ['bat', 'hat'])).toBe('bat');
  });
});
