import type { Nanos } from '../model/time.ts';
/**
 * How a query is answered by servers that search for single spans: by service, name, attributes and length. What they
 * answer to a part of the query is whole traces, which are matched against all of it here.
 */
import type { Query } from '../query/ast.ts';
import {
  type AttributeCondition,
  conditionText,
  necessaryConditions,
  type SpanCondition,
  type TraceCondition,
} from '../query/conditions.ts';
import { withLowerCaseNames } from '../query/lower-case.ts';
import type { PlannedSearch, SearchPlan } from './backend.ts';

/** A search for traces that have a span like this. */
export interface SpanSearch {
  service: string | undefined;
  name: string | undefined;
  tags: { key: string; value: string }[];
  minDuration: Nanos | undefined;
  maxDuration: Nanos | undefined;
}

/** What a kind of server can do. */
export interface Abilities {
  /** It keeps names in lower case. */
  lowerCaseNames: boolean;
  /** Whether an attribute can be asked for at all. */
  canAsk: (key: string, value: string) => boolean;
  search: (search: SpanSearch) => PlannedSearch;
  /** Its services, where it does not search without one. */
  services?: () => Promise<string[]>;
}

/** The plan for a query. */
export async function spanPlan(query: Query | undefined, abilities: Abilities): Promise<SearchPlan> {
  const left = query && abilities.lowerCaseNames ? withLowerCaseNames(query) : query;
  const conditions =
    left === undefined ? [nothing] : necessaryConditions(left).map((one) => best(one, abilities));
  const { spans, notes } = await withServices(distinct(conditions), abilities);
  return {
    searches: spans.map((span) => abilities.search(searchOf(span))),
    pushed: conditions.map((condition) => conditionText(condition)).filter((text) => text !== 'true'),
    left,
    notes,
  };
}

/** What a server can be asked for of a span. */
type Pushed = Pick<SpanCondition, 'service' | 'name' | 'minDuration' | 'maxDuration' | 'attributes'>;

const nothing: Pushed = {
  service: undefined,
  name: undefined,
  minDuration: undefined,
  maxDuration: undefined,
  attributes: [],
};

/** The span condition of an alternative that narrows a search most: the one with a service, then the one with most parts. */
function best(condition: TraceCondition, { canAsk }: Abilities): Pushed {
  const candidates = [...condition.spans, rootCondition(condition)].map((span): Pushed => ({
    service: span.service,
    name: span.name,
    minDuration: span.minDuration,
    maxDuration: span.maxDuration,
    attributes: span.attributes.filter((attribute) => isAskable(attribute, canAsk)),
  }));
  return candidates.reduce((a, b) => (weight(b) > weight(a) ? b : a), nothing);
}

function rootCondition({ rootService, rootName, minRootDuration }: TraceCondition): Pushed {
  return { ...nothing, service: rootService, name: rootName, minDuration: minRootDuration };
}

/** Servers compare texts: a fraction may be written in many ways. */
function isAskable({ key, value, type }: AttributeCondition, canAsk: Abilities['canAsk']): boolean {
  return type !== 'float' && canAsk(key, value);
}

function weight({ service, name, minDuration, maxDuration, attributes }: Pushed): number {
  const parts = [name, minDuration, maxDuration].filter((part) => part !== undefined).length;
  return (service === undefined ? 0 : 100) + parts + attributes.length;
}

async function withServices(
  conditions: readonly Pushed[],
  { services }: Abilities,
): Promise<{ spans: Pushed[]; notes: string[] }> {
  if (services === undefined || conditions.every(({ service }) => service !== undefined)) {
    return { spans: [...conditions], notes: [] };
  }
  const names = await services();
  const spans = conditions.flatMap((condition) =>
    condition.service === undefined ? names.map((service) => ({ ...condition, service })) : [condition],
  );
  const note = `it searches one service at a time: asked for each of ${names.length}; --service is quicker`;
  return { spans: distinct(spans), notes: names.length > 1 ? [note] : [] };
}

function distinct(conditions: readonly Pushed[]): Pushed[] {
  return [...new Map(conditions.map((condition) => [JSON.stringify(condition), condition])).values()];
}

function searchOf({ service, name, minDuration, maxDuration, attributes }: Pushed): SpanSearch {
  const tags = attributes.map(({ key, value }) => ({ key, value }));
  return { service, name, tags, minDuration, maxDuration };
}
