import { yamlAt, yamlItems, yamlText, type YamlScalar } from '../../config/yaml-document.ts';
import type { GatewayView } from './gateway-config.ts';

const LISTS = ['callbacks', 'success_callback', 'failure_callback'];

/** One entry of `callbacks`, `success_callback` or `failure_callback`. */
export interface Callback {
  /** `langfuse`, or `module.instance`. */
  readonly name: string;
  readonly node: YamlScalar;
}

/** What a configuration tells of every call, to whom. */
export function callbacksOf({ root }: GatewayView): readonly Callback[] {
  return LISTS.flatMap((list) => {
    const node = yamlAt(root, 'litellm_settings', list);
    const items = node?.kind === 'list' ? yamlItems(node) : node === null ? [] : [node];
    return items.flatMap((item) => {
      const name = yamlText(item);
      return item.kind === 'scalar' && name !== null ? [{ name: name.trim(), node: item }] : [];
    });
  });
}

const SERVICES = new Set(
  `agentops argilla arize athina braintrust datadog datadog_llm_observability deepeval galileo
  gcs_bucket gcs_pubsub greenscale helicone humanloop lago langfuse langfuse_otel langsmith langtrace
  literalai logfire lunary mlflow newrelic openmeter opik posthog promptlayer s3 s3_v2 aws_sqs
  azure_storage sentry supabase traceloop wandb weave weave_otel`.split(/\s+/),
);
/** They are told numbers, or only errors. */
const WITHOUT_PROMPTS = new Set(['openmeter', 'lago', 'sentry']);

/** Whether prompts and answers go to a service of somebody else by it. */
export function sendsPrompts({ name }: Callback): boolean {
  return SERVICES.has(name) && !WITHOUT_PROMPTS.has(name);
}
