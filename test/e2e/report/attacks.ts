/** A dump in which every text is an attack on a page that shows it. */

/** Texts that would run, break out or hide, if they were taken for anything but text. */
export const attacks: readonly string[] = [
  '</script><script>ran("script")</script>',
  '<img src=x onerror=ran("img")>',
  '"><svg onload=ran("svg")>',
  "'onmouseover=ran('attribute') x='",
  'javascript:ran("url")',
  '<!--<script>',
  '</noscript><img src=x onerror=ran("noscript")>',
  '</title></style><img src=x onerror=ran("style")>',
  '{{constructor.constructor("ran(1)")()}}',
  '${ran("template")}',
  '\u001b]0;title\u0007\u001b[31m',
  'a\u2028b\u2029c',
  '\ud800 lone \udfff',
  '\u202egnp.exe',
  '__proto__',
  'constructor',
];

let next = 0;
/** The next attack, with a number so that none is like another. */
function attack(): string {
  return `${attacks[next % attacks.length]} #${next++}`;
}

function attributes(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => ({
    key: attack(),
    value: i % 2 === 0 ? { stringValue: attack() } : { arrayValue: { values: [{ stringValue: attack() }] } },
  }));
}

/** The spans of one trace, all of them failed, as a line of OTLP JSON. */
export function attackingTrace(traceId: string): string {
  const spans = attacks.map((_, i) => ({
    traceId,
    spanId: String(i + 1).padStart(16, '0'),
    parentSpanId: i === 0 ? '' : String(((i - 1) >> 1) + 1).padStart(16, '0'),
    name: attack(),
    kind: 2,
    startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(i) * 1_000_000n),
    endTimeUnixNano: String(1_700_000_000_100_000_000n - BigInt(i) * 1_000_000n),
    attributes: attributes(attacks.length),
    events: [{ name: attack(), timeUnixNano: '1700000000005000000', attributes: attributes(2) }],
    links: [{ traceId: traceId.replace(/^./, 'f'), spanId: 'f'.repeat(16), attributes: attributes(1) }],
    status: { code: 2, message: attack() },
  }));
  const resource = {
    attributes: [{ key: 'service.name', value: { stringValue: attack() } }, ...attributes(3)],
  };
  const scope = { name: attack(), version: attack() };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] })}\n`;
}
