import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { Fingerprints } from '../../../src/analysis/fingerprint.ts';
import { findPatterns } from '../../../src/analysis/patterns/find.ts';
import { type Pattern, patternRules } from '../../../src/analysis/patterns/pattern.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { readJson, readTraces } from '../../support/files.ts';
import { onlyTrace } from '../../support/spans.ts';

const shared =
  process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const folder = `${shared}/golden/edge`;
const isThere = existsSync(folder);
const rules: readonly string[] = patternRules;

/** What a `.expected.json` says of patterns, in microseconds; other findings have other rules. */
interface Expected {
  findings?: { rule: string; [figure: string]: unknown }[];
}

describe.skipIf(!isThere)('patterns of drawn edge cases, as figured out by hand', () => {
  test.each(cases())('%s', (name) => {
    const { findings = [] }: Expected = readJson(`${folder}/${name}.expected.json`);
    const expected = findings.filter(({ rule }) => rules.includes(rule));
    const trace = onlyTrace(readTraces(`${folder}/${name}.json`));
    const found = findPatterns(trace).map((pattern) => figures(trace, pattern));
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
  });
});

function cases(): string[] {
  const suffix = '.expected.json';
  if (!isThere) return [`there is no ${folder}`];
  return readdirSync(folder)
    .filter((file) => file.endsWith(suffix) && mentionsPatterns(file))
    .map((file) => file.slice(0, -suffix.length));
}

function mentionsPatterns(file: string): boolean {
  const { findings = [] }: Expected = readJson(`${folder}/${file}`);
  return findings.some(({ rule }) => rules.includes(rule));
}

/** A pattern in the words of the goldens. */
function figures(trace: Trace, pattern: Pattern): Record<string, unknown> {
  const { rule, parent, rows, calls, onPathNano, savableNano, confidence } = pattern;
  const ids = rows.map((row) => trace.spanId(row));
  const common = {
    rule,
    parent: trace.spanId(parent),
    count: rows.length,
    onPathUs: onPathNano / 1000,
    savableUs: savableNano / 1000,
  };
  switch (pattern.rule) {
    case 'n-plus-one':
      return { ...common, fingerprint: Fingerprints.of(trace.store).call(calls[0]).operation };
    case 'fan-out':
      return { ...common, maxConcurrency: pattern.maxConcurrency };
    case 'retry': {
      const { succeeded, backoffsNano, wastedNano } = pattern;
      const backoffsUs = backoffsNano.map((nanos) => nanos / 1000);
      return { ...common, attempts: ids, succeeded, backoffsUs, wastedUs: wastedNano / 1000 };
    }
    default: {
      const times = { sumUs: onPathNano / 1000, maxUs: pattern.maxNano / 1000 };
      return { ...common, spans: ids, ...times, confidence };
    }
  }
}
