/** Zoom by the mouse: a drag picks a stretch of time, the wheel zooms around the pointer. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { between, moved, zoomed } from './time-window.ts';
import type { Stretch } from './trace-model.ts';

/** Handlers of the element that shows time from left to right, and what is being picked. */
export interface DragZoom {
  picked: Stretch | undefined;
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onDblClick: () => void;
}

/** A shorter drag is a click, in pixels. */
const shortestDrag = 4;

/** Zoom by dragging over an element that shows `shown` of `whole`. */
export function useDragZoom(shown: Stretch, whole: Stretch, onWindow: (window: Stretch) => void): DragZoom {
  const [drag, setDrag] = useState<{ from: number; to: number; pixels: number }>();
  const picked =
    drag === undefined || drag.pixels < shortestDrag ? undefined : between(drag.from, drag.to, whole);
  return {
    picked,
    onPointerDown(event) {
      if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = instantAt(event, shown);
      setDrag({ from: at, to: at, pixels: 0 });
    },
    onPointerMove(event) {
      if (drag === undefined) return;
      setDrag({ ...drag, to: instantAt(event, shown), pixels: drag.pixels + Math.abs(event.movementX) });
    },
    onPointerUp() {
      if (picked !== undefined) onWindow(picked);
      setDrag(undefined);
    },
    onDblClick() {
      onWindow(whole);
    },
  };
}

/**
 * Zoom by the wheel over an element. With `needsKey` only together with Ctrl, which a pinch on a touchpad counts as; the
 * wheel alone scrolls there.
 */
export function useWheelZoom(
  element: { current: HTMLElement | null },
  shown: Stretch,
  whole: Stretch,
  onWindow: (window: Stretch) => void,
  { window, needsKey = false }: { window: Stretch; needsKey?: boolean },
): void {
  const state = useRef({ shown, whole, onWindow, window });
  state.current = { shown, whole, onWindow, window };
  useEffect(() => {
    const onWheel = (event: WheelEvent): void => {
      if (needsKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const { shown, whole, onWindow, window } = state.current;
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (isSideways) onWindow(moved(window, whole, (event.deltaX || event.deltaY) / pixelsAWindow));
      else onWindow(zoomed(window, whole, instantAt(event, shown), 2 ** (event.deltaY / pixelsADoubling)));
    };
    const target = element.current;
    target?.addEventListener('wheel', onWheel, { passive: false });
    return () => target?.removeEventListener('wheel', onWheel);
  }, [needsKey]);
}

const pixelsAWindow = 600;
const pixelsADoubling = 200;

function instantAt(event: MouseEvent, { from, to }: Stretch): number {
  if (!(event.currentTarget instanceof Element)) return from;
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return from + ((event.clientX - left) / (width || 1)) * (to - from);
}
