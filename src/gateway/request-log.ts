import type { RecordSink, RequestRecord } from './record-usage.ts';

/** The part of a logger that a sink needs. */
export interface RequestLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * One line per request: ids, timings, tokens; never prompts or keys. With `forPeople` the line is a
 * sentence with what a person at a terminal looks for; the rest is in the JSON form.
 */
export function createLogSink(logger: RequestLogger, forPeople = false): RecordSink {
  return (batch) => {
    for (const record of batch) {
      const fields = forPeople ? {} : fieldsOf(record);
      const message = forPeople ? sentence(record) : 'request';
      const isAlarming = record.status >= 500 || record.attempts.some(({ rests }) => rests);
      if (isAlarming) logger.warn(fields, message);
      else logger.info(fields, message);
    }
  };
}

function sentence(record: RequestRecord): string {
  const { usage, attempts, errorCode } = record;
  const parts = [
    String(record.status),
    record.route,
    record.requestedModel,
    `${round(record.totalMs)} ms`,
    ...(usage === null ? [] : [`${usage.promptTokens}+${usage.completionTokens} tokens`]),
    ...(attempts.length > 1 ? [`${attempts.length} attempts`] : []),
    ...(errorCode === null ? [] : [errorCode]),
    record.id,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function fieldsOf(record: RequestRecord): Record<string, unknown> {
  const { usage } = record;
  return {
    call_id: record.id,
    route: record.route,
    model: record.requestedModel,
    group: record.group,
    status: record.status,
    ...(record.errorCode === null ? {} : { error: record.errorCode }),
    stream: record.stream,
    ms: round(record.totalMs),
    attempts: record.attempts.map((attempt) => ({
      deployment: attempt.deploymentId,
      outcome: attempt.outcome,
      status: attempt.status,
      ...(attempt.reason === null ? {} : { reason: attempt.reason }),
      ...(attempt.rests ? { rests: true } : {}),
      ms: round(attempt.ms),
      ...(attempt.ttftMs === null ? {} : { ttft_ms: round(attempt.ttftMs) }),
    })),
    ...(record.fallbacks === 0 ? {} : { fallbacks: record.fallbacks }),
    ...(usage === null
      ? {}
      : { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens }),
    ...(record.key === '' ? {} : { key: record.key }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
