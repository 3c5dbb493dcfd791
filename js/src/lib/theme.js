/** Light or dark, and the colours that the canvas needs, read from the style sheet. */
import { COLOURS } from "./marks.js";

/**
 * @typedef {object} Theme
 * @property {string[]} hues
 * @property {string} ink
 * @property {string} quiet
 * @property {string} line
 * @property {string} paper
 * @property {string} band
 * @property {string} accent
 * @property {string} font
 */

/** @returns {"light" | "dark"} */
function wanted() {
  const { body, documentElement: html } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter) return jupyter === "false" ? "dark" : "light";
  if (
    body.classList.contains("vscode-dark") ||
    [html.dataset.theme, html.getAttribute("theme")].includes("dark")
  )
    return "dark";
  if (body.classList.contains("vscode-light") || html.dataset.theme === "light") return "light";
  return window.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * Keeps `data-theme` of the root right, and calls back when it or the fonts may have changed.
 * @param {HTMLElement} root
 * @param {() => void} changed
 */
export function followTheme(root, changed) {
  const apply = () => {
    root.dataset.theme = wanted();
    changed();
  };
  const watch = new MutationObserver(apply);
  const options = {
    attributes: true,
    attributeFilter: ["class", "theme", "data-theme", "data-jp-theme-light", "data-jp-theme-name"],
  };
  watch.observe(document.body, options);
  watch.observe(document.documentElement, options);
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((q) =>
    window.matchMedia(q),
  );
  for (const query of queries) query.addEventListener("change", apply);
  root.dataset.theme = wanted();
  return () => {
    watch.disconnect();
    for (const query of queries) query.removeEventListener("change", apply);
  };
}

/** @param {HTMLElement} root @returns {Theme} */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  // A custom property may hold another var() or a system colour: a probe resolves it to what canvas understands.
  const probe = document.createElement("span");
  probe.style.display = "none";
  root.append(probe);
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color || read(name);
  };
  const theme = {
    hues: Array.from({ length: COLOURS }, (_, k) => colour(`--tl-hue-${k}`)),
    ink: colour("--tl-ink"),
    quiet: colour("--tl-quiet"),
    line: colour("--tl-line"),
    paper: colour("--tl-paper"),
    band: colour("--tl-band"),
    accent: colour("--tl-accent"),
    font: style.fontFamily || "sans-serif",
  };
  probe.remove();
  return theme;
}
