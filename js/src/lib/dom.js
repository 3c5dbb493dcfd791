/** The smallest help for making elements: text is always text, never markup. */
import { colourOf, outline, shapeOf } from "./marks.js";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]  `on…` are listeners, other functions and undefined are left out
 * @param {(Node | string | null | undefined)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/** @param {string} tag @param {Record<string, any>} attributes @param {Node[]} children */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/**
 * The colour and shape of a value, beside its name.
 * @param {number} mark
 * @param {boolean} [open]  hollow
 * @param {string} [shape]  where shapes stand for something else than colours
 */
export function symbol(mark, open = false, shape = shapeOf(mark)) {
  return svg(
    "svg",
    {
      viewBox: "0 0 12 12",
      width: 12,
      height: 12,
      "aria-hidden": "true",
      class: `tl-symbol tl-hue-${colourOf(mark)}${open ? " tl-open" : ""}`,
    },
    svg("path", { d: outline(shape) }),
  );
}

/**
 * Text with the searched words marked.
 * @param {string} text
 * @param {string[]} words  searched for, as search keys
 * @param {(text: string) => string} searchKey
 * @returns {(Node | string)[]}
 */
export function highlight(text, words, searchKey) {
  if (!words.length) return [text];
  // A search key may have another length, so each character's is made alone and its place kept.
  /** @type {number[]} */
  const from = [];
  let keys = "";
  let at = 0;
  for (const character of text) {
    for (const one of searchKey(character)) {
      keys += one;
      for (let k = 0; k < one.length; k++) from.push(at);
    }
    at += character.length;
  }
  from.push(text.length);
  const hit = new Uint8Array(text.length + 1);
  for (const word of words) {
    for (let p = keys.indexOf(word); p >= 0; p = keys.indexOf(word, p + 1)) {
      let end = p + word.length;
      while (end < from.length - 1 && from[end] === from[end - 1]) end++;
      hit.fill(1, from[p], from[end]);
    }
  }
  /** @type {(Node | string)[]} */
  const parts = [];
  for (let a = 0; a < text.length; ) {
    let b = a + 1;
    while (b < text.length && hit[b] === hit[a]) b++;
    const piece = text.slice(a, b);
    parts.push(hit[a] ? h("mark", {}, piece) : piece);
    a = b;
  }
  return parts;
}
