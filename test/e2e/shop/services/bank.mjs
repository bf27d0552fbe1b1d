/**
 * The bank, instrumented years ago through the OpenTracing API and now running on its shim.
 *
 * It writes OpenTracing's own tags (`span.kind`, `http.status_code`, `error`), and the shim leaves the kind
 * of every span INTERNAL. `flaky` cards time out twice and then pass; `dead` cards always time out.
 */

import { TracerShim } from '@opentelemetry/shim-opentracing';
import { FORMAT_HTTP_HEADERS, Tags } from 'opentracing';

import { listen, work } from './http.mjs';
import { provider, withoutPaths } from './telemetry.mjs';

const tracer = new TracerShim(provider.getTracer('shop.bank'));
const dropsHeaders = process.env.SHOP_DROP_HEADERS === 'bank';

listen(async (request, url, body) => {
  const caller = dropsHeaders ? undefined : tracer.extract(FORMAT_HTTP_HEADERS, request.headers);
  const span = startSpan('transfer', caller, {
    [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_SERVER,
    [Tags.COMPONENT]: 'bank-http',
    [Tags.HTTP_METHOD]: request.method,
    [Tags.HTTP_URL]: `http://bank:8080${url.pathname}`,
  });
  try {
    await authorize(span, body);
    span.setTag(Tags.HTTP_STATUS_CODE, 200);
    return { status: 200, body: { state: 'booked' } };
  } catch (error) {
    span.setTag(Tags.HTTP_STATUS_CODE, 504).setTag(Tags.ERROR, true);
    return { status: 504, body: { error: error.message } };
  } finally {
    span.finish();
  }
});

async function authorize(parent, { card, attempt, amount }) {
  const span = startSpan('authorize card', parent, { 'bank.card': card, 'bank.amount': amount });
  try {
    await work(4);
    await askIssuer(span, card === 'dead' || (card === 'flaky' && attempt < 3));
    await work(3);
  } catch (error) {
    span.setTag(Tags.ERROR, true);
    throw error;
  } finally {
    span.finish();
  }
}

async function askIssuer(parent, timesOut) {
  const span = startSpan('issuer.Authorize', parent, {
    [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT,
    [Tags.PEER_SERVICE]: 'card-issuer',
  });
  try {
    await work(timesOut ? 45 : 26);
    if (timesOut) throw withoutPaths(new Error('card declined: issuer timeout'));
  } catch (error) {
    span.setTag(Tags.ERROR, true);
    span.log({ event: 'error', 'error.kind': 'IssuerTimeout', message: error.message, stack: error.stack });
    throw error;
  } finally {
    span.finish();
  }
}

function startSpan(name, parent, tags) {
  return tracer.startSpan(name, { childOf: parent ?? undefined, tags });
}
