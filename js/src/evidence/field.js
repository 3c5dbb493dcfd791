/** A field for the reader's own words: told while they are written, and never overwritten under the reader's hands. */
import { h } from "../lib/dom.js";

/** How long a field waits for another letter before it tells, in milliseconds. */
const PAUSE = 400;

/**
 * @param {string} label  its name; "" where a label element names it
 * @param {number} most   letters
 * @param {(text: string) => void} write
 */
export function field(label, most, write) {
  let waiting = 0;
  const flush = () => {
    if (!waiting) return;
    window.clearTimeout(waiting);
    waiting = 0;
    write(node.value);
  };
  const node = h("textarea", {
    "aria-label": label || undefined,
    maxlength: most,
    oninput: () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(flush, PAUSE);
    },
    onchange: flush,
  });
  return {
    node,
    /** Shows a text, unless the reader's own is on its way. @param {string} text */
    set(text) {
      if (!waiting && node.value !== text) node.value = text;
    },
    /** Tells at once what is still to be told. */
    flush,
  };
}
