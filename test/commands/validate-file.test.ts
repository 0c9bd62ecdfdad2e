import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandContext } from '../../commands/context.ts';
import { shownPath, validateFile } from '../../commands/validate-file.ts';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';
import { captureIo } from '../support/io.ts';

const OPTIONS: GlobalOptions = {
  config: null,
  envFiles: [],
  color: 'never',
  quiet: false,
  verbosity: 0,
  json: false,
};
let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

function context(env: Readonly<Record<string, string>> = {}): CommandContext {
  return new CommandContext(captureIo({ cwd: place.dir, env }).io, OPTIONS);
}

const CONFIG = `model_list:
  - model_name: a
    litellm_params: {model: openai/a, api_key: os.environ/KEY}
`;

describe('validateFile', () => {
  test('reads what the file includes, and the env file', () => {
    place.write('.env', 'PROVIDER_API_KEY=changeme\n');
    place.write('more.yaml', 'router_settings: {}\n');
    const file = place.write(
      'config.yaml',
      `include: [more.yaml]\n${CONFIG.replace('KEY', 'PROVIDER_API_KEY')}`,
    );
    const { config, files, findings } = validateFile(context(), file);
    expect(config?.deployments).toHaveLength(1);
    expect(files.map((path) => shownPath(context(), path))).toEqual([
      'config.yaml',
      'more.yaml',
      '.env',
    ]);
    const found = findings.map(({ layer, finding }) => `${layer} ${finding.name}`);
    expect(found).toContain('environment placeholder-variable');
    expect(found).toContain('credentials dummy-credential');
  });

  test('gives no configuration when something is fatal, and all findings', () => {
    const file = place.write('config.yaml', `${CONFIG}odd: 1\n`);
    const { config, findings } = validateFile(context(), file);
    expect(config).toBeNull();
    expect(findings.map(({ finding }) => finding.name).sort()).toEqual([
      'unknown-key',
      'unset-variable',
    ]);
  });

  test('says a thing once that loader and rule both see', () => {
    const file = place.write('config.yaml', 'litellm_settings:\n  master_key: os.environ/KEY\n');
    const { findings } = validateFile(context({ KEY: 'k' }), file);
    expect(findings.filter(({ finding }) => finding.code === 'LGW201')).toHaveLength(1);
  });

  test('hands on nothing but what may be shown', () => {
    const file = place.write('config.yaml', CONFIG.replace('os.environ/KEY', 'changeme'));
    const { findings } = validateFile(context(), file);
    expect(findings.every(({ finding }) => !('repair' in finding))).toBe(true);
  });
});

test('paths outside of the working directory stay whole', () => {
  expect(shownPath(context(), '/etc/gateway.yaml')).toBe('/etc/gateway.yaml');
});
