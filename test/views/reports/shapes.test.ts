/** Reports keep to the formats that they claim to be, whatever the names in traces are. */
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';

import { checkOutputs } from '../../../src/views/reports/index.ts';
import type { CheckReportModel } from '../../../src/views/reports/report.ts';
import { asserting, checkedBudgets } from '../../support/budgets.ts';
import { readXml, type XmlElement } from '../../support/xml.ts';

const hostile = [
  'plain',
  '"><script>alert(1)</script>',
  ']]><!-- & -->',
  '\u001b[31m\u0007\u0000\ufffe',
  'a\nb\r::error::c',
  '::warning file=x::%0A,:%',
  '\udcff lone \ud800',
  '| a | `b` ``` [c](d) |',
  'it\'s $(rm -rf) `x` \\ "y"',
  '日本語 🍵 \u202e right',
];

/** A budget that is broken in every way, over a trace that has the name everywhere. */
function modelOf(name: string): CheckReportModel {
  const yaml = `${asserting('duration: 1ns')}      - spans: { max: 0, service: ${JSON.stringify(name)} }
      - findings: [n-plus-one]
      - p95: 1ns
      - spans: 0
      - spans: 0
      - baseline: 5%
  - name: ${JSON.stringify(name)}
    where: ${JSON.stringify('{ name = "nowhere" }')}
    assert:
      - duration: 1ms
`;
  const span = { id: '1', name, service: name, message: name, start: 0, end: 1000, error: true };
  const result = checkedBudgets(yaml, { traces: [[span]] });
  return { result, sources: ['-f', `dumps/${name}.json`], version: '1.0.0', sourceName: name };
}

function written(format: string, name: string): string {
  return checkOutputs.get(format)?.(modelOf(name)) ?? '';
}

/** Elements of junit-10.xsd: attributes that must be and may be there, and children. */
const junitElements: Record<string, { required: string[]; optional: string[]; children: string[] }> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped'],
    children: ['testcase'],
  },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname'],
    children: ['failure', 'skipped', 'system-out'],
  },
  failure: { required: [], optional: ['message', 'type'], children: [] },
  skipped: { required: [], optional: ['message', 'type'], children: [] },
  'system-out': { required: [], optional: [], children: [] },
};

/** What an element and those in it have that the schema does not know, or lack. */
function junitProblems({ name, attributes, children }: XmlElement): string[] {
  const { required, optional, children: allowed } = junitElements[name];
  const keys = Object.keys(attributes);
  return [
    ...required.filter((key) => !keys.includes(key)).map((key) => `${name} without ${key}`),
    ...keys.filter((key) => ![...required, ...optional].includes(key)).map((key) => `${name} with ${key}`),
    ...children.flatMap((child) =>
      allowed.includes(child.name) ? junitProblems(child) : [`${child.name} in ${name}`],
    ),
  ];
}

describe('junit', () => {
  test.each(hostile)('%j', (name) => {
    const root = readXml(written('junit', name));
    expect(root.name).toBe('testsuites');
    expect(junitProblems(root)).toEqual([]);
  });

  test('counts agree with what is there, and no two cases of a suite share a name', () => {
    const root = readXml(written('junit', 'plain'));
    expect(root.attributes).toMatchObject({ tests: '8', failures: '5', errors: '0' });
    expect(root.children.map(({ attributes }) => [attributes['tests'], attributes['skipped']])).toEqual([
      ['7', '2'],
      ['1', '0'],
    ]);
    for (const { children, attributes } of root.children) {
      expect(children).toHaveLength(Number(attributes['tests']));
      expect(new Set(children.map((child) => child.attributes['name'])).size).toBe(children.length);
    }
  });
});

const text = { type: 'string', minLength: 1 };
const message = { type: 'object', required: ['text'], additionalProperties: false, properties: { text } };

/** What SARIF 2.1.0 says of the objects that are used here, and nothing else. */
const sarif = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', pattern: '^https://' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          columnKind: { const: 'utf16CodeUnits' },
          tool: {
            type: 'object',
            required: ['driver'],
            additionalProperties: false,
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                additionalProperties: false,
                properties: {
                  name: text,
                  version: text,
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      additionalProperties: false,
                      properties: { id: text, shortDescription: message },
                    },
                  },
                },
              },
            },
          },
          results: { type: 'array', items: { $ref: '#/definitions/result' } },
        },
      },
    },
  },
  definitions: {
    result: {
      type: 'object',
      required: ['message', 'ruleId', 'locations'],
      additionalProperties: false,
      properties: {
        ruleId: text,
        level: { enum: ['none', 'note', 'warning', 'error'] },
        message,
        partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        properties: { type: 'object' },
        locations: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            properties: {
              physicalLocation: {
                type: 'object',
                required: ['artifactLocation'],
                additionalProperties: false,
                properties: {
                  artifactLocation: {
                    type: 'object',
                    required: ['uri'],
                    additionalProperties: false,
                    properties: {
                      uri: { type: 'string', pattern: "^(file:///)?[A-Za-z0-9._~!$&'()*+,;=@%/-]+$" },
                    },
                  },
                  region: {
                    type: 'object',
                    additionalProperties: false,
                    properties: {
                      startLine: { type: 'integer', minimum: 1 },
                      startColumn: { type: 'integer', minimum: 1 },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('sarif', () => {
  const validate = new Ajv().compile(sarif);

  test.each(hostile)('%j', (name) => {
    validate(JSON.parse(written('sarif', name)));
    expect(validate.errors).toBeNull();
  });

  test('every rule that a result names is there', () => {
    const {
      runs,
    }: {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; level: string }[] }[];
    } = JSON.parse(written('sarif', 'plain'));
    const [{ tool, results }] = runs;
    expect(new Set(results.map(({ ruleId }) => ruleId))).toEqual(
      new Set(tool.driver.rules.map(({ id }) => id)),
    );
    expect(results.map(({ level }) => level).sort()).toEqual(
      ['error', 'error', 'note', 'error', 'error', 'error'].toSorted(),
    );
  });
});

describe('gitlab', () => {
  test.each(hostile)('%j', (name) => {
    const issues: {
      fingerprint: string;
      severity: string;
      location: { path: string; lines: { begin: number } };
    }[] = JSON.parse(written('gitlab', name));
    for (const { severity, location } of issues) {
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(location).toEqual({ path: 'tracectl.yaml', lines: { begin: expect.any(Number) } });
    }
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });
});

describe('github', () => {
  test.each(hostile)('%j: each line is one command, and one of ours', (name) => {
    const lines = written('github', name).trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(line).toMatch(
        /^::(error|warning) file=tracectl.yaml,line=\d+,col=\d+,title=[^,:\r\n]*::[^\r\n]+$/,
      );
    }
  });
});

test.each([...checkOutputs.keys()])('%s controls no terminal', (format) => {
  for (const name of hostile) {
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(written(format, name)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\p{Cs}/u);
  }
});

test('text and Markdown: no name begins a line', () => {
  for (const format of ['text', 'markdown']) {
    for (const name of hostile) expect(written(format, name)).not.toMatch(/^\s*::/m);
  }
});
