"""Mails sent for orders: takes messages off a queue in batches, each batch in a trace of its own.

    orders         PRODUCER publish orders
                     |            \
                     | link        \ parent
                     v              v
    notifications  CONSUMER       CONSUMER process orders  (one a message; links to the batch)
                   receive orders
"""

import queue
import threading
import time

from opentelemetry import propagate, trace
from opentelemetry.trace import Link, SpanKind
from telemetry import listen, work

LINGER_SECONDS = 0.2
messages = queue.Queue()
worker = trace.get_tracer("shop.queue", "1.0.0")
steps = trace.get_tracer("shop.steps")
about_queue = {"messaging.system": "kafka", "messaging.destination.name": "orders"}


def take(method, url, headers, body):
    """The broker's side of the hand-over; the queue's own traffic is not traced."""
    messages.put(body)
    return 200, {}


def run():
    while True:
        batch = next_batch()
        handle_batch([message for message in batch if message])
        if None in batch:
            return


def next_batch():
    """Waits for one message, then a little longer for others. None asks the worker to stop."""
    batch = [messages.get()]
    deadline = time.monotonic() + LINGER_SECONDS
    while None not in batch and (left := deadline - time.monotonic()) > 0:
        try:
            batch.append(messages.get(timeout=left))
        except queue.Empty:
            break
    return batch


def handle_batch(batch):
    if not batch:
        return
    producers = [propagate.extract(message["headers"]) for message in batch]
    links = [
        Link(trace.get_current_span(producer).get_span_context(), {"messaging.batch.index": index})
        for index, producer in enumerate(producers)
    ]
    attributes = {
        **about_queue,
        "messaging.operation.type": "receive",
        "messaging.batch.message_count": len(batch),
        "messaging.consumer.group.name": "mailers",
    }
    with worker.start_as_current_span(
        "receive orders", kind=SpanKind.CONSUMER, links=links, attributes=attributes
    ) as received:
        work(4)
    for message, producer in zip(batch, producers):
        process(message["message"], producer, Link(received.get_span_context()))


def process(message, producer, link):
    attributes = {**about_queue, "messaging.operation.type": "process", "shop.order_id": message["orderId"]}
    with worker.start_as_current_span(
        "process orders", context=producer, kind=SpanKind.CONSUMER, links=[link], attributes=attributes
    ):
        template = {"mail.template": "bestätigung", "mail.emoji": "📦"}
        with steps.start_as_current_span("render mail", attributes=template):
            work(8)
        mail = {"server.address": "smtp", "server.port": 25, "mail.to": f"{message['user']}@shop.example"}
        with steps.start_as_current_span("SMTP send", kind=SpanKind.CLIENT, attributes=mail):
            work(28)


def drain():
    messages.put(None)
    thread.join(timeout=5)


thread = threading.Thread(target=run, daemon=True)
thread.start()
listen(take, before_exit=drain)
