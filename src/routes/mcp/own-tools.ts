import type { Principal } from '../../gateway/principal.ts';
import { OWN_SERVER, type McpScope } from '../../mcp/gateway/scope.ts';
import type { GatewayTool } from '../../mcp/gateway/tool-hub.ts';
import { viewDeployment } from '../deployment-view.ts';
import { visibleGroups } from '../models.ts';
import type { McpParts } from './mcp-parts.ts';
import { queryInfraTool } from './query-infra-tool.ts';
import { readingTool, structured } from './reading-tool.ts';

/**
 * The gateway's own tools, all of which only read: the models for every key; its inside for those who may look
 * there, which are the master key and keys whose permission names the server `llmgw`.
 */
export function ownTools(
  parts: McpParts,
  principal: Principal,
  scope: McpScope,
): readonly GatewayTool[] {
  if (principal.kind === 'anybody') return [];
  const inner = [deploymentHealth(parts), queryInfraTool(parts)];
  return [
    listModels(parts, principal),
    ...inner.filter(({ tool }) => scope.allowsTool(OWN_SERVER, tool.name)),
  ];
}

function listModels({ gateway }: McpParts, principal: Principal): GatewayTool {
  return {
    tool: readingTool({
      name: 'list_models',
      title: 'Models',
      description: 'The models that can be called through this gateway with this key.',
      inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    }),
    call() {
      const names = visibleGroups(gateway, principal, gateway.runtime.table.names());
      return Promise.resolve(structured({ models: names.map((id) => ({ id })) }));
    },
  };
}

function deploymentHealth({ gateway }: McpParts): GatewayTool {
  return {
    tool: readingTool({
      name: 'deployment_health',
      title: 'Health of deployments',
      description:
        'The deployments behind the models: circuit breakers with their state and why, calls under way.',
      inputSchema: {
        type: 'object',
        properties: { model: { type: 'string', description: 'only of this model group' } },
        additionalProperties: false,
      },
    }),
    call({ model }) {
      const chosen = gateway.runtime.deployments.filter(
        ({ group }) => model === undefined || group === model,
      );
      const deployments = chosen.map((deployment) => viewDeployment(gateway, deployment));
      return Promise.resolve(structured({ deployments }));
    },
  };
}
