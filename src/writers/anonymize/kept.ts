/**
 * What stays when traces are anonymized, because it is the same in every company and analyses depend on it: the keys of
 * OpenTelemetry's semantic conventions, and of their values those that are one of a published few.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */

/** First parts of the keys of the semantic conventions, of older ones, and of OpenTracing and Zipkin. */
const namespaces = new Set(
  `aspnetcore aws az azure browser cassandra cicd client cloud cloudevents cloudfoundry code component container cpu db
  deployment destination device disk dns dotnet elasticsearch enduser error event exception faas feature_flag file gcp
  gen_ai geo go graphql heroku host hostname http hw internal ios ip jaeger jvm k8s linux log message messaging name net
  network nodejs oci opentracing os otel peer process profile rpc sampler server service session signalr source span
  stack system telemetry test thread tls tracer url user user_agent v8js vcs version webengine`.split(/\s+/),
);

/** Keys of which the last part is anybody's: http.request.header.x-customer. */
const template = /^(.*\.(?:header|metadata|labels?|annotations?|parameter|environment_variable))\.(.+)$/s;

/** The part of a key that stays, and the part that does not. */
export function keyParts(key: string): [kept: string, hidden: string] {
  const [first] = key.split('.', 1);
  if (!namespaces.has(first) || !/^[\w.]+$/.test(key.replace(template, '$1'))) return ['', key];
  const [, kept, hidden] = template.exec(key) ?? [];
  return kept === undefined ? [key, ''] : [`${kept}.`, hidden];
}

const methods = 'GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|QUERY|_OTHER|HTTP';
const databases = `postgresql|mysql|mariadb|redis|valkey|mongodb|sqlite|cassandra|elasticsearch|opensearch|memcached|
  mssql|microsoft.sql_server|oracle|oracle.db|db2|ibm.db2|dynamodb|aws.dynamodb|cosmosdb|azure.cosmosdb|spanner|
  gcp.spanner|clickhouse|cockroachdb|couchbase|couchdb|neo4j|influxdb|hbase|hive|snowflake|trino|other_sql`;
const queues = `kafka|rabbitmq|activemq|rocketmq|pulsar|jms|nats|aws_sqs|aws.sqs|aws.sns|gcp_pubsub|eventgrid|
  eventhubs|servicebus`;

/** Values that stay, by key. */
const values: Readonly<Record<string, RegExp>> = {
  'http.request.method': choice(methods),
  'http.method': choice(methods),
  'http.response.status_code': /^\d{1,3}$/,
  'http.status_code': /^\d{1,3}$/,
  'http.request.resend_count': /^\d{1,3}$/,
  'http.flavor': /^\d(\.\d)?$/,
  'http.scheme': choice('http|https'),
  'url.scheme': choice('http|https'),
  'rpc.grpc.status_code': /^\d{1,2}$/,
  'rpc.system': choice('grpc|connect_rpc|dubbo|jsonrpc|java_rmi|dotnet_wcf|apache_dubbo'),
  'rpc.system.name': choice('grpc|connectrpc|dubbo|jsonrpc'),
  'db.system': choice(databases),
  'db.system.name': choice(databases),
  'messaging.system': choice(queues),
  'messaging.operation': choice('create|send|publish|receive|process|settle'),
  'messaging.operation.type': choice('create|send|publish|receive|process|settle'),
  'network.transport': choice('tcp|udp|pipe|unix|quic'),
  'network.type': choice('ipv4|ipv6'),
  'network.protocol.name': choice('http|amqp|mqtt|kafka|redis'),
  'network.protocol.version': /^\d(\.\d)?$/,
  'net.transport': choice('ip_tcp|ip_udp|pipe|inproc|other'),
  'span.kind': choice('server|client|producer|consumer|internal'),
  'otel.status_code': choice('OK|ERROR|UNSET'),
  error: /^(true|false)$/i,
  'error.type': /^(\d{3}|timeout|_OTHER)$/,
  'exception.escaped': /^(true|false)$/i,
  'telemetry.sdk.name': choice('opentelemetry'),
  'telemetry.sdk.language': choice('cpp|dotnet|erlang|go|java|nodejs|php|python|ruby|rust|swift|webjs'),
  'telemetry.sdk.version': /^\d+\.\d+\.\d+$/,
};

/** Whether the value of a key stays. */
export function isKeptValue(key: string, value: string): boolean {
  return Object.hasOwn(values, key) && values[key].test(value);
}

/** Names of events that everybody uses. */
export function isKeptEvent(name: string): boolean {
  return /^(exception|message|log|cs|cr|ss|sr|ws|wr)$/.test(name);
}

/** Names of scopes that are those of OpenTelemetry's own libraries; versions say nothing without a name. */
export function isKeptScope(key: string, value: string): boolean {
  if (key === 'version') return /^[\dv][\w.+-]{0,20}$/.test(value);
  return (
    key === 'name' &&
    /^(@opentelemetry\/|io\.opentelemetry\.|opentelemetry\.|go\.opentelemetry\.io\/)/.test(value)
  );
}

/** The method before a route in the name of a span, which stays: `GET ` of `GET /cart`. */
export function nameParts(name: string): [kept: string, hidden: string] {
  const [, kept = '', hidden = name] = nameWithMethod.exec(name) ?? [];
  return [kept, hidden];
}

const nameWithMethod = new RegExp(`^((?:${methods})(?: |$))(.*)$`, 's');

function choice(texts: string): RegExp {
  return new RegExp(`^(${texts.replace(/\s+/g, '').replaceAll('.', '\\.')})$`);
}
