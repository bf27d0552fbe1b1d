/**
 * Apache SkyWalking's headers, version 3. Their ids are texts, not numbers: no other format can carry them.
 * https://skywalking.apache.org/docs/main/next/en/api/x-process-propagation-headers-v3/
 *
 *   sw8: 1-<trace id>-<segment id>-3-<service>-<instance>-<endpoint>-<address>      texts in base64
 *        |                         span number in the segment
 *        1 sampled, 0 may be ignored
 *   sw8-correlation: <key>:<value>,<key>:<value>                                    in base64, as baggage
 *   sw8-x: <tracing mode>-<time sent in ms>
 */
import { decodeUtf8 } from '../model/strings.ts';
import { base64Bytes } from './base64.ts';
import { counted } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat } from './header-format.ts';
import { Part } from './part.ts';

export const skywalking: HeaderFormat = {
  id: 'skywalking',
  title: 'Apache SkyWalking',
  headers: ['sw8', 'sw8-correlation', 'sw8-x'],
  guess: guessSkywalking,
  decode: decodeSkywalking,
};

function guessSkywalking(value: string): Guess | undefined {
  const isAlike = /^[01]-[A-Za-z0-9+/]{4,400}={0,2}-[A-Za-z0-9+/]{4,400}={0,2}-\d{1,9}-/.test(value);
  return isAlike ? { header: 'sw8', isSure: true } : undefined;
}

function decodeSkywalking(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, 'sw8');
  if (value) readContext(findings, value);
  const [correlation, extension] = ['sw8-correlation', 'sw8-x'].map((name) =>
    headers.find((header) => header.name.toLowerCase() === name),
  );
  if (correlation) readCorrelation(findings, new Part(correlation).trim());
  if (extension) readExtension(findings, new Part(extension).trim());
  return findings.decoded(undefined);
}

const names = [
  'sample',
  'trace id',
  'parent segment id',
  'parent span id',
  'parent service',
  'parent instance',
  'parent endpoint',
  'target address',
];

const meanings: Record<string, string> = {
  'parent segment id': "the caller's part of the trace",
  'parent span id': 'number of the span in the segment',
  'target address': 'as the caller calls this service',
};

/** Longer headers may be cut. */
const mostCharacters = 2048;

function readContext(findings: Findings, value: Part): void {
  const parts = value.split('-');
  parts.slice(0, names.length).forEach((part, i) => readPart(findings, part, names[i]));
  if (value.text === '') findings.error(value, 'the value is empty');
  else if (parts.length < names.length) {
    const missing = names.slice(parts.length).join(', ');
    findings.error(value.end, `${missing} missing: ${counted(parts.length, 'part')}, 8 expected`);
  }
  const more = parts[names.length];
  if (more) findings.error(new Part(value.header, more.from, value.to), 'text behind the target address');
  if (value.text.length >= mostCharacters) {
    findings.warning(value.end, `${value.text.length} characters; fewer than ${mostCharacters} expected`);
  }
}

function readPart(findings: Findings, part: Part, name: string): void {
  if (name === 'sample') {
    const states: Record<string, string> = { '0': 'may be ignored', '1': 'sampled' };
    const meaning = Object.hasOwn(states, part.text) ? states[part.text] : '';
    findings.field(part, name, meaning);
    if (meaning === '') findings.error(part, 'sample is neither 0 nor 1');
    return;
  }
  const meaning = meanings[name] ?? '';
  if (name === 'parent span id') {
    findings.field(part, name, meaning);
    if (!/^\d{1,10}$/.test(part.text)) findings.error(part, 'the parent span id is no whole number');
    return;
  }
  readText(findings, part, name, meaning);
}

/** Notes a text in base64; returns it decoded. */
function readText(findings: Findings, part: Part, name: string, meaning: string): void {
  const bytes = base64Bytes(part.text);
  findings.field(part, name, meaning, bytes === undefined ? part.text : decodeUtf8(bytes));
  if (bytes === undefined) findings.error(part, `the ${name} is not base64`);
  else if (bytes.length === 0) findings.error(part, `the ${name} is empty`);
}

function readCorrelation(findings: Findings, value: Part): void {
  if (value.text === '') return;
  for (const part of value.split(',')) {
    const [key, text] = part.cut(':') ?? [part, undefined];
    const name = base64Bytes(key.text);
    if (text && name) readText(findings, text, `baggage ${decodeUtf8(name)}`, '');
    else {
      findings.field(part, 'baggage');
      findings.error(part, 'this member is not <key>:<value>, both in base64');
    }
  }
}

function readExtension(findings: Findings, value: Part): void {
  const [mode, sent] = value.split('-');
  findings.field(mode, 'tracing mode', mode.text.trim() === '1' ? 'spans are not analysed' : 'as usual');
  if (sent?.text.trim()) findings.field(sent, 'time sent', 'milliseconds since 1970');
}
