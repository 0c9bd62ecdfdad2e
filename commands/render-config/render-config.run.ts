import { readFileSync } from 'node:fs';
import { hashValues } from '../../src/config/render/flatten-values.ts';
import { renderText, type Rendered } from '../../src/config/render/render-text.ts';
import { readYamlFile } from '../../src/config/yaml-document.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { formOf, formsIn } from '../../src/security/secrets/find-secrets.ts';
import type { CommandContext } from '../context.ts';
import { findConfig } from '../find-config.ts';
import { reportFindings } from '../report-findings.ts';
import { shortPaths, shownPath, validateFile } from '../validate-file.ts';
import { addressFindings } from './address-findings.ts';
import { deliver } from './deliver.ts';
import { knownVariables } from './known-variables.ts';
import { loadValues } from './read-target.ts';
import { renderCanonical } from './render-canonical.ts';
import type { RenderConfigOptions } from './render-options.ts';
import { showDiff } from './show-diff.ts';
import { provenanceJson, withComments } from './show-provenance.ts';
import { showVariables } from './show-variables.ts';

/** Shows a configuration as the gateway reads it. */
export async function runRenderConfig(
  options: RenderConfigOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout } = context.io;
  const { file } = findConfig(context.io.cwd, options.file);
  if (options.diff !== null) return showDiff({ ...options, diff: options.diff }, context, file);
  if (options.hash) {
    stdout.write(`${hashValues(loadValues(context, file))}\n`);
    return EXIT.ok;
  }
  const rendered = render(options, context, file);
  if (options.variables) return showVariables(context, rendered.source, rendered.variables);
  const problem = complain(options, context, { file, rendered: rendered.result });
  if (problem !== null) return problem;
  const text = await finish(options, context, { file, rendered });
  return deliver(text, options, context);
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly root: ReturnType<typeof readRoot>;
}

interface Work {
  readonly source: Source;
  readonly variables: ReturnType<typeof knownVariables>;
  readonly result: Rendered;
}

function render(options: RenderConfigOptions, context: CommandContext, file: string): Work {
  const text = readText(file);
  const root = readRoot(text, file);
  const shown = shownPath(context, file);
  const variables = knownVariables(context, { root, file: shown, text });
  const looksSecret = (value: string): boolean => formOf(value) !== null;
  const { set, unresolved, mask } = options;
  const rendered = renderText({
    text,
    root,
    file: shown,
    variables,
    set,
    unresolved,
    mask,
    looksSecret,
  });
  const result = mask === 'none' ? rendered : { ...rendered, text: hideRest(rendered.text) };
  return { source: { text, file: shown, root }, variables, result };
}

/** Keys in comments, and inside of longer texts, are no values: they are hidden all the same. */
function hideRest(text: string): string {
  const values = formsIn(text).map(({ value }) => value);
  return values.reduce((hidden, value) => hidden.replaceAll(value, '****'), text);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read the configuration: ${messageOf(cause)}`, {
      where: file,
      hint: 'name another file: llmgw render-config FILE',
      cause,
    });
  }
}

function readRoot(text: string, file: string) {
  const { roots, errors } = readYamlFile(text);
  const [root, second] = roots;
  if (root !== undefined && second === undefined && errors.length === 0) return root;
  throw new LlmgwError('E_CONFIG', 'this is not one document of valid YAML', {
    where: file,
    hint: `llmgw validate-config ${file} says where`,
  });
}

interface Complaint {
  readonly file: string;
  readonly rendered: Rendered;
}

/** What stands in the way; null: nothing does. Warnings go to stderr and do not. */
function complain(
  options: RenderConfigOptions,
  context: CommandContext,
  { file, rendered }: Complaint,
): ExitCode | null {
  const [path] = rendered.unknownPaths;
  if (path !== undefined && options.mode === 'preserve') {
    throw new LlmgwError('E_USAGE', `the file has no single value at \`${path}\``, {
      where: '--set',
      hint: 'use --mode canonical to add it, or mend the path',
    });
  }
  const findings = options.validate ? validateFile(context, file).findings : [];
  const { unresolved } = options;
  const told = findings
    .map(({ finding }) => finding)
    .filter(
      ({ name }) => name !== 'unset-variable' || unresolved === 'error' || unresolved === 'warn',
    )
    .map((finding) =>
      finding.name === 'unset-variable' && unresolved === 'warn'
        ? { ...finding, severity: 'warning' as const }
        : finding,
    );
  const all = [...told, ...addressFindings(file)];
  reportFindings(
    context,
    all.map((finding) => shortPaths(context, finding)),
  );
  const isUnset = unresolved === 'error' && rendered.missing.length > 0;
  const isFatal = told.some(({ severity }) => severity === 'critical');
  return isUnset || isFatal ? EXIT.critical : null;
}

async function finish(
  options: RenderConfigOptions,
  context: CommandContext,
  { file, rendered }: { readonly file: string; readonly rendered: Work },
): Promise<string> {
  const { result } = rendered;
  if (options.provenance === 'json') return provenanceJson(result);
  if (options.mode === 'canonical') return renderCanonical(options, context, file);
  return options.provenance === 'comments' ? withComments(result) : result.text;
}
