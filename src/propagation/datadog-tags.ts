/**
 * What Datadog's tracers tell each other beside ids: in `x-datadog-tags`, and in the `dd` member of `tracestate`.
 * https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/
 * https://github.com/DataDog/dd-trace-py/blob/main/ddtrace/internal/constants.py (SamplingMechanism)
 */
import type { Findings } from './findings.ts';
import type { Part } from './part.ts';
import { utcOf } from './sampling.ts';

const priorities = new Map([
  ['-1', 'not sampled: the user dropped it'],
  ['0', 'not sampled: the sampler dropped it'],
  ['1', 'sampled: the sampler kept it'],
  ['2', 'sampled: the user kept it'],
]);

/** A sampling priority in words; empty for one that Datadog does not have. */
export function priorityText(priority: string): string {
  return priorities.get(priority) ?? '';
}

/** Who decided, by the number behind the dash of `dm`. */
const mechanisms = new Map([
  ['0', 'the default'],
  ['1', "the agent's rate"],
  ['2', 'a remote rate'],
  ['3', 'a sampling rule'],
  ['4', 'the code, by hand'],
  ['5', 'application security'],
  ['6', 'a remote rate of the user'],
  ['7', "a remote rate of Datadog's"],
  ['8', 'a span sampling rule'],
  ['9', 'the rate of OTLP ingestion'],
  ['10', 'data jobs monitoring'],
  ['11', 'a remote rule of the user'],
  ['12', "a remote rule of Datadog's"],
]);

const meanings = new Map([
  ['usr.id', 'who the user is, in base64'],
  ['ts', 'which products made the trace, as bits'],
  ['ksr', 'the sampling rate'],
]);

/** Notes a tag by its name without `_dd.p.`; in `tracestate` another sign stands for `=`. */
export function readDatadogTag(
  findings: Findings,
  part: Part,
  name: string,
  tag: string,
  equals = '=',
): void {
  const text = equals === '=' ? part.text : part.text.replaceAll(equals, '=');
  if (tag === 'tid') readHighBits(findings, part, name);
  else if (tag === 'dm') {
    const mechanism = mechanisms.get(text.slice(text.lastIndexOf('-') + 1));
    findings.field(part, name, mechanism === undefined ? '' : `decided by ${mechanism}`);
  } else findings.field(part, name, meanings.get(tag) ?? '', text);
}

/** The high half of a trace id: 16 digits, of which Datadog makes the first 8 the Unix time and the others zero. */
function readHighBits(findings: Findings, part: Part, name: string): void {
  const [, seconds] = /^([0-9a-f]{8})0{8}$/.exec(part.text) ?? [];
  const time = seconds === undefined ? '' : `, made ${utcOf(Number.parseInt(seconds, 16))}`;
  findings.field(part, name, `the high 64 bits of the trace id${time}`);
}
