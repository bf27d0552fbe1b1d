"""The OpenTelemetry SDK of one Python service as its environment asks, and HTTP with spans around it."""

import json
import os
import random
import re
import signal
import threading
import time
import traceback
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.zipkin.json import ZipkinExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode

SERVICE = os.environ["SHOP_SERVICE"]
EXPORTS = json.loads(os.environ["SHOP_EXPORTS"])
PEERS = json.loads(os.environ["SHOP_PEERS"])
DROPS_HEADERS = os.environ.get("SHOP_DROP_HEADERS") == SERVICE
# Every service says it listens here, so that recordings hold no port of the moment.
NAMED_PORT = 8080

# Makers of a span exporter, by the kinds that SHOP_EXPORTS names.
EXPORTERS = {
    "otlp": lambda url: OTLPSpanExporter(endpoint=f"{url}/v1/traces"),
    "zipkin": lambda url: ZipkinExporter(endpoint=f"{url}/api/v2/spans"),
    "console": lambda url: ConsoleSpanExporter(),
}


def start_provider():
    # The host is made up, and nothing is asked of the machine: a recording must not tell where it was made.
    resource = Resource.create(
        {
            "service.name": SERVICE,
            "service.version": "2.0.1",
            "service.instance.id": f"{SERVICE}-1",
            "host.name": os.environ["SHOP_HOST"],
        }
    )
    provider = TracerProvider(resource=resource)
    # Without any, spans are made and their ids passed on, but no one ever gets to see them.
    for export in EXPORTS:
        exporter = EXPORTERS[export["kind"]](export.get("url"))
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=500))
    trace.set_tracer_provider(provider)
    return provider


provider = start_provider()
tracer = trace.get_tracer("shop.http", "0.3.0")


class HttpError(Exception):
    """A failure with the HTTP status that tells of it."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


@contextmanager
def span_of(span):
    """Makes the span current, ends it, and notes an exception without this machine's folders in its stack."""
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except Exception as error:
            stack = "".join(traceback.format_exception(error))
            stack = re.sub(r'File "[^"]*/', 'File "/app/', stack)
            span.record_exception(error, attributes={"exception.stacktrace": stack})
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR, str(error)))
            raise


def listen(answer, before_exit=lambda: None):
    """Serves answer(method, url, headers, body), which returns a status and a body, until SIGTERM."""

    class Handler(BaseHTTPRequestHandler):
        def do(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            url = urlsplit(self.path)
            status, reply = 200, {}
            if url.path != "/health":
                status, reply = answer(self.command, url, headers, json.loads(body or "{}"))
            payload = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_DELETE = do

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["SHOP_PORT"])), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    before_exit()
    provider.shutdown()


def serve(routes, propagator=None):
    """Serves routes, (method, route, handler) each, every request inside a SERVER span."""

    def answer(method, url, headers, body):
        found = find_route(routes, method, url.path)
        if not found:
            return 404, {}
        route, handler, params = found
        parent = Context() if DROPS_HEADERS else (propagator or propagate).extract(headers)
        attributes = {
            "http.request.method": method,
            "http.route": route,
            "url.scheme": "http",
            "url.path": url.path,
            "server.address": SERVICE,
            "server.port": NAMED_PORT,
        }
        span = tracer.start_span(f"{method} {route}", parent, SpanKind.SERVER, attributes)
        try:
            with span_of(span):
                try:
                    reply = handler(params=params, query=parse_qs(url.query), body=body)
                    span.set_attribute("http.response.status_code", 200)
                    return 200, reply
                except Exception as error:
                    span.set_attribute("http.response.status_code", getattr(error, "status", 500))
                    raise
        except Exception as error:
            return getattr(error, "status", 500), {"error": str(error)}

    listen(answer)


def call(peer, method, path, body, attributes):
    """Calls another service inside a CLIENT span and returns its reply, or raises an HttpError."""
    attributes = {
        "http.request.method": method,
        "url.full": f"http://{peer}:{NAMED_PORT}{path}",
        "server.address": peer,
        "server.port": NAMED_PORT,
        **attributes,
    }
    name = f"{method} {path}"
    with tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes) as span:
        headers = {"content-type": "application/json"}
        if not DROPS_HEADERS:
            propagate.inject(headers)
        payload = json.dumps(body).encode()
        request = urllib.request.Request(PEERS[peer] + path, payload, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                span.set_attribute("http.response.status_code", response.status)
                return json.load(response)
        except urllib.error.HTTPError as error:
            span.set_attributes({"http.response.status_code": error.code, "error.type": str(error.code)})
            span.set_status(Status(StatusCode.ERROR))
            failure = f"{peer} answered {error.code}: {json.load(error)['error']}"
    raise HttpError(502, failure)


def work(ms):
    """Sleeps for about so many milliseconds, never the same twice."""
    time.sleep(ms / 1000 * random.uniform(0.9, 1.1))


def find_route(routes, method, path):
    for route_method, route, handler in routes:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route)
        match = re.fullmatch(pattern, path)
        if method == route_method and match:
            return route, handler, match.groupdict()
    return None
