/** A program whose OpenTelemetry SDK is set up by its environment alone: a request with three queries, one of which fails. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();

const tracer = trace.getTracer('capture', '1.0.0');
tracer.startActiveSpan(
  'GET /orders',
  { kind: SpanKind.SERVER, attributes: { 'http.route': '/orders' } },
  (span) => {
    for (let i = 0; i < 3; i++) {
      const attributes = { 'db.system': 'postgresql', rows: i, cached: i === 0, cost: 0.5 };
      const query = tracer.startSpan('SELECT orders', { kind: SpanKind.CLIENT, attributes });
      query.addEvent('row read', { text: '注文 🍵' });
      if (i === 2) query.setStatus({ code: SpanStatusCode.ERROR, message: 'timeout' });
      query.end();
    }
    span.end();
  },
);

await sdk.shutdown();
