/** Traces of a shop, and trees of every shape. */
import { SpanKind } from '../../../src/model/kinds.ts';
import { bool, double, failed, int, ok, text, type SpanPlan } from './plans.ts';

/** A shop's request: frontend → cart → db, frontend → payment. Every third payment is declined. */
export function checkout(k: number): SpanPlan[] {
  const isDeclined = k % 3 === 0;
  const code = isDeclined ? 502 : 200;
  return [
    {
      name: `POST /checkout/${k % 4}`,
      service: 'frontend',
      parent: -1,
      start: 0,
      length: 100 + 50 * k,
      kind: SpanKind.server,
      status: isDeclined ? failed('payment declined') : {},
      attributes: {
        'http.request.method': text(k % 2 ? 'POST' : 'PUT'),
        'http.response.status_code': int(code),
        'user.vip': bool(k % 2 === 0),
        'cart.total': double(12.5 + k),
        k: int(k),
      },
      resource: { 'deployment.environment': text(k < 6 ? 'prod' : 'test'), 'host.cpus': int(4 + k) },
    },
    {
      name: 'GET cart',
      service: 'frontend',
      parent: 0,
      start: 5,
      length: 30 + k,
      kind: SpanKind.client,
      attributes: { 'server.address': text('cart'), 'http.response.status_code': int(200) },
    },
    {
      name: 'GET /cart',
      service: 'cart',
      parent: 1,
      start: 8,
      length: 20 + k,
      kind: SpanKind.server,
      status: ok,
      attributes: { 'http.response.status_code': int(200) },
    },
    {
      name: 'SELECT carts',
      service: 'cart',
      parent: 2,
      start: 10,
      length: 8.25,
      kind: SpanKind.client,
      attributes: { 'db.system': text('postgresql'), 'db.rows': int(k * 7) },
    },
    {
      name: 'charge card',
      service: 'frontend',
      parent: 0,
      start: 40,
      length: 40 + k,
      kind: SpanKind.client,
      status: isDeclined ? failed('502') : {},
      attributes: { 'server.address': text('payment'), 'http.response.status_code': int(code) },
    },
    {
      name: 'POST /charge',
      service: 'payment',
      parent: 4,
      start: 42,
      length: 35 + k,
      kind: SpanKind.server,
      status: isDeclined ? failed('card declined') : ok,
      attributes: { 'http.response.status_code': int(code), amount: double(k % 2 ? 5 : 5.5) },
      events: isDeclined
        ? [
            {
              name: 'exception',
              at: 3,
              attributes: { 'exception.type': text('CardError'), retryable: bool(false) },
            },
          ]
        : [],
    },
  ];
}

export function chain(depth: number): SpanPlan[] {
  return Array.from({ length: depth }, (_, k) => ({
    name: `level ${k}`,
    service: k % 2 ? 'odd' : 'even',
    parent: k - 1,
    start: k / 10,
    length: 50 - k / 5,
    attributes: { level: int(k), third: bool(k % 3 === 0) },
  }));
}

export function fan(width: number): SpanPlan[] {
  const children = Array.from({ length: width }, (_, k) => ({
    name: k % 2 ? 'left' : 'right',
    service: 'fan',
    parent: 0,
    start: k,
    length: 1 + (k % 5),
    attributes: { n: int(k), group: text(`g${k % 4}`) },
  }));
  return [{ name: 'fan', service: 'fan', parent: -1, start: 0, length: 90 }, ...children];
}

export function twoRoots(): SpanPlan[] {
  return [
    { name: 'first root', service: 'roots', parent: -1, start: 0, length: 10 },
    { name: 'second root', service: 'roots', parent: -1, start: 2, length: 5 },
    { name: 'child of first', service: 'roots', parent: 0, start: 3, length: 2 },
    { name: 'child of second', service: 'roots', parent: 1, start: 4, length: 2 },
  ];
}

/** The root was never sent: two spans name it, one of them has a child. */
export function orphans(): SpanPlan[] {
  return [
    { name: 'orphan', service: 'orphans', parent: -2, start: 0, length: 10 },
    { name: 'other orphan', service: 'orphans', parent: -2, start: 2, length: 5 },
    { name: 'child of orphan', service: 'orphans', parent: 0, start: 3, length: 2 },
  ];
}

export function rootAndOrphan(): SpanPlan[] {
  return [
    { name: 'whole root', service: 'half', parent: -1, start: 0, length: 10 },
    { name: 'whole child', service: 'half', parent: 0, start: 1, length: 5 },
    { name: 'lost', service: 'half', parent: -2, start: 3, length: 2 },
  ];
}

/** A tree drawn by a small generator, with few names and values, so that every relation is found in it somewhere. */
export function randomTree(seed: number): SpanPlan[] {
  let state = seed * 7919;
  const below = (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % most;
  };
  return Array.from({ length: 8 + below(14) }, (_, k) => ({
    name: ['red', 'green', 'blue'][below(3)] ?? '',
    service: ['x', 'y', 'z'][below(3)],
    parent: k === 0 ? -1 : below(k),
    start: below(50),
    length: below(80),
    kind: below(6),
    status: below(4) === 0 ? failed('random') : {},
    attributes: {
      a: int(below(4)),
      ...(below(2) === 0 ? { b: int(below(4)) } : {}),
      ...(below(3) === 0 ? { c: double(below(8) / 2) } : {}),
      ...(below(3) === 0 ? { mood: text(['calm', 'mad'][below(2)] ?? '') } : {}),
    },
  }));
}
