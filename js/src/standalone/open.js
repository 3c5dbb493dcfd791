/**
 * The first script of a saved page: brings program, style and data back to what they were, and shows the widget. Where
 * that cannot be done the page stays as it is: the still form, and the sentence that says what it needs.
 */

/** @param {string} name */
async function part(name) {
  const text = document.querySelector(`script[data-part="${name}"]`)?.textContent ?? "";
  const bytes = Uint8Array.from(atob(text.trim()), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** @param {"script" | "style"} kind @param {string} text */
function add(kind, text) {
  const node = document.createElement(kind);
  node.textContent = text;
  document.head.append(node);
}

async function open() {
  const [program, style, page, data] = await Promise.all(["program", "style", "page", "data"].map(part));
  add("style", await style.text());
  add("script", await program.text());
  const seed = await page.json();
  seed.state._data = new DataView(await data.arrayBuffer());
  /** @type {any} */ (globalThis).trilateral.show(seed, document.getElementById("living"));
  document.getElementById("still-note")?.remove();
}

open().catch((problem) => console.info(`The living form could not be opened: ${problem}`));
