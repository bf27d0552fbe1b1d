/**
 * Whose member of `tracestate` is whose, and what some of them say.
 * https://w3c.github.io/tracestate-ids-registry/
 */
import { priorityText, readDatadogTag } from './datadog-tags.ts';
import type { Findings } from './findings.ts';
import type { Part } from './part.ts';
import { utcOf } from './sampling.ts';
import type { Traceparent } from './traceparent.ts';
import { readOpenTelemetry } from './tracestate-ot.ts';

/** Who a key belongs to. */
interface Vendor {
  name: string;
  /** Notes what the value, which is a valid one, says. */
  explain?: (findings: Findings, value: Part, parent: Traceparent | undefined) => void;
}

const vendors = new Map<string, Vendor>([
  ['b3', { name: 'Zipkin, as the b3 header' }],
  ['dd', { name: 'Datadog', explain: readDatadog }],
  ['dt', { name: 'Dynatrace' }],
  ['es', { name: 'Elastic', explain: readElastic }],
  ['in', { name: 'Instana', explain: readInstana }],
  ['ls', { name: 'Lightstep' }],
  ['ms', { name: 'Microsoft' }],
  ['nr', { name: 'New Relic', explain: readNewRelic }],
  ['ot', { name: 'OpenTelemetry', explain: readOpenTelemetry }],
  ['sb', { name: 'SmartBear' }],
  ['sn', { name: 'ServiceNow' }],
  ['sw', { name: 'SolarWinds', explain: readSolarWinds }],
]);

/** Whose key this is; of `tenant@vendor` what stands behind the sign counts. */
export function vendorOf(key: string): Vendor | undefined {
  return vendors.get(key.slice(key.lastIndexOf('@') + 1));
}

/**
 * `s:2;o:rum;p:00f067aa0ba902b7;t.dm:-4`: sampling priority, origin, Datadog's last span, and the tags of
 * `x-datadog-tags`, where `~` stands for `=`.
 * https://github.com/DataDog/dd-trace-py/blob/main/ddtrace/propagation/http.py
 */
function readDatadog(findings: Findings, value: Part): void {
  for (const part of value.split(';')) {
    const [key, text] = part.cut(':') ?? [part, part.end];
    const name = `dd.${key.text}`;
    if (key.text === 's') findings.field(text, name, priorityText(text.text));
    else if (key.text === 'o') findings.field(text, name, 'where the trace began');
    else if (key.text === 'p') findings.field(text, name, "the last span of Datadog's");
    else if (key.text.startsWith('t.')) readDatadogTag(findings, text, name, key.text.slice(2), '~');
    else findings.field(text, name);
  }
}

/**
 * `s:0.25`: the share of transactions that is kept.
 * https://github.com/elastic/apm/blob/main/specs/agents/tracing-sampling.md
 */
function readElastic(findings: Findings, value: Part): void {
  for (const part of value.split(';')) {
    const [key, text] = part.cut(':') ?? [part, part.end];
    if (key.text !== 's') {
      findings.field(text, `es.${key.text}`);
      continue;
    }
    findings.field(text, 'es.s', 'share of transactions kept');
    const isRate = /^(0(\.\d{1,4})?|1(\.0{1,4})?)$/.test(text.text);
    if (!isRate) findings.warning(text, 'the sample rate is no number from 0 to 1 of at most 4 decimals');
  }
}

/** `trace id;span id`, https://www.ibm.com/docs/en/instana-observability: ids of Instana's own. */
function readInstana(findings: Findings, value: Part): void {
  const [traceId, spanId] = value.cut(';') ?? [value, undefined];
  findings.field(traceId, 'in.trace', "Instana's trace id");
  if (spanId) findings.field(spanId, 'in.span', "Instana's span id");
}

/** `span id-flags`, of which 01 is sampled. */
function readSolarWinds(findings: Findings, value: Part): void {
  const [spanId, flags] = value.cut('-') ?? [value, undefined];
  findings.field(spanId, 'sw.span', "the last span of SolarWinds'");
  if (flags) findings.field(flags, 'sw.flags', flags.text.endsWith('1') ? 'sampled' : 'not sampled');
}

const newRelicFields = [
  'version',
  'parentType',
  'account',
  'app',
  'span',
  'transaction',
  'sampled',
  'priority',
  'timestamp',
];

/**
 * Nine fields behind dashes: `0-0-1349956-41346604-27ddd2d8890283b4-b28be285632bbc0a-1-1.1273-1569367663277`.
 * https://github.com/newrelic/newrelic-telemetry-sdk-specs, W3C Trace Context
 */
function readNewRelic(findings: Findings, value: Part): void {
  value.split('-').forEach((part, i) => {
    const name = newRelicFields[i];
    if (name !== undefined) findings.field(part, `nr.${name}`, newRelicMeaning(name, part.text));
  });
}

function newRelicMeaning(name: string, text: string): string {
  if (name === 'sampled') return text === '1' ? 'sampled' : text === '0' ? 'not sampled' : '';
  if (name === 'parentType') return ['an application', 'a browser', 'a mobile app'][Number(text)] ?? '';
  if (name === 'timestamp' && /^\d{13}$/.test(text)) return utcOf(Math.floor(Number(text) / 1000));
  return '';
}
