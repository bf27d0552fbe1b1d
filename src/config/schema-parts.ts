/** What schemas of files that people write are made of. Messages say what a value must be and never what it is. */
import * as v from 'valibot';

/** Text that says something. */
export const text: v.GenericSchema<unknown, string> = v.pipe(
  v.string('must be text'),
  v.nonEmpty('must not be empty'),
);

/** To the schemas of objects, arrays are some, too. */
export const map: v.GenericSchema<unknown, object> = v.custom<object>(isMap, 'must be a map');

/** Whether a value is an object and not an array. */
export function isMap(input: unknown): input is object {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** An object without further keys; each of those is an issue. */
export function closed<Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, undefined>>> {
  return v.pipe(map, v.objectWithRest(entries, v.never()));
}
