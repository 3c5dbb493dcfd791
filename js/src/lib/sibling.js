/**
 * The static picture and table stand just before the widget, as an output of their own. While the widget lives
 * they step back; they return when it is gone, and on paper (see the style sheet).
 */

const BACK = "tl-stepped-back";

/**
 * @param {HTMLElement} root
 * @param {string} key
 * @returns {() => void} brings it back
 */
export function stepBack(root, key) {
  /** @type {Element | null} */
  let sibling = null;
  let tries = 0;
  let timer = 0;
  const look = () => {
    const area =
      root.closest(".jp-OutputArea, .cell_output, .output_wrapper, .output-area, .output") ??
      parentOf(root, 4);
    const before = [...(area?.getElementsByClassName(`trilateral-static-${key}`) ?? [])].filter(
      (node) => root.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING,
    );
    sibling = before.at(-1) ?? null;
    if (sibling) sibling.classList.add(BACK);
    // A front end may attach the view before the output beside it.
    else if (tries++ < 20) timer = window.setTimeout(look, 50 * tries);
  };
  timer = window.setTimeout(look, 0);
  return () => {
    window.clearTimeout(timer);
    sibling?.classList.remove(BACK);
  };
}

/** @param {HTMLElement} node @param {number} steps */
function parentOf(node, steps) {
  /** @type {HTMLElement | null} */
  let at = node;
  for (let k = 0; k < steps && at?.parentElement && at.parentElement !== document.body; k++)
    at = at.parentElement;
  return at;
}
