/** Draws a report. */
import { render } from 'preact';

import { App } from './app.tsx';
import { readOverview } from './blocks.ts';
import { giveHues } from './hue.ts';

const place = document.getElementById('app');

if (place !== null) {
  readOverview().then(
    (overview) => {
      giveHues(overview.figures?.graph.nodes.map(({ service }) => service) ?? []);
      render(<App overview={overview} />, place);
    },
    (error: unknown) => {
      place.textContent = `This report can’t be shown: ${error instanceof Error ? error.message : String(error)}.`;
    },
  );
}
