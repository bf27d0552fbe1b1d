/** What a span becomes on its way through a format that can't hold all of it: docs/convert.md as code. */
import type { PlainSpan } from '../formats/reading.ts';

type Values = Record<string, unknown>;

/** As Jaeger gives it back. */
export function asJaeger(span: PlainSpan): PlainSpan {
  const { parentSpanId, links } = span;
  const own = parentSpanId === undefined ? [] : links.filter(({ traceId }) => traceId === span.traceId);
  const others = links.filter(({ traceId }) => traceId !== span.traceId);
  const bare = { state: '', attributes: {} };
  const candidates = [
    { type: 'childOf', traceId: span.traceId, spanId: parentSpanId ?? '', ...bare },
    ...own.map(({ traceId, spanId }) => ({ type: 'followsFrom', traceId, spanId, ...bare })),
  ];
  const failed = span.status === 'error' ? { error: true } : {};
  return {
    ...span,
    start: cut(span.start),
    duration: Number(cut(BigInt(span.duration))),
    flags: span.flags.filter((flag) => flag !== 'noEnd').concat(own.length > 0 ? ['severalParents'] : []),
    resource: plainTags(span.resource),
    scope: onlyNamed(span.scope),
    attributes: { ...failed, ...plainTags(span.attributes) },
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      time: cut(time),
      attributes: plainTags(attributes),
    })),
    links: [
      ...others.map(({ traceId, spanId }) => ({ type: 'link', traceId, spanId, state: '', attributes: {} })),
      ...(own.length > 0 ? candidates : []),
    ],
  };
}

/** As Zipkin gives it back. */
export function asZipkin(span: PlainSpan): PlainSpan {
  const [resource, rest] = endpoint(span.resource, ['service.name', 'host.ip', 'net.host.port']);
  const [remote, own] = endpoint(span.attributes, [
    'peer.service',
    'network.peer.address',
    'network.peer.port',
  ]);
  const isCaller = span.kind === 'client' || span.kind === 'producer';
  const { 'server.address': server } = span.attributes;
  if (isCaller && !('peer.service' in span.attributes) && typeof server === 'string' && server !== '') {
    remote['peer.service'] = server;
  }
  const { error: _, ...tags } = { ...texts(rest), ...texts(own) };
  const status = zipkinStatus(span);
  return {
    ...span,
    kind: span.kind === 'internal' ? 'unspecified' : span.kind,
    start: cut(span.start),
    duration: span.flags.includes('noEnd') ? 0 : Math.max(1000, Number(cut(BigInt(span.duration)))),
    flags: [
      ...(status.status === 'error' ? ['error'] : []),
      ...span.flags.filter((flag) => flag !== 'error'),
      'zipkin',
    ],
    status: status.status,
    message: status.message,
    resource,
    scope: onlyNamed(span.scope),
    attributes: { ...tags, ...remote, ...(status.error === undefined ? {} : { error: status.error }) },
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      time: cut(time),
      attributes: eventValues(attributes),
    })),
    links: [],
  };
}

/** Status and message, and the tag `error`. */
function zipkinStatus({ status, message, attributes }: PlainSpan): {
  status: string;
  message: string;
  error: string | undefined;
} {
  const attribute = 'error' in attributes ? textOf(attributes['error']) : undefined;
  const isTrue = status === 'unset' && attribute !== undefined && /^true$/i.test(attribute);
  if (status !== 'error' && !isTrue) return { status, message, error: undefined };
  const error = message || (attribute ?? '');
  // A yes is no message.
  return { status: 'error', message: message || (/^true$/i.test(error) ? '' : error), error };
}

/** What an endpoint holds of some attributes, and the rest. */
function endpoint(attributes: Values, [service, address, port]: string[]): [endpoint: Values, rest: Values] {
  const used: Values = {};
  const rest = { ...attributes };
  const take = (key: string, fits: boolean): void => {
    if (!fits) return;
    used[key] = attributes[key];
    delete rest[key];
  };
  take(service, typeof attributes[service] === 'string' && attributes[service] !== '');
  take(address, /^\d+(\.\d+){3}$|^[\da-f]*:[\da-f:]*:[\da-f]*$/i.test(String(attributes[address])));
  const number = attributes[port];
  take(port, typeof number === 'number' && Number.isInteger(number) && number > 0 && number < 65_536);
  return [used, rest];
}

function cut(time: bigint): bigint {
  return (time / 1000n) * 1000n;
}

/** Name and version, where they say something. */
function onlyNamed({ name, version }: Values): Values {
  return { ...(name ? { name } : {}), ...(version ? { version } : {}) };
}

/** Values that Jaeger has: arrays and maps are texts, nothing is an empty one. */
function plainTags(values: Values): Values {
  return mapped(values, (value) => {
    if (value === null) return '';
    return isContainer(value) ? JSON.stringify(value) : value;
  });
}

/** All values as texts. */
function texts(values: Values): Values {
  return mapped(values, textOf);
}

function textOf(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'string') return value;
  const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isPlain ? String(value) : JSON.stringify(value);
}

/** Values that pass through a text of JSON; numbers that are long are texts. */
function eventValues(values: Values): Values {
  return mapped(values, (value) => {
    if (value instanceof Uint8Array) return textOf(value);
    if (typeof value !== 'number' && typeof value !== 'bigint') return value;
    const isExact = typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value));
    return isExact && Number.isFinite(value) && !/^-?\d{16}/.test(String(value)) ? value : String(value);
  });
}

function mapped(values: Values, change: (value: unknown) => unknown): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
