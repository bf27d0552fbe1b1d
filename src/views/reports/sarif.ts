/**
 * SARIF 2.1.0, as GitHub's code scanning and editors read it: a rule for each kind of assertion, a result for each
 * assertion that is broken or could not be told, at its line of the budget file.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Json } from '../outputs/report.ts';
import { escapeText } from '../text/escape.ts';
import { pretty } from './pretty.ts';
import { problems, type Statement } from './problems.ts';
import type { CheckOutput, CheckReportModel } from './report.ts';

export const sarif: CheckOutput = (model) => {
  const found = problems(model);
  const rules = [...new Map(found.map((statement) => [statement.kind, ruleOf(statement)])).values()];
  return pretty({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tracectl', version: model.version, rules } },
        columnKind: 'utf16CodeUnits',
        results: found.map((statement) => resultOf(statement, model)),
      },
    ],
  });
};

function ruleOf({ kind, row }: Statement): Json {
  const about = row.assertion?.assertion.kind.description ?? 'the traces that a budget is about';
  return { id: kind, shortDescription: { text: about } };
}

function resultOf(statement: Statement, model: CheckReportModel): Json {
  const { kind, title, message, evidence, state } = statement;
  const lines = evidence.flatMap(({ text, command }) => [`in ${text}`, command]);
  return {
    ruleId: kind,
    level: state === 'broken' ? 'error' : 'note',
    message: { text: [`${title}: ${message}`, ...lines].join('\n') },
    locations: [{ physicalLocation: physicalLocation(statement, model) }],
    partialFingerprints: { 'tracectlAssertion/v1': title },
    properties: {
      evidence: evidence.map(({ evidence: { traceId, spanId } }) => ({ traceId, spanId })),
    },
  };
}

function physicalLocation({ place }: Statement, { sourceName }: CheckReportModel): Json {
  if (place === undefined) return { artifactLocation: { uri: uriOf(sourceName) } };
  const region = { startLine: place.line, startColumn: place.column };
  return { artifactLocation: { uri: uriOf(place.path) }, region };
}

/** A path as a URI reference: relative to the folder that the command ran in, or a file's. */
function uriOf(path: string): string {
  const segments = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(escapeText(part)));
  return `${path.startsWith('/') ? 'file://' : ''}${segments.join('/')}`;
}
