/** The intrinsic fields: how each is written, and what type it has. */
import type { IntrinsicName } from './ast.ts';

/** Type of an expression as far as it is known before a trace is seen; an attribute has any. */
export type StaticType =
  | 'attribute'
  | 'nil'
  | 'boolean'
  | 'int'
  | 'float'
  | 'duration'
  | 'string'
  | 'status'
  | 'kind';

/** One intrinsic field. */
interface IntrinsicSpec {
  type: StaticType;
  /** The spelling without a scope, from before there were scopes. */
  alias?: string;
}

/** Intrinsic fields by name. Tempo leaves the type of the two of `instrumentation:` open. */
export const intrinsics: Record<IntrinsicName, IntrinsicSpec> = {
  'span:duration': { type: 'duration', alias: 'duration' },
  'span:name': { type: 'string', alias: 'name' },
  'span:kind': { type: 'kind', alias: 'kind' },
  'span:status': { type: 'status', alias: 'status' },
  'span:statusMessage': { type: 'string', alias: 'statusMessage' },
  'span:id': { type: 'string' },
  'span:parentID': { type: 'string' },
  'span:childCount': { type: 'int' },
  'trace:duration': { type: 'duration', alias: 'traceDuration' },
  'trace:rootName': { type: 'string', alias: 'rootName' },
  'trace:rootService': { type: 'string', alias: 'rootServiceName' },
  'trace:id': { type: 'string' },
  'event:name': { type: 'string' },
  'event:timeSinceStart': { type: 'duration' },
  'link:traceID': { type: 'string' },
  'link:spanID': { type: 'string' },
  'instrumentation:name': { type: 'attribute' },
  'instrumentation:version': { type: 'attribute' },
  nestedSetLeft: { type: 'int', alias: 'nestedSetLeft' },
  nestedSetRight: { type: 'int', alias: 'nestedSetRight' },
  nestedSetParent: { type: 'int', alias: 'nestedSetParent' },
  rootDuration: { type: 'duration' },
};

/** Intrinsic fields by each spelling that a query may have. */
export const intrinsicsBySpelling: ReadonlyMap<string, IntrinsicName> = spellings();

function spellings(): Map<string, IntrinsicName> {
  const result = new Map<string, IntrinsicName>();
  for (const name of intrinsicNames()) {
    const { alias } = intrinsics[name];
    if (alias !== undefined) result.set(alias, name);
    if (name.includes(':')) result.set(name, name);
  }
  return result;
}

function intrinsicNames(): IntrinsicName[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a Record are its key type
  return Object.keys(intrinsics) as IntrinsicName[];
}

/** How a field is written that is read of a span; the short form where there is one, which every version of Tempo takes. */
export function intrinsicText(name: IntrinsicName): string {
  return name === 'rootDuration' ? 'traceDuration' : (intrinsics[name].alias ?? name);
}
