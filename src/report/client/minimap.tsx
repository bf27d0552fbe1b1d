/** The whole trace in a strip, a line a span, with the window that the tree shows. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { useDragZoom, useWheelZoom } from './drag-zoom.ts';
import { serviceHue } from './hue.ts';
import type { Stretch, TraceModel } from './trace-model.ts';

const height = 56;

interface MinimapProps {
  model: TraceModel;
  window: Stretch;
  onWindow: (window: Stretch) => void;
}

/** The strip; keys zoom too, see keys.ts. */
export function Minimap({ model, window, onWindow }: MinimapProps): JSX.Element {
  const { extent } = model;
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(strip);
  const isDark = useDark();
  const { picked, ...handlers } = useDragZoom(extent, extent, onWindow);
  useWheelZoom(strip, extent, extent, onWindow, { window });
  useEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, model, width);
  }, [model, width, isDark]);
  const shown = picked ?? window;
  const share = (instant: number): string =>
    `${((instant - extent.from) / (extent.to - extent.from)) * 100}%`;
  const isWhole = shown.from === extent.from && shown.to === extent.to;
  return (
    <div class="minimap" ref={strip} {...handlers}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`The whole trace; shown is ${formatDuration(shown.from)} to ${formatDuration(shown.to)}`}
      />
      {!isWhole && (
        <>
          <i class="shade" style={{ left: 0, width: share(shown.from) }} />
          <i class="shade" style={{ left: share(shown.to), right: 0 }} />
        </>
      )}
    </div>
  );
}

/** A line a span as long as there is room, else lines over each other. */
function draw(canvas: HTMLCanvasElement, model: TraceModel, width: number): void {
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const lightness = style.getPropertyValue('--bar-lightness');
  const errorColor = style.getPropertyValue('--error');
  const { size, extent, start, duration, data } = model;
  const colors = data.texts.map(() => '');
  const colorOf = (service: number): string =>
    (colors[service] ||= `oklch(${lightness} 0.11 ${serviceHue(data.texts[service])})`);
  const perNano = canvas.width / (extent.to - extent.from);
  const lineHeight = Math.max(1, Math.min(4 * scale, canvas.height / size - 1));
  let color = '';
  for (let row = 0; row < size; row++) {
    if (!model.isTimed(row)) continue;
    const wanted = model.isError(row) ? errorColor : colorOf(data.rows.service[row]);
    if (wanted !== color) context.fillStyle = color = wanted;
    const left = (start[row] - extent.from) * perNano;
    const top = Math.floor((row / size) * canvas.height);
    context.fillRect(left, top, Math.max(1, duration[row] * perNano), lineHeight);
  }
}

/** The width of an element, as it changes. */
export function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

function useDark(): boolean {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const follow = (): void => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isDark;
}
