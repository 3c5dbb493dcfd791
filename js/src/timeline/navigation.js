/** Which stretch of time is in view: every way to move it, and the way back. */
import { DAY, extent } from "./filter.js";
import { momentOf } from "./layout.js";

const LEAST = 6 * 3_600_000; // the shortest view, in milliseconds
const TOGETHER = 500; // moves that follow within so many milliseconds count as one
const MOST = 50; // views that are remembered

/**
 * @param {import("./types.js").Model} model
 * @param {(from: number) => void} looked  told where a view begins that was come to by looking, not by going back
 * @returns {import("./types.js").Navigation}
 */
export function createNavigation(model, looked) {
  const { store, state } = model;
  /** @type {[number, number][]} */
  const history = [];
  let last = -Infinity;

  /** @type {import("./types.js").Navigation["look"]} */
  function look([a, b], step = false) {
    if (!(b > a) || (a === state.view[0] && b === state.view[1])) return;
    const now = performance.now();
    if (step || now - last > TOGETHER) {
      history.push(state.view);
      if (history.length > MOST) history.shift();
    }
    last = now;
    model.update({ view: [a, b] });
    looked(a);
  }

  return {
    history,
    look,
    zoom(factor) {
      const [a, b] = state.view;
      const at = state.current >= 0 ? momentOf(store, state.current) : NaN;
      const middle = at > a && at < b ? at : (a + b) / 2;
      const most = (model.base[1] - model.base[0]) * 2;
      const span = Math.max(LEAST, Math.min(most, (b - a) / factor));
      const share = (middle - a) / (b - a);
      look([middle - share * span, middle + (1 - share) * span], true);
    },
    pan(share, step = true) {
      const [a, b] = state.view;
      const by = (b - a) * share;
      look([a + by, b + by], step);
    },
    fit() {
      look(extent(store, model.shown, state.asOf === null ? Infinity : state.asOf + DAY), true);
    },
    back() {
      const view = history.pop();
      if (!view) return;
      last = performance.now();
      model.update({ view });
    },
  };
}
