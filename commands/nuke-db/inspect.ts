import { checkAgent } from '../../src/cli/agent-gate.ts';
import { judgeGuards, type GuardFacts, type GuardVerdict } from '../../src/wipe/guards.ts';
import { surveyDatabase, type Survey } from '../../src/wipe/survey.ts';
import { checkToken } from '../../src/wipe/token.ts';
import type { CommandContext } from '../context.ts';
import type { SurveyOptions } from './nuke-options.ts';
import { APPLICATION, type NukeTarget } from './open-target.ts';

/** A survey with what the guards say to it. */
export interface Inspection {
  readonly survey: Survey;
  readonly verdicts: readonly GuardVerdict[];
}

/** Looks at the database, and asks every guard. */
export async function inspect(
  { database }: NukeTarget,
  options: SurveyOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<Inspection> {
  const { clock, io } = context;
  const survey = await surveyDatabase({
    ...{ database, clock, signal, applicationName: APPLICATION },
    request: options.request,
    countTimeoutMs: options.countTimeoutMs,
    statementTimeoutMs: options.statementTimeoutMs,
    watchMs: options.watchMs,
  });
  const { subject, evidence, signs, token } = survey;
  const given = options.confirm;
  const facts: GuardFacts = {
    ...{ identity: subject.identity, manifest: subject.manifest, signs },
    sessions: evidence.sessions,
    agent: checkAgent(io.env, { token: given ?? token, marker: subject.identity.marker }),
    token: given === null ? null : checkToken(given, subject, clock.wallMs()),
    canAsk: io.stdinIsTty && io.stderr.isTty,
  };
  return { survey, verdicts: judgeGuards(facts, options.overrides) };
}
