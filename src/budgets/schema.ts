/**
 * What a budget file may hold. The assertions are those of `analysis/budgets/kinds`, their fields as they declare them;
 * docs/schemas/budgets.json says the same for editors, and test/budgets/schema.test.ts holds the two together.
 */
import * as v from 'valibot';

import type { Increase } from '../analysis/budgets/field.ts';
import { type Field, type FieldValues, selectorFields } from '../analysis/budgets/field.ts';
import type { AssertionKind } from '../analysis/budgets/kind.ts';
import { closed, isMap, text } from '../config/schema-parts.ts';
import { parseDuration } from '../query/durations.ts';

/** One assertion as the file has it: the name of a kind, and its settings. */
export type AssertionEntry = Record<string, Readonly<Record<string, unknown>> | undefined>;

/** One budget as the file has it. */
export interface BudgetEntry {
  name: string;
  where?: string | undefined;
  match?: 'trace' | 'span' | undefined;
  optional?: boolean | undefined;
  assert: AssertionEntry[];
}

/** The whole file. */
export interface BudgetFile {
  version?: 1 | undefined;
  budgets: BudgetEntry[];
}

type AnySchema = v.GenericSchema<unknown, unknown>;

/** The schema of files that may use some kinds of assertions. */
export function budgetSchema(kinds: readonly AssertionKind[]): v.GenericSchema<unknown, BudgetFile> {
  const isNew = newNames();
  const budget = closed({
    name: v.pipe(text, v.check(isNew, 'is the name of another budget, too')),
    where: v.optional(text),
    match: v.optional(v.picklist(['trace', 'span'], 'must be trace or span')),
    optional: v.optional(v.boolean('must be true or false')),
    assert: v.pipe(
      v.array(assertionSchema(kinds), 'must be a list of assertions, such as - duration: 300ms'),
      v.nonEmpty('must hold an assertion, such as - duration: 300ms'),
    ),
  });
  return closed({
    version: v.optional(v.literal(1, 'must be 1')),
    budgets: v.pipe(
      v.array(budget, 'must be a list of budgets'),
      v.nonEmpty('must hold a budget: a name and what to assert'),
    ),
  });
}

/** Tells of one name after the other whether it was told before. */
function newNames(): (name: string) => boolean {
  const names = new Set<string>();
  return (name) => {
    const isKnown = names.has(name);
    names.add(name);
    return !isKnown;
  };
}

/** The keys that may stand at a path of the file, for suggestions; none where anything may. */
export function keysAt(path: readonly string[], kinds: readonly AssertionKind[]): readonly string[] {
  const [budgets, , assert, , kindName, field] = path;
  if (budgets === undefined) return ['version', 'budgets'];
  if (path.length === 2) return ['name', 'where', 'match', 'optional', 'assert'];
  if (assert !== 'assert') return [];
  if (path.length === 4) return kinds.map(({ name }) => name);
  const fields = kinds.find(({ name }) => name === kindName)?.fields ?? {};
  if (path.length === 5) return Object.keys(fields);
  return Object.hasOwn(fields, field) && fields[field].type === 'selector' ? Object.keys(selectorFields) : [];
}

function assertionSchema(kinds: readonly AssertionKind[]): v.GenericSchema<unknown, AssertionEntry> {
  const entries = Object.fromEntries(kinds.map((kind) => [kind.name, v.optional(settingsSchema(kind))]));
  return v.pipe(
    closed(entries),
    v.check(
      (entry) => Object.keys(entry).length === 1,
      `must be one assertion: ${kinds.map(({ name }) => name).join(', ')}`,
    ),
  );
}

function settingsSchema(kind: AssertionKind): v.GenericSchema<unknown, Readonly<Record<string, unknown>>> {
  const { fields, bare, oneOf } = kind;
  const entries = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const schema = fieldSchemas[field.type](field);
      return [name, field.required ? schema : v.optional(schema)];
    }),
  );
  const whole = v.pipe(
    closed(entries),
    v.check(
      (settings) => oneOf === undefined || oneOf.some((name) => settings[name] !== undefined),
      `needs ${(oneOf ?? []).join(' or ')}`,
    ),
  );
  const isAlone = Object.entries(fields).every(([name, field]) => name === bare || !field.required);
  return v.lazy((input) => {
    if (isMap(input) || !isAlone) return whole;
    return v.pipe(
      fieldSchemas[fields[bare].type](fields[bare]),
      v.transform((value) => ({ [bare]: value })),
    );
  });
}

const fieldSchemas: { readonly [Type in keyof FieldValues]: (field: Field) => AnySchema } = {
  duration: () => durationSchema('must be a duration with its unit, such as 300ms'),
  count: () =>
    v.pipe(
      v.number('must be a whole number'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must be at least 0'),
    ),
  text: () => text,
  query: () => text,
  selector: () => v.lazy((input) => (isMap(input) ? spanSelector : serviceSelector)),
  increase: () => increaseSchema,
  choice: ({ choices = [] }) => v.picklist(choices, `must be one of ${choices.join(', ')}`),
  yes: () => v.literal(true, 'must be true'),
  choices: ({ choices = [] }) => {
    const message = `must be a list of some of ${choices.join(', ')}`;
    return v.pipe(
      v.array(v.picklist(choices, `must be one of ${choices.join(', ')}`), message),
      v.nonEmpty(message),
    );
  },
};

function durationSchema(message: string): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.string(message),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const nanos = parseDuration(dataset.value);
      if (nanos !== undefined) return nanos;
      addIssue({ message });
      return NEVER;
    }),
  );
}

const increaseMessage = 'must be an increase such as 5% or 20ms';

const increaseSchema: v.GenericSchema<unknown, Increase> = v.lazy((input) => {
  const percent = typeof input === 'string' ? /^(\d{1,6}(?:\.\d{1,6})?)\s*%$/.exec(input) : null;
  if (percent === null)
    return v.pipe(
      durationSchema(increaseMessage),
      v.transform((nano) => ({ nano })),
    );
  return v.pipe(
    v.unknown(),
    v.transform(() => ({ share: Number(percent[1]) / 100 })),
  );
});

const serviceSelector = v.pipe(
  v.string('must be the name of a service, or a map with service, operation or where'),
  v.nonEmpty('must not be empty'),
  v.transform((service) => ({ service })),
);

const spanSelector = v.pipe(
  closed({ service: v.optional(text), operation: v.optional(text), where: v.optional(text) }),
  v.check((selector) => Object.keys(selector).length > 0, 'needs service, operation or where'),
);
