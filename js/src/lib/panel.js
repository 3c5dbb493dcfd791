/** What the two small widgets, the claim board and the statement coder, have in common: the region around them. */
import { h } from "./dom.js";
import { stepBack } from "./sibling.js";
import { followTheme } from "./theme.js";

/** See explorer.js: without it the notebook takes letters and arrows for commands of its own. */
const QUIET = "data-lm-suppress-shortcuts";
let made = 0;

/**
 * @param {HTMLElement} el
 * @param {{heading: string, key: string}} meta
 * @param {string} kind  names the region where there is no heading
 * @param {(prefix: string) => Node[]} fill  makes what stands in it; `prefix` begins every id
 */
export function panel(el, meta, kind, fill) {
  const status = h("p", { class: "tl-hidden", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "tl tw", lang: "en", role: "region", [QUIET]: "true" });
  root.append(
    ...(meta.heading ? [h("p", { class: "tl-heading" }, meta.heading)] : []),
    ...fill(`tw${++made}`),
    status,
  );
  root.addEventListener("focusin", (event) =>
    /** @type {Element} */ (event.target).setAttribute(QUIET, "true"),
  );

  // Landmarks of one page need names of their own.
  const name = meta.heading || kind;
  const namesakes = [...document.querySelectorAll(".tl")].filter((other) =>
    other.getAttribute("aria-label")?.startsWith(name),
  );
  root.setAttribute("aria-label", namesakes.length ? `${name} ${namesakes.length + 1}` : name);

  el.append(root);
  const unfollow = followTheme(root, () => {});
  const comeBack = stepBack(root, meta.key);
  return {
    root,
    /** @param {string} text */
    announce(text) {
      status.textContent = text;
    },
    destroy() {
      unfollow();
      comeBack();
      root.remove();
    },
  };
}

/**
 * Calls `act` whenever one of the model's traits changes, by Python or in another view.
 * @param {any} model
 * @param {string[]} traits
 * @param {() => void} act
 * @returns {() => void} stops it
 */
export function follow(model, traits, act) {
  for (const trait of traits) model.on(`change:${trait}`, act);
  return () => {
    for (const trait of traits) model.off(`change:${trait}`, act);
  };
}
