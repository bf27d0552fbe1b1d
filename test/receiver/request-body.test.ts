import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import {
  BodyLimits,
  BodyTooLarge,
  type Incoming,
  TooManyBodies,
  UnreadableBody,
} from '../../src/receiver/request-body.ts';

/** A request whose body a test writes. */
function request(encoding?: string): PassThrough & Incoming {
  return Object.assign(new PassThrough(), {
    headers: encoding === undefined ? {} : { 'content-encoding': encoding },
  });
}

/** What was written is read. */
function arrival(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('a body is what came, in its order', async () => {
  const arriving = request();
  const body = new BodyLimits(100).read(arriving);
  arriving.write('one ');
  arriving.end('two');
  expect(Buffer.from(await body).toString()).toBe('one two');
});

test('of more than there is room for, those that began first are taken, and then others again', async () => {
  const limits = new BodyLimits(100, 150);
  const requests = [request(), request(), request()];
  const bodies = requests.map((one) => limits.read(one).catch((error: unknown) => error));
  for (const one of requests) {
    one.write(Buffer.alloc(70));
    await arrival();
  }
  // The third does not fit, and gives way.
  requests[2].end();
  expect(await bodies[2]).toBeInstanceOf(TooManyBodies);
  requests[0].end();
  requests[1].end();
  expect(await bodies[0]).toHaveLength(70);
  expect(await bodies[1]).toHaveLength(70);
  const again = request();
  const body = limits.read(again);
  again.end(Buffer.alloc(100));
  expect(await body).toHaveLength(100);
});

test('a body over the limit gives way to others while the rest of it comes', async () => {
  const limits = new BodyLimits(100, 100);
  const large = request();
  const tooLarge = limits.read(large).catch((error: unknown) => error);
  large.write(Buffer.alloc(99));
  await arrival();
  large.write(Buffer.alloc(99));
  const small = request();
  await arrival();
  const body = limits.read(small);
  small.end(Buffer.alloc(100));
  expect(await body).toHaveLength(100);
  large.end();
  expect(await tooLarge).toBeInstanceOf(BodyTooLarge);
});

test('a body without end is not read for ever', async () => {
  const endless = request();
  const body = new BodyLimits(100).read(endless);
  for (let i = 0; i < 20; i++) endless.write(Buffer.alloc(100));
  await expect(body).rejects.toBeInstanceOf(BodyTooLarge);
});

test('a little that unpacks into much is over the limit', async () => {
  const packed = request('gzip');
  const body = new BodyLimits(1000).read(packed);
  packed.end(gzipSync(Buffer.alloc(1_000_000)));
  await expect(body).rejects.toBeInstanceOf(BodyTooLarge);
});

test('a connection that breaks leaves no body', async () => {
  const broken = request();
  const body = new BodyLimits(100).read(broken);
  broken.write('half');
  broken.destroy(new Error('reset'));
  await expect(body).rejects.toBeInstanceOf(UnreadableBody);
});
