"""Payments: an older service that speaks B3 with its callers, and asks the bank up to three times."""

from opentelemetry import trace
from opentelemetry.propagators.b3 import B3MultiFormat
from telemetry import HttpError, call, serve, work

steps = trace.get_tracer("shop.steps")
ATTEMPTS = 3


def charge(params, query, body):
    fraud = {"fraud.model": "v7", "fraud.score": 0.125}
    with steps.start_as_current_span("score fraud risk", attributes=fraud):
        work(16)
    cards = {"ok": "good", "flaky": "flaky", "down": "dead"}
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask_bank(attempt, cards[body["bank"]], body)
        except HttpError as error:
            if attempt == ATTEMPTS:
                raise HttpError(502, f"gave up after {attempt} attempts: {error}") from error
            retry = {"retry.attempt": attempt, "retry.reason": str(error)}
            trace.get_current_span().add_event("retry", retry)
            work(15 * attempt)


def ask_bank(attempt, card, body):
    resends = {"http.request.resend_count": attempt - 1} if attempt > 1 else {}
    transfer = {"card": card, "attempt": attempt, "amount": body["total"]}
    return call("bank", "POST", "/transfers", transfer, resends)


serve([("POST", "/charges", charge)], propagator=B3MultiFormat())
