/** A source as the cards show it: a link where its address may be one. */
import { h } from "./dom.js";

/** An address that may become a link: http or https only. @param {string} text */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}

/** One line of a list of sources. @param {{title: string, publisher: string, date: string, url: string}} source */
export function sourceLine({ title, publisher, date, url }) {
  const address = safeUrl(url);
  const name = title || publisher || url;
  const rest = [title ? publisher : "", date].filter(Boolean).join(", ");
  return h(
    "li",
    {},
    address
      ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, name)
      : h("span", {}, name),
    rest ? h("span", { class: "tl-quiet" }, ` ${rest}`) : null,
  );
}
