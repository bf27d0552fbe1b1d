"""Counts a folder of trace dumps on Apache Spark, and prints the table that one process would print.

    lines of all files ─► by trace ─► tracectl stats --partial, one a partition ─► tracectl stats --merge ─► table

What belongs to a trace has to be counted in one place: its critical path goes through all of its spans. So lines are
brought together by trace id first, and a line that holds several traces is taken apart.
"""

import argparse
import base64
import json
import os
import re
import shlex
import subprocess
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator

from pyspark import SparkConf, SparkContext


def main() -> int:
    arguments = parsed_arguments()
    conf = SparkConf().setAppName("tracectl stats").setIfMissing("spark.master", "local[*]")
    # Folders in the folder, too, as tracectl reads them.
    conf.set("spark.hadoop.mapreduce.input.fileinputformat.input.dir.recursive", "true")
    with SparkContext(conf=conf) as spark:
        partials = counted(spark, arguments)
    merge = [*shlex.split(arguments.tracectl), "stats", "--merge", *shlex.split(arguments.show)]
    return subprocess.run(merge, input="\n".join(partials).encode(), check=False).returncode


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="dumps of one format, a record a line: a path or address that Spark reads")
    parser.add_argument("--tracectl", default="tracectl", help="the command, as the workers know it")
    parser.add_argument("--count", default="", help="flags on what is counted: --count='--by service --errors'")
    parser.add_argument("--show", default="", help="flags on how it is shown: --show='--sort p99 --limit 50'")
    parser.add_argument("--partitions", type=int, help="parts that are counted by themselves")
    return parser.parse_args()


def counted(spark: SparkContext, arguments: argparse.Namespace) -> list[str]:
    """The partial results of all partitions, a line each; of an empty one, of nothing."""
    lines = spark.textFile(arguments.folder)
    by_trace = lines.flatMap(traces_in).partitionBy(arguments.partitions or lines.getNumPartitions(), place_of)
    command = f"{arguments.tracectl} stats - {arguments.count} --jobs 1 --allow-empty --quiet --partial -"
    # Without an environment the command would not find node.
    return by_trace.values().pipe(command, env=dict(os.environ), checkCode=True).collect()


def place_of(trace: str) -> int:
    """The same number on every worker: Python's own hashes of texts differ between processes."""
    return zlib.crc32(trace.encode())


TRACE_ID = re.compile(r'"trace(?:I[dD]|_id)"\s*:\s*"([^"]*)"')


def traces_in(line: str) -> Iterator[tuple[str, str]]:
    """A line with the trace it belongs to; one of several traces as a line for each."""
    line = line.strip("\ufeff \t\r\n")
    if not line:
        return
    ids = {trace_key(trace_id) for trace_id in TRACE_ID.findall(line)}
    if len(ids) == 1:
        yield ids.pop(), line
        return
    # Several traces, or links to others.
    parts = list(parts_of(parsed(line)))
    if ids and not parts:
        raise ValueError(f"nothing is known of what this line holds: {line[:60]!r}")
    for trace, part in parts:
        yield trace, json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def parsed(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        raise ValueError(
            f"a line is no record by itself: {line[:60]!r}; tracectl convert FILE --to otlp-json writes lines"
        ) from None


def parts_of(record: object) -> Iterator[tuple[str, object]]:
    """What a record holds, by trace."""
    if isinstance(record, list):  # Zipkin: spans; or records.
        by_trace = defaultdict(list)
        for item in record:
            for trace, part in parts_of(item):
                by_trace[trace].append(part)
        yield from by_trace.items()
    elif isinstance(record, dict) and (resources := first_key(record, "resourceSpans", "resource_spans", "batches")):
        yield from otlp_parts(record, resources)
    elif isinstance(record, dict) and isinstance(record.get("data"), list):  # Jaeger: traces.
        for trace in record["data"]:
            for key, part in parts_of(trace):
                yield key, {"data": [part]}
    elif isinstance(record, dict) and (key := first_key(record, "traceID", "traceId", "trace_id")):
        yield trace_key(record[key]), record
    elif isinstance(record, dict) and (wrapper := first_key(record, "trace", "result")):  # Tempo.
        yield from parts_of(record[wrapper])
    # Anything else, such as metrics, holds no spans.


def otlp_parts(request: dict, resources: str) -> Iterator[tuple[str, object]]:
    """An export request of OTLP as one for each trace."""
    by_trace = defaultdict(list)
    for resource_spans in request[resources]:
        scopes = first_key(resource_spans, "scopeSpans", "scope_spans", "instrumentationLibrarySpans")
        for scope_spans in resource_spans[scopes] if scopes else []:
            spans_by_trace = defaultdict(list)
            for span in scope_spans.get("spans", []):
                trace_id = span.get("traceId", span.get("trace_id", ""))
                spans_by_trace[trace_key(trace_id)].append(span)
            for trace, spans in spans_by_trace.items():
                by_trace[trace].append({**resource_spans, scopes: [{**scope_spans, "spans": spans}]})
    for trace, parts in by_trace.items():
        yield trace, {resources: parts}


def first_key(record: dict, *keys: str) -> str | None:
    return next((key for key in keys if key in record), None)


def trace_key(trace_id: str) -> str:
    """The same for all spellings of an id, and for an id of 128 bits and its lower half, which mean one trace."""
    if re.fullmatch(r"[0-9A-Fa-f]{1,32}", trace_id):
        digits = trace_id
    elif re.fullmatch(r"[0-9A-Za-z+/]{11}=|[0-9A-Za-z+/]{22}==", trace_id):
        digits = base64.b64decode(trace_id).hex()
    else:
        return trace_id
    return digits.lower().zfill(16)[-16:]


if __name__ == "__main__":
    sys.exit(main())
