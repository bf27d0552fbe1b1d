/** A target that writes what it is given under other names. */
import { perGeneration } from '../per-generation.ts';
import type { Target } from '../target.ts';
import { anonymizedStore } from './anonymize-store.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** The target with pseudonyms before it. Rows of a store are copied once for each generation of it. */
export function anonymizing(target: Target, pseudonyms: Pseudonyms): Target {
  return {
    ...target,
    encoder(output, losses) {
      const encoder = target.encoder(output, losses);
      const copyOf = perGeneration((store) => anonymizedStore(store, pseudonyms));
      return {
        write: (store, rows) => encoder.write(copyOf(store), rows),
        end: () => encoder.end(),
      };
    },
  };
}
