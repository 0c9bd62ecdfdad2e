import { describe, expect, test } from '@jest/globals';
import { renderJunit } from '../../../../src/diagnostics/render/junit.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

/** Elements and their attributes are all that JUnit's schema knows; text may stand in three of them. */
const SHAPE: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
  testcase: ['classname', 'name', 'time'],
  failure: ['message', 'type'],
  skipped: ['message'],
  'system-out': [],
};

/** Throws where the text is not well-formed; gives the elements in their order. */
function elementsOf(
  xml: string,
): readonly { readonly name: string; readonly attributes: string[] }[] {
  const open: string[] = [];
  const elements: { name: string; attributes: string[] }[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [whole, close, name = '', attributes = '', empty] of body.matchAll(
    /<(\/?)([\w-]+)((?:\s[\w-]+="[^"<]*")*)(\/?)>|[<>]|&(?!(?:amp|lt|gt|quot|#10);)/g,
  )) {
    if (name === '') throw new Error(`unexpected ${whole}`);
    if (close === '/') expect(open.pop()).toBe(name);
    else
      elements.push({
        name,
        attributes: [...attributes.matchAll(/([\w-]+)=/g)].map(([, key = '']) => key),
      });
    if (close !== '/' && empty !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  return elements;
}

describe('JUnit XML', () => {
  test('has suites, cases and their outcomes', () => {
    expect(renderJunit(sampleReport({ live: [] }))).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="llmgw check-security" tests="4" failures="1" errors="0" skipped="1" time="0.313">
  <testsuite name=".env" tests="2" failures="0" errors="0" skipped="0" time="0.000">
    <testcase classname=".env" name="LGW102 hardcoded-provider-key" time="0.000"/>
    <testcase classname=".env" name="LGW310 hardcoded-loopback" time="0.000"/>
  </testsuite>
  <testsuite name="deploy/config.yaml" tests="2" failures="1" errors="0" skipped="1" time="0.000">
    <testcase classname="deploy/config.yaml" name="LGW102 hardcoded-provider-key" time="0.000"><failure message="Groq API key written in the config file" type="finding">deploy/config.yaml:4:16: critical: Groq API key written in the config file
  help: api_key: os.environ/GROQ_API_KEY</failure></testcase>
    <testcase classname="deploy/config.yaml" name="LGW310 hardcoded-loopback" time="0.000"><skipped message="a sidecar on the same host"/></testcase>
  </testsuite>
</testsuites>
`);
  });

  test.each([
    ['with services', sampleReport()],
    ['with nothing', cleanReport()],
    ['with an info', cleanReport({ findings: [sampleFinding({ severity: 'info' })] })],
  ])('%s keeps to the shape', (_title, report) => {
    for (const { name, attributes } of elementsOf(renderJunit(report))) {
      expect(SHAPE[name]).toEqual(attributes);
    }
  });

  test('holds whatever a message holds', () => {
    const message = '<a href="x">&</a>\n\u0000\u001B[0m\uD800 ]]>';
    const xml = renderJunit(cleanReport({ findings: [sampleFinding({ message })] }));
    expect(() => elementsOf(xml)).not.toThrow();
    expect(xml).toContain(
      'message="&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;&#10;\uFFFD\uFFFD[0m\uFFFD ]]&gt;"',
    );
  });
});
