/** Values of options, from text. What they throw, commander turns into "argument '…' is invalid". */
import { InvalidArgumentError } from 'commander';

import { type Nanos, type UnixNano, unitNanos } from '../model/time.ts';

/** A whole number from 0 on. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

const units: Readonly<Record<string, Nanos>> = { ...unitNanos, min: 60e9 };

/** A duration with its unit: `250ms`, `1.5s`, `1h30m`. */
export function duration(text: string): Nanos {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµμ]+)\s*/gy)];
  const length = parts.reduce((sum, part) => sum + part[0].length, 0);
  let nanos = 0;
  for (const [, value, unit] of parts) nanos += Number(value) * (units[unit] ?? NaN);
  if (length === 0 || length !== text.length || Number.isNaN(nanos)) {
    throw new InvalidArgumentError('Expected a duration with its unit, such as 250ms, 1.5s, 15m or 2h.');
  }
  return Math.round(nanos);
}

/** A point in time before now is known: either absolute, or so long ago. */
export type Moment = { at: UnixNano } | { ago: Nanos };

/** An RFC 3339 time, a Unix time in s, ms, µs or ns (told apart by its size), or a duration before now. */
export function moment(text: string): Moment {
  if (text === 'now') return { ago: 0 };
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return { at: unixTime(text) };
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    // A date without a zone is UTC, as everything that is printed.
    const withZone = /([zZ]|[+-]\d{2}:?\d{2})$/.test(text) || text.length === 10 ? text : `${text}Z`;
    const milliseconds = Date.parse(withZone.replace(' ', 'T'));
    if (!Number.isNaN(milliseconds)) return { at: BigInt(milliseconds) * 1_000_000n };
  }
  try {
    return { ago: duration(text) };
  } catch {
    throw new InvalidArgumentError(
      'Expected a time such as 2026-11-21T12:00:00Z, a Unix time, or how long ago, such as 15m.',
    );
  }
}

function unixTime(text: string): UnixNano {
  const [whole, fraction = ''] = text.split('.');
  const digits = whole.length <= 11 ? 9 : whole.length <= 14 ? 6 : whole.length <= 17 ? 3 : 0;
  return BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits));
}

/** The absolute time of a moment. */
export function instantOf(when: Moment, now: Date): UnixNano {
  return 'at' in when ? when.at : BigInt(now.getTime()) * 1_000_000n - BigInt(Math.round(when.ago));
}

/** `key=value`; the value may hold more of the signs, and quotes around it are taken off. */
export function keyValue(text: string, before: KeyValue[] = []): KeyValue[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected key=value.');
  const value = text.slice(at + 1).replace(/^"(.*)"$/s, '$1');
  return [...before, { key: text.slice(0, at), value }];
}

/** An attribute to look for. */
export interface KeyValue {
  key: string;
  value: string;
}

/** Gathers a repeatable option. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** A comma-separated list of the names given. */
export function namesOf<Name extends string>(names: readonly Name[]): (text: string) => Name[] {
  return (text) =>
    text.split(',').map((part) => {
      const name = names.find((name) => name === part.trim());
      if (!name) throw new InvalidArgumentError(`Allowed are ${names.join(', ')}.`);
      return name;
    });
}
