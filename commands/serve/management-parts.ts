import type { Gateway } from '../../src/gateway/gateway.ts';
import type { ManagementParts } from '../../src/routes/management/work.ts';
import { checkStoredModel } from '../../src/stored-models/load-deployments.ts';
import type { CommandContext } from '../context.ts';
import { PROVIDER_CATALOGUE } from '../read-gateway-config.ts';
import type { Backend } from './backend.ts';
import { withVariables } from './stored-config.ts';

/** What management routes stand on: whatever of the database is there when they are called. */
export function managementParts(
  context: CommandContext,
  { gateway, backend }: { readonly gateway: Gateway; readonly backend: Backend },
): ManagementParts {
  return {
    gateway,
    store: () => backend.store,
    modelsChanged: async () => backend.stored?.refresh(),
    checkModel: (entry) =>
      checkStoredModel(entry, {
        env: {
          ...withVariables(context.environment().variables, gateway.runtime.config),
          ...backend.stored?.current?.environment,
        },
        providers: PROVIDER_CATALOGUE,
      }),
  };
}
