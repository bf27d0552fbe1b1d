import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';

function problem(text: string): string {
  try {
    parseConfig(text, 'config.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

const head = 'contexts:\n  prod:\n    url: https://tempo.example.com\n';

test('values are read, comments and anchors and all', () => {
  const text = `# mine
x-not: a key`;
  expect(problem(text)).toBe("config.yaml:2:1: unknown key 'x-not'");
  const { values } = parseConfig(`${head}    token: &t {env: T}\n  two: {url: "http://x", token: *t}\n`, 'c');
  expect(values.contexts).toEqual({
    prod: { url: 'https://tempo.example.com', token: { env: 'T' } },
    two: { url: 'http://x', token: { env: 'T' } },
  });
  expect(parseConfig('', 'c').values).toEqual({});
});

test('the example of the documentation is right', () => {
  const lines = readFileSync('docs/configuration.md', 'utf8').split('\n');
  const from = lines.indexOf('    currentContext: prod');
  const to = lines.findIndex((line, i) => i > from && !line.startsWith('    '));
  const example = lines.slice(from, to).map((line) => line.slice(4));
  const { contexts } = parseConfig(example.join('\n'), 'configuration.md').values;
  expect(Object.keys(contexts ?? {})).toEqual(['prod', 'lab', 'grafana']);
});

describe('problems have their place', () => {
  test.each([
    ['contxts: {}', "config.yaml:1:1: unknown key 'contxts' (did you mean contexts?)"],
    [
      `${head}    tokne: {env: T}\n`,
      "config.yaml:4:5: unknown key 'tokne' in contexts.prod (did you mean token?)",
    ],
    [`${head}    colour: red\n`, "config.yaml:4:5: unknown key 'colour' in contexts.prod"],
    [`${head}    retries: many\n`, 'config.yaml:4:14: contexts.prod.retries must be a whole number'],
    [
      `${head}    kind: tempoo\n`,
      'config.yaml:4:11: contexts.prod.kind must be one of jaeger, tempo, zipkin',
    ],
    [`${head}    timeout: 30\n`, 'config.yaml:4:14: contexts.prod.timeout must be text'],
    [`${head}    token:\n      - a\n`, 'config.yaml:5:7: contexts.prod.token must be text, {env'],
    [`contexts:\n  prod:\n    kind: tempo\n`, 'config.yaml:3:5: contexts.prod has no url'],
    [`contexts:\n  prod: 3\n`, 'config.yaml:2:9: contexts.prod must be a map'],
    [`- a\n`, 'config.yaml:1:1: the file must be a map'],
    [
      `contexts:\n  a b: {url: 'http://x'}\n`,
      'config.yaml:2:3: a key of contexts must be the name of a context',
    ],
    [`${head}    user: me\n`, 'config.yaml:3:5: contexts.prod needs both user and password'],
    [`${head}    url: again\n`, 'config.yaml:4:5: this key is there twice'],
    [`${head}\turl: x\n`, 'config.yaml:4:1: a tab in the indentation'],
    [`${head}    token: *nowhere\n`, 'config.yaml: not valid YAML (an alias that cannot be resolved)'],
    [`a: [\n`, 'config.yaml:'],
    [`a: b\n---\nc: d\n`, 'config.yaml:2:1: a second document'],
  ])('%j', (text, message) => {
    expect(problem(text)).toContain(message);
  });

  test('and come in their order, the first five', () => {
    const text = `${head}${Array.from('cbadef', (key) => `    ${key}${key}${key}${key}: 1\n`).join('')}`;
    expect(problem(text).split('\n  ')).toEqual([
      ...['cccc', 'bbbb', 'aaaa', 'dddd', 'eeee'].map(
        (key, i) => `config.yaml:${4 + i}:5: unknown key '${key}' in contexts.prod`,
      ),
      'and 1 more',
    ]);
  });
});

describe('no message holds a value, or what may be one', () => {
  test.each([
    ['token: 123456789', 'contexts.prod.token must be text, {env: NAME}, {file: path} or {command: line}'],
    ['token: {hush-hush}', 'unknown key in contexts.prod.token; it takes env, file, command'],
    ['token: {comand: hush-hush}', 'unknown key in contexts.prod.token; did you mean command?'],
    ['token: {env: A, file: hush-hush}', 'only one of env, file, command may be in contexts.prod.token'],
    ['token: {env: hush-hush}', 'contexts.prod.token.env must be the name of a variable'],
    ['token: "hush-hush', 'not valid YAML'],
    ['token: hush-hush: hush-hush', 'config.yaml:4:'],
    ['token: @hush-hush', 'not valid YAML'],
    ['token: !hush-hush [a]', 'config.yaml:4:'],
    ['headers: {"hush-hush token": a}', 'a key of contexts.prod.headers must be the name of a header'],
    ['headers: {"hush-hush token": 3}', 'contexts.prod.headers must be text'],
    ['headers: {Authorization: {hush-hush: 1}}', 'unknown key in contexts.prod.headers.Authorization'],
    ['tenant: "hush-hush\\n"', 'contexts.prod.tenant must be printable ASCII'],
    ['url: ftp://hush-hush@x', 'this key is there twice'],
  ])('%s', (line, message) => {
    const told = problem(`${head}    ${line}\n`);
    expect(told).toContain(message);
    expect(told).not.toContain('hush-hush');
    expect(told).not.toContain('123456789');
  });
});
