/**
 * The `ot` member of `tracestate`: how OpenTelemetry samples by probability.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 *
 *   th   rejection threshold T: up to 14 hexadecimal digits, zeros at the end left out
 *   rv   randomness R: 14 digits; without it the last 14 digits of the trace id
 *
 * A span is kept when R >= T, so with probability 1 - T / 2^56. Once `p` and `r` said the same in powers of two.
 */
import type { Findings } from './findings.ts';
import type { Part } from './part.ts';
import type { Traceparent } from './traceparent.ts';

/** Digits of a threshold and of randomness. */
const digits = 14;

/** Notes what the member says, and where it contradicts `traceparent`. */
export function readOpenTelemetry(findings: Findings, value: Part, parent: Traceparent | undefined): void {
  let threshold: bigint | undefined;
  let thresholdPart: Part | undefined;
  let randomness = parent?.isRandom ? parent.traceId?.slice(-digits) : undefined;
  for (const part of value.split(';')) {
    const [key, text] = part.cut(':') ?? [part, part.end];
    if (key.text === 'th') {
      threshold = readThreshold(findings, text);
      thresholdPart = text;
    } else if (key.text === 'rv') randomness = readRandomness(findings, text) ?? randomness;
    else findings.field(text, `ot.${key.text}`, older.get(key.text) ?? '');
  }
  if (threshold === undefined || !thresholdPart || randomness === undefined || !parent) return;
  const isKept = BigInt(`0x${randomness}`) >= threshold;
  if (isKept || parent.sampled !== true) return;
  findings.warning(thresholdPart, 'traceparent says sampled, though the randomness is below this threshold');
}

const older = new Map([
  ['p', 'probability 2^-p, of an older draft'],
  ['r', 'randomness, of an older draft'],
]);

function readThreshold(findings: Findings, part: Part): bigint | undefined {
  if (!/^[0-9a-f]{1,14}$/.test(part.text)) {
    findings.field(part, 'ot.th');
    findings.warning(part, `the threshold is not of 1 to ${digits} hexadecimal digits in lower case`);
    return undefined;
  }
  const threshold = BigInt(`0x${part.text.padEnd(digits, '0')}`);
  const share = Number((1n << 56n) - threshold) / 2 ** 56;
  findings.field(part, 'ot.th', `kept with probability ${percentOf(share)}`);
  return threshold;
}

function readRandomness(findings: Findings, part: Part): string | undefined {
  const isRight = /^[0-9a-f]{14}$/.test(part.text);
  findings.field(part, 'ot.rv', "randomness in place of the trace id's");
  if (isRight) return part.text;
  findings.warning(part, `the randomness is not of ${digits} hexadecimal digits in lower case`);
  return undefined;
}

/** A share in percent with three significant digits. */
function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
