import { QueryFault } from '../../db/query-fault.ts';
import { ServiceFault } from '../../core/service-fault.ts';
import { answerQuestion } from '../../infra/query/answer-question.ts';
import { factRows } from '../../infra/query/fact-rows.ts';
import { freshnessOf } from '../../infra/query/freshness.ts';
import type { Question } from '../../infra/query/question.ts';
import type { GatewayTool } from '../../mcp/gateway/tool-hub.ts';
import { McpFault, type McpCallResult } from '../../mcp/tool.ts';
import type { McpParts } from './mcp-parts.ts';
import { readingTool, structured } from './reading-tool.ts';

const MOST_FACTS = 50;
const USUAL_FACTS = 10;
/** As `query-infra` without a flag. */
const STALE_AFTER_MS = 900_000;

/** What `query-infra` answers, for agents: the same facts with the same freshness. */
export function queryInfraTool({ gateway, facts }: McpParts): GatewayTool {
  return {
    tool: readingTool({
      name: 'query_infra',
      title: 'What runs where',
      description:
        'Facts about the installation as they were last collected: hosts, ports and processes, units, containers, models, databases. Each answer says how old it is.',
      inputSchema: {
        type: 'object',
        properties: {
          question: { type: 'string', description: 'plain words: what listens on port 4000' },
          kinds: {
            type: 'array',
            items: { type: 'string' },
            description: 'host, port, process, unit, container, deployment, model_group…',
          },
          host: { type: 'string' },
          at: { type: 'string', description: 'a moment in the past, ISO 8601' },
          limit: { type: 'integer', minimum: 1, maximum: MOST_FACTS, default: USUAL_FACTS },
        },
        additionalProperties: false,
      },
    }),
    async call(args) {
      const db = facts();
      if (db === null) throw new McpFault('unreachable', 'the database cannot be asked now');
      const question = toQuestion(args);
      const nowMs = gateway.clock.wallMs();
      try {
        const answer = await answerQuestion(db, question);
        const freshness = freshnessOf(answer, {
          ...{ nowMs, question },
          options: { staleAfterMs: STALE_AFTER_MS },
        });
        return structured({
          schema: 'llmgw.query-infra/v1',
          matched: answer.matched,
          ...{ asOf: freshness.asOf, stale: freshness.stale, warnings: freshness.warnings },
          truncated: answer.truncated,
          rows: factRows(answer.facts, nowMs, false).rows,
        });
      } catch (thrown) {
        return explain(thrown);
      }
    },
  };
}

function toQuestion(args: Readonly<Record<string, unknown>>): Question {
  const { question, kinds, host, at, limit } = args;
  const atMs = typeof at === 'string' ? Date.parse(at) : null;
  if (Number.isNaN(atMs)) {
    throw new McpFault('invalid-arguments', '/at is no moment: write it like 2026-11-23T10:00:00Z');
  }
  if (question === undefined && kinds === undefined) {
    throw new McpFault('invalid-arguments', 'what is asked? question or kinds must be there');
  }
  return {
    words: typeof question === 'string' ? question : null,
    kinds: Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : [],
    host: typeof host === 'string' ? host : null,
    where: [],
    atMs,
    limit: typeof limit === 'number' ? limit : USUAL_FACTS,
  };
}

/** What PostgreSQL says of a statement is nothing a model needs. */
function explain(thrown: unknown): McpCallResult {
  if (thrown instanceof QueryFault && (thrown.kind === 'missing' || thrown.sqlstate === '3F000')) {
    throw new McpFault('remote-error', 'nothing was ever stored: `llmgw ingest-state` has to run');
  }
  if (thrown instanceof QueryFault || thrown instanceof ServiceFault) {
    throw new McpFault('unreachable', 'the database does not answer');
  }
  throw thrown;
}
