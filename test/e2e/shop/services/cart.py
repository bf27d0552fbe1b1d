"""Carts, kept in a Redis that is only played."""

from opentelemetry import trace
from opentelemetry.trace import SpanKind
from telemetry import serve, work

stores = trace.get_tracer("shop.stores", "2.1.0")


def command(name, statement, ms):
    attributes = {
        "db.system": "redis",
        "db.statement": statement,
        "server.address": "redis",
        "server.port": 6379,
    }
    with stores.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes):
        work(ms)


def read_cart(params, query, body):
    command("HGETALL", f"HGETALL cart:{params['user']}", 14)
    work(6)
    return {"quantity": int(query["items"][0])}


def empty_cart(params, query, body):
    command("DEL", f"DEL cart:{params['user']}", 5)
    return {}


serve([("GET", "/carts/{user}", read_cart), ("DELETE", "/carts/{user}", empty_cart)])
