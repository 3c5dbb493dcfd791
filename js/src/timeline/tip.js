/** What appears beside the pointer: the event under it, or how the wheel is used. */
import { h } from "../lib/dom.js";

const AGAIN = 4000; // milliseconds before the same hint is given again
const STAYS = 2500; // milliseconds for which it stays

/**
 * What is said of an event besides its title: its date, and whether it is disputed.
 * @param {import("./types.js").App} app
 * @param {number} i
 */
export function describe(app, i) {
  const date = app.dates.long(app.store, i, app.state.asOf);
  return app.store.text("dispute", i) ? [date, app.say("disputed")] : [date];
}

/**
 * @param {import("./types.js").App} app
 * @param {() => number} heightOf  of the picture, in pixels
 */
export function pointerTip(app, heightOf) {
  const { store, say } = app;
  const node = h("div", { class: "tl-tip", "aria-hidden": "true", hidden: true });
  /** @type {import("./draw.js").Hit | null} */
  let hovered = null;
  let hinted = 0;

  /** @param {import("./draw.js").Hit} hit */
  function fill(hit) {
    if (hit.many) node.replaceChildren(say("many", { n: hit.many }));
    else {
      const title = h("strong", {}, store.text("title", hit.event));
      node.replaceChildren(title, h("span", {}, describe(app, hit.event).join(" · ")));
    }
    const x = Math.max(4, Math.min(hit.x - 20, app.width - node.offsetWidth - 8));
    const y = hit.y + 16 + node.offsetHeight > heightOf() ? hit.y - node.offsetHeight - 12 : hit.y + 14;
    node.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  return {
    node,
    /** The event under the pointer, or -1. */
    event: () => hovered?.event ?? -1,
    /** @param {import("./draw.js").Hit | null} hit */
    hover(hit) {
      if (hit === hovered || (hit && hovered && hit.event >= 0 && hit.event === hovered.event)) return;
      hovered = hit;
      node.parentElement?.classList.toggle("tl-over", hit !== null && hit.event >= 0);
      node.hidden = hit === null;
      node.classList.remove("tl-hint");
      if (hit) fill(hit);
      app.paint();
    },
    hint() {
      if (Date.now() - hinted < AGAIN) return;
      hinted = Date.now();
      node.textContent = say("wheelHint");
      node.hidden = false;
      node.classList.add("tl-hint");
      // At the lower edge, where it covers the fewest marks.
      node.style.transform = `translate(8px, ${Math.round(heightOf() - node.offsetHeight - 4)}px)`;
      window.setTimeout(() => {
        node.hidden = hovered === null;
        node.classList.remove("tl-hint");
      }, STAYS);
    },
  };
}
