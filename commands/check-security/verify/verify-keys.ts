import { createHash } from 'node:crypto';
import { META_RULES } from '../../../src/diagnostics/meta-rules.ts';
import type { LiveCheck } from '../../../src/diagnostics/report.ts';
import { LineIndex } from '../../../src/security/line-index.ts';
import { maskSecret } from '../../../src/security/masked-source.ts';
import type { ProjectFile } from '../../../src/security/project.ts';
import type { ScanFinding } from '../../../src/security/scan.ts';
import { secretsIn, type FoundSecret } from '../../../src/security/secrets/find-secrets.ts';
import { verificationOf, type Verification } from '../../../src/security/secrets/verification.ts';
import type { VerifyOption } from '../check-options.ts';
import { askProvider, type Answer, type Asking } from './ask-provider.ts';

/** What the providers said. */
export interface Verified {
  readonly findings: readonly ScanFinding[];
  readonly live: readonly LiveCheck[];
}

interface Question {
  readonly key: string;
  readonly verification: Verification;
  readonly places: { readonly file: ProjectFile; readonly secret: FoundSecret }[];
}

/** Asks about every key once, wherever it stands; a live one is LGW116 in each of its places. */
export async function verifyKeys(
  files: readonly ProjectFile[],
  option: VerifyOption,
  asking: Omit<Asking, 'timeoutMs'>,
): Promise<Verified> {
  const questions = [...questionsOf(files, option).values()];
  const answers = new Map<Question, Answer>();
  const waiting = [...questions];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { verification, key } = next;
      const { timeoutMs } = option;
      answers.set(next, await askProvider(verification, key, { ...asking, timeoutMs }));
    }
  };
  await Promise.all(Array.from({ length: option.jobs }, work));
  const inOrder = questions.flatMap((question) => {
    const answer = answers.get(question);
    return answer === undefined ? [] : [{ question, answer }];
  });
  return {
    findings: inOrder.flatMap(({ question, answer }) =>
      answer.state === 'live' ? question.places.map(findingOf) : [],
    ),
    live: inOrder.map(({ answer }) => answer.check),
  };
}

function questionsOf(
  files: readonly ProjectFile[],
  { endpoints }: VerifyOption,
): ReadonlyMap<string, Question> {
  const questions = new Map<string, Question>();
  for (const file of files) {
    for (const secret of secretsIn(file)) {
      const verification = verificationOf(secret, endpoints);
      if (verification === null) continue;
      const key = `${verification.provider} ${secret.value}`;
      const question = questions.get(key) ?? { key: secret.value, verification, places: [] };
      question.places.push({ file, secret });
      questions.set(key, question);
    }
  }
  return questions;
}

function findingOf({ file, secret }: Question['places'][number]): ScanFinding {
  const { code, name, severity, confidence } = META_RULES['live-credential'];
  const { form, span, path, value } = secret;
  const lines = new LineIndex(file.text);
  const parts = ['llmgw/v1', code, file.path, path ?? '', value];
  return {
    ...{ code, name, severity, confidence },
    message: `this ${form.label} works: the provider accepts it today`,
    help: `revoke it first${form.revoke === '' ? '' : `, at ${form.revoke}`}, then replace it`,
    position: lines.position(file.path, span.start),
    end: lines.end(span.end),
    shown: maskSecret(value, form.strength),
    ...(path === null ? {} : { path }),
    fingerprint: createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32),
    repair: null,
  };
}
