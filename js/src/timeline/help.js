/** Keys and signs, explained to the reader. */
import { h } from "../lib/dom.js";

const KEYS = [
  ["← →", "keyArrows"],
  ["↑ ↓", "keyLanes"],
  ["Home End", "keyEnds"],
  ["Enter", "keyEnter"],
  ["Space", "keySpace"],
  ["Escape", "keyEscape"],
  ["L  P", "keyCross"],
  ["+ −  0  Backspace", "keyZoom"],
  ["Shift + ← →", "keyPan"],
  ["Ctrl + click", "keyClick"],
  ["Wheel", "keyWheel"],
];
const SIGNS = ["signDay", "signVague", "signAbout", "signInterval", "signDispute", "density", "signSelected"];

/** @param {import("./types.js").App} app */
export function help({ say }) {
  const keys = KEYS.map(([key, text]) =>
    h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, say(text))),
  );
  const signs = SIGNS.map((sign) => h("li", {}, say(sign)));
  return h(
    "details",
    { class: "tl-help" },
    h("summary", {}, say("help")),
    h("div", { class: "tl-help-body" }, h("dl", {}, ...keys), h("ul", {}, ...signs)),
  );
}
