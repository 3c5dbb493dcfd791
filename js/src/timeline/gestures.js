/** Wheel, drag, pinch, double click and pointer on the picture. */
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { onPictureKey } from "./keys.js";

const HOUR = 3_600_000;
const NEAR = 14; // pixels within which a click finds a mark

/**
 * @param {import("./types.js").App} app
 * @param {HTMLElement} plot
 */
export function gestures(app, plot) {
  const baseSpan = () => app.base[1] - app.base[0];
  const behaviour = zoom()
    .filter((event) => {
      if (event.type === "wheel") {
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return false; // pans, below
        // The page keeps its wheel until the reader has turned to the timeline.
        if (event.ctrlKey || event.metaKey || plot.contains(document.activeElement)) return true;
        app.hint();
        return false;
      }
      return !event.button && !event.shiftKey;
    })
    .clickDistance(4)
    .on("zoom", (event) => {
      if (!event.sourceEvent) return;
      const { k, x } = event.transform;
      const w = app.width;
      const span = baseSpan() / k;
      const from = app.base[0] - (x / w) * span;
      app.look([from, from + span]);
    });
  if (window.matchMedia?.("(prefers-reduced-motion: reduce)").matches) behaviour.duration(0);
  const target = select(/** @type {any} */ (plot));
  target.call(behaviour);
  target.on("wheel.pan", (/** @type {WheelEvent} */ event) => {
    if (Math.abs(event.deltaX) <= Math.abs(event.deltaY) || event.ctrlKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    app.pan(event.deltaX / app.width, false);
  });

  /** @param {PointerEvent | MouseEvent} event */
  function under(event) {
    const box = plot.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    let best = null;
    let least = NEAR * NEAR;
    for (const hit of app.hits) {
      const dx = x > hit.x && x < hit.right ? 0 : Math.min(Math.abs(x - hit.x), Math.abs(x - hit.right));
      const dy = y - hit.y;
      const far = hit.many ? (Math.abs(x - hit.x) <= 2 ? 1 : Infinity) : dx * dx + dy * dy * 2;
      if (far < least && (!hit.many || Math.abs(dy) < 40)) {
        least = far;
        best = hit;
      }
    }
    return best;
  }

  plot.addEventListener("pointermove", (event) => {
    if (event.buttons) return app.hover(null);
    app.hover(under(event));
  });
  plot.addEventListener("pointerleave", () => app.hover(null));
  plot.addEventListener("click", (event) => {
    plot.focus({ preventScroll: true });
    const hit = under(event);
    if (!hit || hit.event < 0) return;
    app.focusEvent(hit.event, "plot");
    if (event.shiftKey || event.ctrlKey || event.metaKey) app.toggle(hit.event);
    else app.open(hit.event);
  });
  plot.addEventListener("focus", () => app.paint());
  plot.addEventListener("blur", () => app.paint());
  plot.addEventListener("keydown", (event) => onPictureKey(app, event));

  return {
    /** Lets d3 know of a view that did not come from it. */
    follow() {
      const [a, b] = app.state.view;
      const w = app.width;
      const span = baseSpan();
      behaviour
        .extent([
          [0, 0],
          [w, 1],
        ])
        .translateExtent([
          [-w / 2, -Infinity],
          [1.5 * w, Infinity],
        ])
        .scaleExtent([0.5, Math.max(2, span / (6 * HOUR))]);
      const k = span / (b - a);
      // Where d3-zoom keeps an element's transform, as its page says.
      Object.assign(plot, { __zoom: zoomIdentity.translate((-(a - app.base[0]) / (b - a)) * w, 0).scale(k) });
    },
    destroy() {
      target.on(".zoom", null).on("wheel.pan", null);
    },
  };
}
