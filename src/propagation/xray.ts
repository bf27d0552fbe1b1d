/**
 * The tracing header of AWS X-Ray, which load balancers, API Gateway and Lambda add, too.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 *
 *   Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5
 *        |  |        24 digits               16 digits       1, 0, or ? where the receiver decides
 *        |  8 digits: Unix time in seconds
 *        version
 *
 * The trace id in 32 digits is the time and what stands behind it. `Self` is a load balancer's id of the one request.
 */
import { counted, type HexRule, readHex, readId } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat, Sampled, TraceContext } from './header-format.ts';
import type { Part } from './part.ts';
import { sampledText, utcOf } from './sampling.ts';

const headerName = 'X-Amzn-Trace-Id';

export const xray: HeaderFormat = {
  id: 'xray',
  title: 'AWS X-Ray',
  headers: [headerName],
  guess: guessXray,
  decode: decodeXray,
  encode: encodeXray,
};

function guessXray(value: string): Guess | undefined {
  if (/^(Root|Self|Parent|Sampled)=/i.test(value) || /;\s?Root=/i.test(value.slice(0, 2000))) {
    return { header: headerName, isSure: true };
  }
  return /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(value) ? { header: headerName, isSure: false } : undefined;
}

/** What the header has said so far. */
interface Said {
  traceId: string | undefined;
  spanId: string | undefined;
  sampled: Sampled;
}

function decodeXray(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, headerName);
  if (value === undefined) return findings.decoded(undefined);
  const said: Said = { traceId: undefined, spanId: undefined, sampled: 'deferred' };
  const seen = new Set<string>();
  for (const part of value.split(';')) {
    const member = part.trim();
    if (member.text !== '') readMember(findings, member, said, seen);
  }
  if (!seen.has('Root')) findings.error(value.end, 'Root is missing: Root=1-<8 digits>-<24 digits> expected');
  if (!seen.has('Sampled')) findings.undecided(value);
  const { traceId, spanId, sampled } = said;
  if (traceId === undefined) return findings.decoded(undefined);
  return findings.decoded({ traceId, spanId, parentSpanId: undefined, sampled, traceState: undefined });
}

const known = ['Root', 'Parent', 'Sampled', 'Self', 'Lineage'] as const;

function readMember(findings: Findings, member: Part, said: Said, seen: Set<string>): void {
  const cut = member.cut('=');
  if (cut === undefined) {
    findings.field(member, '');
    const isId = /^1-[0-9a-f]{8}-/i.test(member.text);
    findings.error(
      member,
      isId ? 'Root= is missing before the id' : 'no "=" in this part, key=value expected',
    );
    return;
  }
  const [key, value] = cut;
  const name = known.find((one) => one.toLowerCase() === key.text.toLowerCase());
  if (name === undefined) {
    findings.field(value, key.text, "not one of X-Ray's; passed on");
    return;
  }
  if (seen.has(name)) findings.warning(key, `${name} is there twice; the last one counts`);
  seen.add(name);
  if (name === 'Root') said.traceId = readRoot(findings, value);
  else if (name === 'Parent') said.spanId = readParent(findings, value);
  else if (name === 'Sampled') said.sampled = readSampled(findings, value);
  else if (name === 'Self') readSelf(findings, value);
  else findings.field(value, name, 'Lambda functions passed so far, by which Lambda stops endless loops');
  if (key.text !== name)
    findings.warning(key, `${name} is spelled in another case; not all readers take that`);
}

const timeRule: HexRule = { what: 'the time in Root', lengths: [8], upperCase: 'warning' };
const uniqueRule: HexRule = { what: 'the end of Root', lengths: [24], upperCase: 'warning' };

function readRoot(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'Root', `trace id${timeOf(part.text)}`);
  const [version, time, unique, more] = part.split('-');
  if (!time || !unique || more) {
    const isPlain = /^[0-9a-f]{32}$/i.test(part.text);
    const spelled = isPlain ? ` (it would be ${xrayId(part.text.toLowerCase())})` : '';
    const parts = counted(part.split('-').length, 'part');
    findings.error(part, `Root has ${parts}, 3 expected: 1-<8 digits>-<24 digits>${spelled}`);
    return undefined;
  }
  if (version.text !== '1') findings.error(version, 'the version in Root is not 1');
  const timeDigits = readHex(findings, time, timeRule);
  const uniqueDigits = readId(findings, unique, uniqueRule);
  return timeDigits && uniqueDigits && timeDigits + uniqueDigits;
}

/** `, made 2016-06-09 22:13:12 UTC` of an X-Ray id; nothing of anything else. */
function timeOf(id: string): string {
  const [, seconds] = /^1-([0-9a-f]{8})-/i.exec(id) ?? [];
  return seconds === undefined ? '' : `, made ${utcOf(Number.parseInt(seconds, 16))}`;
}

function readParent(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'Parent', "the caller's span");
  return readId(findings, part, { what: 'Parent', lengths: [16], upperCase: 'warning' });
}

function readSampled(findings: Findings, part: Part): Sampled {
  const states: Record<string, Sampled> = { '0': false, '1': true, '?': 'deferred' };
  const sampled = Object.hasOwn(states, part.text) ? states[part.text] : undefined;
  findings.field(part, 'Sampled', sampled === undefined ? '' : sampledText(sampled));
  if (sampled === undefined) findings.error(part, 'Sampled is none of 0, 1 and ?');
  return sampled;
}

function readSelf(findings: Findings, part: Part): void {
  findings.field(part, 'Self', `the load balancer's id of this request${timeOf(part.text)}`);
  const isId = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(part.text);
  if (!isId) findings.warning(part, 'Self is not of the form 1-<8 digits>-<24 digits>');
}

/** A trace id of 32 digits as X-Ray spells it. */
function xrayId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

function encodeXray({ traceId, spanId, sampled }: TraceContext): Header[] {
  const parts = [`Root=${xrayId(traceId)}`];
  if (spanId !== undefined) parts.push(`Parent=${spanId}`);
  if (sampled === 'deferred') parts.push('Sampled=?');
  else if (sampled !== undefined) parts.push(`Sampled=${sampled === false ? 0 : 1}`);
  return [{ name: headerName, value: parts.join(';') }];
}
