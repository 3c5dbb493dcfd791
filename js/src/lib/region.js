/** What every widget's region needs: keys of its own, and a name of its own. */

/** Without it the notebook takes letters and arrows for commands of its own: "x" in a list would cut the cell. */
const QUIET = "data-lm-suppress-shortcuts";

/** @param {HTMLElement} root */
export function keepKeys(root) {
  root.setAttribute(QUIET, "true");
  // JupyterLab asks from the focused element upwards, and a shortcut for ":focus" is found before the root is asked.
  root.addEventListener("focusin", (event) =>
    /** @type {Element} */ (event.target).setAttribute(QUIET, "true"),
  );
}

/** Names a region; those of one page need names of their own. @param {HTMLElement} root @param {string} name */
export function nameRegion(root, name) {
  const namesakes = [...document.querySelectorAll(".tl")].filter((other) =>
    other.getAttribute("aria-label")?.startsWith(name),
  );
  root.setAttribute("aria-label", namesakes.length ? `${name} ${namesakes.length + 1}` : name);
}
