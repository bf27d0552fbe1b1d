/** The rows on `stats`, which reads every span and keeps what it needs of it. */
import { dump, gzipped } from './inputs.js';
import { compare, isLong, megabytes, node, peakMegabytes, printRow, skipRow, tracectl } from './measure.js';
import { findDuckdb, findJq } from './tools.js';

/** Counts spans per service and operation, which is what is asked of jq. */
const counting = {
  otlp:
    'reduce (inputs.resourceSpans[] | (.resource.attributes[] | select(.key == "service.name").value.stringValue) as $s' +
    ' | .scopeSpans[].spans[] | "\\($s) \\(.name)") as $k ({}; .[$k] += 1)',
  jaeger:
    'reduce (inputs.data[] | .processes as $p | .spans[] | "\\($p[.processID].serviceName) \\(.operationName)")' +
    ' as $k ({}; .[$k] += 1)',
};

/** Measures `stats` on the dumps given; `spanCount` is that of each. */
export function statsRows(dumps, spanCount) {
  for (const [jobs, goal] of [
    [1, 0.6],
    [2, 0.35],
  ]) {
    for (const one of dumps) againstParse(one, jobs, goal);
  }
  for (const one of dumps) againstJq(one);
  for (const one of dumps) againstDuckdb(one);
  const [otlp] = dumps;
  growth(spanCount);
  gzip(otlp.path);
  memory(otlp.path, spanCount);
  if (isLong) memory(dump('otlp', 5 * spanCount).path, 5 * spanCount);
}

function againstParse({ path, kind }, jobs, goal) {
  compare(
    `stats -j ${jobs}, ${megabytes(path)} ${kind}`,
    'JSON.parse of its records',
    goal,
    tracectl('stats', path, '-j', String(jobs)),
    node('bench/parse-records.js', path, kind),
    { path },
  );
}

function againstJq({ path, kind }) {
  const [what, against] = [`stats -j 1, ${kind}`, 'jq counting by operation'];
  const { command, missing } = findJq();
  if (missing) return skipRow(what, against, missing);
  const theirs = [...command, '-n', counting[kind], path];
  compare(what, against, 0.1, tracectl('stats', path, '-j', '1'), theirs, { runs: 1 });
}

function againstDuckdb({ path, kind }) {
  const [what, against] = [`stats -j 2, ${kind}`, 'DuckDB, 2 threads'];
  const { command, missing } = findDuckdb();
  if (missing) return skipRow(what, against, missing);
  const ours = tracectl('stats', path, '-j', '2');
  compare(what, against, 0.5, ours, [...command, path, kind, '2'], { runs: 1 });
}

function growth(spanCount) {
  const [large, small] = [dump('otlp', spanCount), dump('otlp', spanCount / 10)];
  const [ours, theirs] = [large, small].map(({ path }) => tracectl('stats', path, '-j', '1'));
  compare(`stats -j 1, ${spanCount.toLocaleString('en')} spans`, 'a tenth of them', 11, ours, theirs);
}

function gzip(path) {
  const packed = gzipped(path);
  const [command, script] = tracectl();
  const pipe = `gzip -dc "${packed}" | "${command}" ${script} stats -`;
  const ours = tracectl('stats', packed);
  compare('stats, OTLP lines in gzip', 'gzip -dc | tracectl stats', 1, ours, ['sh', '-c', pipe]);
}

/** Memory a span, without that of a run over hardly any. */
function memory(path, spanCount) {
  for (const jobs of ['1', '2']) {
    const peak = peakMegabytes(tracectl('stats', path, '-j', jobs));
    const least = peakMegabytes(tracectl('stats', 'fixtures/otlp-json/checkout.json', '-j', jobs));
    const each = ((peak - least) * 1e6) / spanCount;
    const what = `stats -j ${jobs}, ${spanCount.toLocaleString('en')} spans`;
    printRow(what, 'bytes a span', '<= 120', each.toFixed(0), '', '', `${peak.toFixed(0)} MB`);
  }
}
