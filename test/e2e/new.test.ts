import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';

// `npm run new` in a copy of the repository: what it writes has to fit in at once.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const COPIED = ['.ci', 'bin', 'commands', 'src', 'test', 'package.json', 'tsconfig.json'];
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'llmgw-new-'));
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function create(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execa(process.execPath, [join(copy, '.ci/new.mjs'), ...args]);
  return stdout.split('\n');
}

function read(file: string): string {
  return readFileSync(join(copy, file), 'utf8');
}

describe('npm run new', () => {
  test('writes a provider with its registry line, test and fixture', async () => {
    const files = await create('provider', 'acme-cloud');
    expect(files).toEqual(
      expect.arrayContaining([
        'src/providers/acme-cloud/adapter.ts',
        'test/src/providers/acme-cloud/adapter.test.ts',
        'test/fixtures/providers/acme-cloud/adapter.json',
      ]),
    );
    expect(read('src/providers/acme-cloud/adapter.ts')).toContain("name: 'acme_cloud'");
    expect(read('src/providers/registry.ts')).toMatch(
      /import \{ acmeCloud \} from '\.\/acme-cloud\/adapter\.ts';[\s\S]* {2}acmeCloud,\n\];/,
    );
  });

  test('writes a command with its page', async () => {
    const files = await create('command', 'tidy-up');
    expect(files).toContain('docs/commands/tidy-up.md');
    expect(read('commands/registry.ts')).toContain(
      "(await import('./tidy-up/tidy-up.command.ts'))",
    );
  });

  test('writes a rule, and a second one with the next number', async () => {
    await create('rule', 'no-open-door');
    await create('rule', 'no-open-window');
    const numbers = ['door', 'window'].map((what) =>
      Number(/'LGW(\d+)'/.exec(read(`src/security/rules/no-open-${what}.ts`))?.[1]),
    );
    expect((numbers[1] ?? 0) - (numbers[0] ?? 0)).toBe(1);
    expect(read('src/security/registry.ts')).toMatch(/noOpenDoor,\s+noOpenWindow/);
  });

  test('what it wrote compiles, and its tests fail until it is done', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const types = await execa(process.execPath, [tsc, '-p', 'test'], { cwd: copy, reject: false });
    const complaints = types.stdout.split('\n').filter((line) => /acme|tidy|no-open/.test(line));
    expect(complaints).toEqual([]);
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const result = await execa(
      process.execPath,
      [...flags, jest, 'acme-cloud', 'tidy-up', 'no-open-door'],
      { cwd: copy, reject: false },
    );
    expect(result.stdout).toMatch(/^2 passed, 5 failed, 0 skipped$/m);
  }, 60_000);

  test('touches nothing that exists, and wants a proper name', async () => {
    await expect(create('command', 'serve')).rejects.toThrow('serve.command.ts exists already');
    await expect(create('command', 'Serve')).rejects.toThrow('usage: npm run new');
    await expect(create('poem', 'spring')).rejects.toThrow('usage: npm run new');
  });
});
