import type { ProviderSettings } from '../../provider.ts';
import { isJsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';

/** OpenRouter lists the application a call comes from. */
export function openrouterHeaders({ env }: ProviderSettings): Readonly<Record<string, string>> {
  const site = env('OR_SITE_URL');
  const app = env('OR_APP_NAME');
  return {
    ...(site !== undefined && { 'http-referer': site }),
    ...(app !== undefined && { 'x-title': app }),
  };
}

/** Asks for OpenRouter's own accounting, cost included. */
export function includeOpenrouterUsage(draft: RequestDraft): void {
  const usage = draft.get('usage');
  draft.set('usage', { ...(isJsonObject(usage) ? usage : {}), include: true });
}
