"""Counts, errors and quantiles of durations by service and operation of a dump, in SQL over DuckDB's JSON reader.

    python bench/duckdb-stats.py dump.jsonl otlp 2        2 threads

The reader is told the fields that matter, so that it does not have to find out, and passes over all others. It knows no
traces: what tracectl stats does besides (trees, self time, the critical path) is left out.
"""

import os
import sys

import duckdb

path, kind, threads = sys.argv[1:4]

OTLP_FIELDS = """{resourceSpans: 'STRUCT(
    resource STRUCT(attributes STRUCT("key" VARCHAR, "value" STRUCT(stringValue VARCHAR))[]),
    scopeSpans STRUCT(spans STRUCT(
        name VARCHAR, startTimeUnixNano UBIGINT, endTimeUnixNano UBIGINT, status STRUCT(code INTEGER))[])[])[]'}"""
OTLP_SPANS = f"""
    WITH resources AS (
        SELECT unnest(resourceSpans) AS resource
        FROM read_json($path, format = 'newline_delimited', columns = {OTLP_FIELDS})
    ), scopes AS (
        SELECT
            list_filter(resource.resource.attributes, lambda one: one.key = 'service.name')[1].value.stringValue AS service,
            unnest(resource.scopeSpans) AS scope
        FROM resources
    ), found AS (SELECT service, unnest(scope.spans) AS span FROM scopes)
    SELECT
        service,
        span.name AS name,
        span.status.code = 2 AS is_error,
        span.endTimeUnixNano - span.startTimeUnixNano AS duration
    FROM found"""

JAEGER_FIELDS = """{data: 'STRUCT(
    spans STRUCT(operationName VARCHAR, duration BIGINT, processID VARCHAR, tags STRUCT("key" VARCHAR)[])[],
    processes MAP(VARCHAR, STRUCT(serviceName VARCHAR)))[]'}"""
JAEGER_SPANS = f"""
    WITH traces AS (
        SELECT unnest(data) AS trace
        FROM read_json($path, format = 'unstructured', maximum_object_size = $size, columns = {JAEGER_FIELDS})
    ), found AS (SELECT trace.processes AS processes, unnest(trace.spans) AS span FROM traces)
    SELECT
        processes[span.processID].serviceName AS service,
        span.operationName AS name,
        list_contains(list_transform(span.tags, lambda tag: tag.key), 'error') AS is_error,
        span.duration * 1000 AS duration
    FROM found"""

is_otlp = kind == "otlp"
values = {"path": path} if is_otlp else {"path": path, "size": os.path.getsize(path) + 1}
rows = (
    duckdb.connect(config={"threads": int(threads)})
    .execute(
        f"""SELECT service, name, count(*), count_if(is_error), sum(duration), min(duration), max(duration),
            quantile_disc(duration, [0.5, 0.9, 0.95, 0.99])
        FROM ({OTLP_SPANS if is_otlp else JAEGER_SPANS}) GROUP BY service, name ORDER BY sum(duration) DESC""",
        values,
    )
    .fetchall()
)
for row in rows:
    print(*row, sep="\t")
