/** `tracectl demo`: `show` on the bundled trace. */
import type { CommandSpec } from '../cli/command.ts';
import { show, type ShowFlags } from './show.ts';

export const demo: CommandSpec<ShowFlags> = {
  declare() {
    return show
      .declare()
      .name('demo')
      .summary('show a bundled trace, recorded from a real system')
      .description('Shows the trace of a failed checkout in a small shop; takes the options of show.');
  },

  run(context, args, flags) {
    const file = `${context.packageRoot}/fixtures/otlp-json/checkout.json`;
    const sections = flags.with ?? ['critical-path', 'slowest'];
    return show.run(context, [...args, file], { ...flags, with: sections });
  },
};
