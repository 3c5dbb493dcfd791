/** A source as the cards show it: a link where its address may be one. */
import { h } from "./dom.js";

// trilateral/text.py has the same rule; both are held to trilateral/timeline/shared/untrusted.json. No name or
// password before the host: "https://bank.example@elsewhere.example" leads elsewhere.
const ADDRESS = /^https?:\/\/[^\s\\/?#@:<>^|%`"{}[\]]+(:[0-9]{1,5})?([/?#].*)?$/iu;
// Control characters, halves of letters, and what turns the direction of writing or is not seen.
const MISLEADING =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** An address that may become a link (http or https, with a plain host), else "". @param {string} text */
export function safeUrl(text) {
  try {
    return ADDRESS.test(text) && !MISLEADING.test(text) ? new URL(text).href : "";
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
