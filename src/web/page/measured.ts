import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** What is drawn before anything has been measured. */
const unmeasured = 560;

export interface Measured {
  readonly box: { current: HTMLDivElement | null };
  readonly width: number;
}

/**
 * The width of a plot as it is laid out, so that one unit of the drawing is one of the page's and letters have the same size
 * on a phone as on a large screen.
 */
export function useWidth(): Measured {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(unmeasured);
  useLayoutEffect(() => {
    const measure = (): void => {
      const now = Math.floor(box.current?.clientWidth ?? 0);
      if (now > 0) setWidth(now);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

/** The height of a large plot: a share of its width, and no more than most of the window. */
export function useMeasured(share: number): Measured & { readonly height: number } {
  const { box, width } = useWidth();
  return { box, width, height: Math.round(Math.max(250, Math.min(share * width, 0.68 * innerHeight))) };
}
