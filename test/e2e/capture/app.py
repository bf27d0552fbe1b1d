"""The program of app.mjs in Python; opentelemetry-instrument sets up the SDK as the environment says."""

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

tracer = trace.get_tracer("capture", "1.0.0")
with tracer.start_as_current_span("GET /orders", kind=SpanKind.SERVER, attributes={"http.route": "/orders"}):
    for i in range(3):
        attributes = {"db.system": "postgresql", "rows": i, "cached": i == 0, "cost": 0.5}
        with tracer.start_as_current_span("SELECT orders", kind=SpanKind.CLIENT, attributes=attributes) as query:
            query.add_event("row read", {"text": "注文 🍵"})
            if i == 2:
                query.set_status(Status(StatusCode.ERROR, "timeout"))
