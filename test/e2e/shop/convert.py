"""Turns recorded OTLP requests from JSON to protobuf and back.

Reads one request a line, {"type": content type, "body": base64}, and writes one JSON object:

    json      each request as OTLP/JSON text; one that came as JSON is left as it came
    merged    all of them as one protobuf message, base64
    framed    each as a protobuf message behind its length, four bytes big-endian, base64

OTLP/JSON is not protobuf's own JSON: its ids are hex instead of base64, and its enums are numbers.
https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

import base64
import json
import struct
import sys

from google.protobuf.json_format import MessageToDict, ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ID_KEYS = {"traceId", "spanId", "parentSpanId"}


def with_ids(value, change):
    """A copy of the JSON value with every id changed."""
    if isinstance(value, list):
        return [with_ids(item, change) for item in value]
    if isinstance(value, dict):
        return {
            key: change(item) if key in ID_KEYS else with_ids(item, change)
            for key, item in value.items()
        }
    return value


def hex_to_base64(text):
    return base64.b64encode(bytes.fromhex(text)).decode()


def base64_to_hex(text):
    return base64.b64decode(text).hex()


def read(content_type, body):
    """The request as a protobuf message and as OTLP/JSON text."""
    if content_type == "application/json":
        as_json = with_ids(json.loads(body), hex_to_base64)
        return ParseDict(as_json, ExportTraceServiceRequest()), body.decode()
    message = ExportTraceServiceRequest.FromString(body)
    as_json = with_ids(MessageToDict(message, use_integers_for_enums=True), base64_to_hex)
    return message, json.dumps(as_json, ensure_ascii=False, separators=(",", ":"))


def main():
    requests = [json.loads(line) for line in sys.stdin]
    pairs = [read(request["type"], base64.b64decode(request["body"])) for request in requests]
    merged = ExportTraceServiceRequest()
    framed = b""
    for message, _ in pairs:
        merged.MergeFrom(message)
        frame = message.SerializeToString()
        framed += struct.pack(">I", len(frame)) + frame
    result = {
        "json": [text for _, text in pairs],
        "merged": base64.b64encode(merged.SerializeToString()).decode(),
        "framed": base64.b64encode(framed).decode(),
    }
    json.dump(result, sys.stdout)


main()
