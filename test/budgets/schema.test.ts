/** The published JSON Schema of budget files, and the one that checks, agree on every document. */
import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { safeParse } from 'valibot';
import { expect, test } from 'vitest';

import { assertionKinds } from '../../src/analysis/budgets/kinds/index.ts';
import { budgetSchema } from '../../src/budgets/schema.ts';
import { publishedBudgetSchema } from '../support/budget-schema.ts';

const published: object = JSON.parse(readFileSync('docs/schemas/budgets.json', 'utf8'));
const fits = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(published);

test('the published schema is what the assertion kinds say', () => {
  expect(published).toEqual(publishedBudgetSchema());
});

const numbers = fc.oneof(fc.constantFrom(0, 1, 12, -1, 1.5), fc.double());
const texts = fc.constantFrom(
  '',
  'db',
  '5%',
  '300ms',
  '1.5s',
  '1h30m',
  '3',
  '5 %',
  '20',
  'ms',
  '1m1h',
  'duration',
  'retry',
);
const scalar = fc.oneof(numbers, texts, fc.boolean(), fc.constant(null));
const fieldName = fc.constantFrom(
  'max',
  'min',
  'service',
  'operation',
  'where',
  'of',
  'none',
  'call',
  'after',
  'maxIncrease',
  'shape',
);
const map = fc.dictionary(
  fieldName,
  fc.oneof(scalar, fc.array(texts, { maxLength: 2 }), fc.dictionary(fieldName, scalar, { maxKeys: 2 })),
  {
    maxKeys: 3,
  },
);
const kindName = fc.constantFrom(...assertionKinds.map(({ name }) => name), 'duratoin');
const assertion = fc.dictionary(kindName, fc.oneof(scalar, map, fc.array(texts, { maxLength: 2 })), {
  maxKeys: 2,
});

test('both schemas accept the same documents', () => {
  let accepted = 0;
  fc.assert(
    fc.property(assertion, (assert) => {
      const document = { budgets: [{ name: 'a', assert: [assert] }] };
      const { success } = safeParse(budgetSchema(assertionKinds), document);
      expect(fits(document)).toBe(success);
      if (success) accepted++;
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(20);
});

const around = fc.record(
  {
    name: fc.constantFrom('a', '', 3),
    where: fc.constantFrom('{}', '', 1, null),
    match: fc.constantFrom('trace', 'span', 'traces'),
    optional: fc.constantFrom(true, false, 'yes'),
    assert: fc.constantFrom([{ spans: 1 }], [], {}, [null]),
    more: fc.constant(1),
  },
  { requiredKeys: [] },
);

test('and agree on what stands around the assertions', () => {
  const file = fc.record(
    {
      version: fc.constantFrom(1, 2, '1'),
      budgets: fc.oneof(fc.array(around, { maxLength: 1 }), scalar),
      more: fc.constant(1),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(file, (document) => {
      expect(fits(document)).toBe(safeParse(budgetSchema(assertionKinds), document).success);
    }),
    { numRuns: 2000 },
  );
});
