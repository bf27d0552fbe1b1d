/** The JSON Schema of budget files, as the assertion kinds and their fields say it. */
import { type Field, selectorFields } from '../../src/analysis/budgets/field.ts';
import type { AssertionKind } from '../../src/analysis/budgets/kind.ts';
import { assertionKinds } from '../../src/analysis/budgets/kinds/index.ts';

type Schema = Record<string, unknown>;

const text: Schema = { type: 'string', minLength: 1 };

/** Durations as `src/query/durations.ts` reads them. */
const duration: Schema = {
  type: 'string',
  pattern:
    '^(?:(?=.)(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?|(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$',
};

/** The schema that docs/schemas/budgets.json has to be. */
export function publishedBudgetSchema(): Schema {
  const budget = {
    type: 'object',
    required: ['name', 'assert'],
    additionalProperties: false,
    properties: {
      name: { ...text, description: 'what reports call it; no two budgets share one' },
      where: { ...text, description: 'TraceQL: which traces, or spans, it is about; all if not given' },
      match: {
        enum: ['trace', 'span'],
        description:
          'whether it is about the traces that match (trace), or only about the spans of them that do',
      },
      optional: { type: 'boolean', description: 'whether it holds where nothing matches, too' },
      assert: { type: 'array', minItems: 1, items: assertion() },
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Budgets of tracectl check',
    type: 'object',
    required: ['budgets'],
    additionalProperties: false,
    properties: { version: { const: 1 }, budgets: { type: 'array', minItems: 1, items: budget } },
  };
}

function assertion(): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: Object.fromEntries(assertionKinds.map((kind) => [kind.name, kindSchema(kind)])),
  };
}

function kindSchema({ description, fields, bare, oneOf }: AssertionKind): Schema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => field.required).map(([name]) => name);
  const whole = {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(oneOf ? { anyOf: oneOf.map((name) => ({ required: [name] })) } : {}),
    properties: Object.fromEntries(
      entries.map(([name, field]) => [name, { ...fieldSchema(field), description: field.description }]),
    ),
  };
  const isAlone = entries.every(([name, field]) => name === bare || !field.required);
  return isAlone ? { description, anyOf: [fieldSchema(fields[bare]), whole] } : { description, ...whole };
}

function fieldSchema({ type, choices = [] }: Field): Schema {
  switch (type) {
    case 'duration':
      return duration;
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'increase':
      return { anyOf: [{ type: 'string', pattern: '^\\d{1,6}(?:\\.\\d{1,6})?\\s*%$' }, duration] };
    case 'choice':
      return { enum: choices };
    case 'choices':
      return { type: 'array', minItems: 1, items: { enum: choices } };
    case 'yes':
      return { const: true };
    case 'selector':
      return { anyOf: [text, selector] };
    default:
      return text;
  }
}

const selector: Schema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: Object.fromEntries(
    Object.entries(selectorFields).map(([name, { description }]) => [name, { ...text, description }]),
  ),
};
