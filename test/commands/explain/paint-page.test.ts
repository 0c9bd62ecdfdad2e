import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import { paintPage } from '../../../commands/explain/paint-page.ts';

const PAGE = `# LGW1 name

**critical** · \`code\`

\`\`\`\`yaml
# no heading
\`\`\`
\`\`\`\`

- <https://example.com>
`;

describe('a page', () => {
  test('stays as it is without colours', () => {
    expect(paintPage(PAGE, new Chalk({ level: 0 }))).toBe(PAGE);
  });

  test('is painted on a terminal', () => {
    const paint = new Chalk({ level: 1 });
    expect(paintPage(PAGE, paint)).toBe(`\
${paint.bold('LGW1 name')}

${paint.red.bold('critical')} · ${paint.cyan('code')}

  ${paint.cyan('# no heading')}
  ${paint.cyan('```')}

- ${paint.underline('https://example.com')}
`);
  });

  test.each([
    ['warning', 'yellow'],
    ['info', 'blue'],
  ] as const)('paints %s %s', (word, color) => {
    const paint = new Chalk({ level: 1 });
    expect(paintPage(`**${word}**`, paint)).toBe(paint[color].bold(word));
  });
});
