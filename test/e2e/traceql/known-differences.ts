/** Queries of the corpus that Tempo 2.8 answers otherwise, by why it does; docs/traceql.md tells of the same. */
const differences: Readonly<Record<string, readonly string[]>> = {
  'an empty query is answered without spans': [''],
  'a value before a comparison is compared the wrong way round': [
    '{ 200 < span.http.response.status_code }',
    '{ 100ms < duration }',
  ],
  'spans without events and links are taken to have empty ones': [
    '{ event:name != "retry" }',
    '{ event:name != nil }',
    '{ event:timeSinceStart = 0s }',
    '{ link:spanID != nil }',
    '{} | avg(event:timeSinceStart) > 1ms',
  ],
  'of several events only the first that has a key is looked at': [
    '{ event.step > 1 && event.who = "a" }',
    '{ event.step = 1 } && { event.step = 2 }',
  ],
  'strings are compared with their quotes': ['{ name >= "GET" }'],
  'what stands in parentheses is asked for before it is negated': [
    '{ !(span.a = 1) }',
    '{ (span.a = 1) = false }',
  ],
  'an attribute that is not there makes || false': ['{ span.yes || span.third }'],
  'beside || true, other conditions still have to hold': ['{ span.b = 2 || true }'],
  'stages behind select() do not see what was not asked for before': [
    '{ resource.service.name =~ "y|z" } | select(name, span.a) | { nestedSetParent < 0 }',
    '{ kind = server } | select(name, span.a) | min(span.b) <= 3',
  ],
  'calculating with an attribute that is not there gives false, which is more than any number': [
    '{} | max(span.k * 2) > 10',
  ],
  'negative integers are averaged as large ones': ['{} | avg(span.neg) < 0'],
  '&>> and &<< overlook spans': [
    '{ name = "red" } &>> { name = "blue" }',
    '{ name = "red" } &<< { name = "blue" }',
    '{} &>> { name = "green" }',
  ],
  'where the root is missing, spans have no structure': [
    '{ name = "orphan" } > { name = "child of orphan" }',
    '{} > {}',
    '{} !> {}',
    '{} !< {}',
  ],
  'another of several roots is the root of the trace': ['{ name = rootName }'],
  'without {} in front, only spans with the attribute are seen': ['by(span.mood)', 'max(span.k) > 3'],
  'several sets on one side of a structural operator fail': ['({} | by(name)) >> ({ name = "red" })'],
  'figures cannot be calculated with': [
    '{} | avg(duration) * 2 > 100ms',
    '{} | max(duration) - min(duration) > 500ms',
    '{} | 20 < count()',
    '({ name = "red" } | count()) > ({ name = "blue" } | count())',
  ],
};

/** The queries of all differences. */
export const knownDifferences: ReadonlySet<string> = new Set(Object.values(differences).flat());
