/** What the two small widgets, the claim board and the statement coder, have in common: the region around them. */
import { h } from "./dom.js";
import { keepKeys, nameRegion } from "./region.js";
import { stepBack } from "./sibling.js";
import { followTheme } from "./theme.js";

let made = 0; // panels made, for ids that no two on a page share

/**
 * @param {HTMLElement} el
 * @param {{heading: string, key: string}} meta
 * @param {string} kind  names the region where there is no heading
 * @param {(prefix: string) => Node[]} fill  makes what stands in it; `prefix` begins every id
 */
export function panel(el, meta, kind, fill) {
  const status = h("p", { class: "tl-hidden", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "tl tw", lang: "en", role: "region" });
  root.append(
    ...(meta.heading ? [h("p", { class: "tl-heading" }, meta.heading)] : []),
    ...fill(`tw${++made}`),
    status,
  );
  keepKeys(root);
  nameRegion(root, meta.heading || kind);

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
