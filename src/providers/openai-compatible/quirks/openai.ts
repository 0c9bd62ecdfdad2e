import type { ProviderSettings } from '../../provider.ts';

/** Bills the call to one of the account's organisations. */
export function openaiHeaders(settings: ProviderSettings): Readonly<Record<string, string>> {
  const organization = settings.organization ?? settings.env('OPENAI_ORGANIZATION');
  return organization === undefined || organization === ''
    ? {}
    : { 'openai-organization': organization };
}
