/** What `--by` groups spans by. */
import {
  type Dimension,
  dimension,
  type DimensionName,
  dimensionNames,
} from '../analysis/aggregate/dimensions.ts';
import type { SpanStore } from '../model/span-store.ts';

/** What spans are grouped by. */
export interface Grouping {
  /** Of the dimensions, as output names them: fields of TraceQL in one spelling. */
  names: string[];
  /** Whether attributes, events or links have to be read. */
  needsDetails: boolean;
  /** The dimensions for the traces of a store. */
  dimensions: (store: SpanStore) => Dimension[];
}

/** What spans are grouped by where nothing is said. */
const byDefault: readonly DimensionName[] = ['service', 'operation'];

/** The dimensions that texts with commas name. Throws a UsageError where one is unknown. */
export async function groupingOf(texts: readonly string[] | undefined): Promise<Grouping> {
  const names = texts === undefined ? byDefault : texts.flatMap((text) => text.split(',').map(trimmed));
  return names.every(isDimension) ? byNames(names) : byFields((texts ?? []).join(','));
}

function byNames(names: readonly DimensionName[]): Grouping {
  const distinct = [...new Set(names)];
  return {
    names: distinct,
    needsDetails: false,
    dimensions: ({ strings }) => distinct.map((name) => dimension(name, strings)),
  };
}

async function byFields(text: string): Promise<Grouping> {
  const { parseFields } = await import('../query/parse-fields.ts');
  const { formatExpression } = await import('../query/format.ts');
  const { FieldReader, isDetail } = await import('../query/field-reader.ts');
  const fields = parseFields(text, '--by', dimensionNames);
  const byName = new Map(
    fields.map((field) => [typeof field === 'string' ? field : formatExpression(field), field]),
  );
  return {
    names: [...byName.keys()],
    needsDetails: fields.some((field) => typeof field !== 'string' && isDetail(field)),
    dimensions: (store) =>
      Array.from(byName.values(), (field) =>
        typeof field === 'string' ? dimension(field, store.strings) : new FieldReader(field, store),
      ),
  };
}

function isDimension(name: string): name is DimensionName {
  return dimensionNames.some((known) => known === name);
}

function trimmed(text: string): string {
  return text.trim();
}
