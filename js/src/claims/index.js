/** The claim board: cards in columns, each with a select that moves it. Python's side is claim_board.py. */
import { safeUrl } from "../timeline/card.js";
import { h } from "../lib/dom.js";
import { follow, panel } from "../lib/panel.js";

/**
 * @typedef {object} Card
 * @property {string} id
 * @property {string} claim
 * @property {[string, string][]} details
 * @property {string} reason
 * @property {[string, string][]} evidence  date and title
 * @property {{title: string, publisher: string, date: string, url: string}[]} sources
 */

/** How long a card waits for another key before it goes, in milliseconds. */
const WAIT = 700;

/** @param {string} name */
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
/** @param {string} value */
const named = (value) => value || "(blank)";

/**
 * The moves after one of them; a claim back at its first place has not moved.
 * @param {Record<string, Record<string, string>>} moves
 * @param {string} by
 * @param {string} id
 * @param {string} value
 * @param {string} ours
 */
export function moved(moves, by, id, value, ours) {
  const { [id]: _, ...own } = moves[by] ?? {};
  if (value !== ours) own[id] = value;
  const { [by]: __, ...rest } = moves;
  return Object.keys(own).length ? { ...rest, [by]: own } : rest;
}

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const meta = model.get("_meta");
  /** @type {{cards: Card[], values: Record<string, string[]>, ours: Record<string, Record<string, string>>}} */
  const { cards, values, ours } = meta;
  const arrangements = Object.keys(values);
  const paragraphs = [
    ...new Set(
      cards.flatMap((card) =>
        card.details.filter(([name]) => name === "Paragraph").map(([, value]) => value),
      ),
    ),
  ];
  let paragraph = "";
  /** For each card the column in which it stands. @type {string[]} */
  let places = [];
  let held = -1; // a card whose select is in use by keyboard
  let waiting = 0;

  const count = h("span", { class: "tl-shown" });
  const board = h("div", { class: "tw-board" });
  const back = h(
    "button",
    { type: "button", class: "tl-button tl-plain", onclick: reset },
    "Take back my changes",
  );
  const buttons = arrangements.map((name) =>
    h("button", { type: "button", class: "tl-button", onclick: () => arrange(name) }, capital(name)),
  );
  let prefix = "";
  const part = panel(el, meta, "Claim board", (own) => {
    prefix = own;
    const choice = h(
      "select",
      { id: `${own}-paragraph`, onchange: () => narrow(choice.value) },
      h("option", { value: "" }, "all"),
      ...paragraphs.map((value) => h("option", { value }, value)),
    );
    return [
      h(
        "div",
        { class: "tl-filters" },
        h(
          "div",
          { class: "tl-field", role: "group", "aria-labelledby": `${own}-by` },
          h("span", { id: `${own}-by`, class: "tl-quiet" }, "Columns by"),
          ...buttons,
        ),
        paragraphs.length > 1
          ? h("div", { class: "tl-field" }, h("label", { for: choice.id }, "Paragraph"), choice)
          : null,
        h("span", { class: "tl-grow" }),
        count,
        back,
      ),
      board,
    ];
  });

  const views = cards.map(view);
  /** @type {{value: string, node: HTMLElement, list: HTMLElement, count: HTMLElement}[]} */
  let columns = [];

  /** One card; it lives as long as the board and wanders between the columns. @param {Card} card @param {number} i */
  function view(card, i) {
    // By keyboard a select changes with every letter and arrow: the card waits for the last, or the next would be lost.
    let typed = false;
    const select = h("select", {
      onkeydown: () => (typed = true),
      onpointerdown: () => (typed = false),
      onchange: () => move(i, select.value, typed),
    });
    const note = h("p", { class: "tw-ours" });
    const verdicts = h("dl", { class: "tl-facts" });
    const fact = (/** @type {string} */ name, /** @type {string} */ value) =>
      h("div", { class: "tl-fact" }, h("dt", {}, name), h("dd", {}, value));
    const body = h(
      "div",
      { class: "tw-body" },
      verdicts,
      card.reason ? h("p", { class: "tl-summary" }, card.reason) : null,
      card.evidence.length ? h("p", { class: "tl-card-head" }, "Evidence") : null,
      card.evidence.length
        ? h(
            "ul",
            { class: "tl-sources" },
            ...card.evidence.map(([date, title]) =>
              h("li", {}, h("span", { class: "tl-quiet" }, date), ` ${title}`),
            ),
          )
        : null,
      card.sources.length ? h("p", { class: "tl-card-head" }, "Sources") : null,
      card.sources.length ? h("ul", { class: "tl-sources" }, ...card.sources.map(work)) : null,
    );
    const details = h("details", {}, h("summary", {}, h("strong", {}, card.id), ` ${card.claim}`), body);
    const node = h("li", { class: "tw-card" }, details, h("div", { class: "tw-move" }, select, note));
    return {
      node,
      select,
      /** @param {string} by @param {Record<string, Record<string, string>>} moves */
      refresh(by, moves) {
        const yours = moves[by]?.[card.id];
        if (select.dataset.by !== by) {
          select.dataset.by = by;
          select.setAttribute("aria-label", `Your ${by} for ${card.id}`);
          select.replaceChildren(...values[by].map((value) => h("option", { value }, named(value))));
        }
        select.value = yours ?? ours[by][card.id];
        node.classList.toggle("tw-moved", yours !== undefined);
        note.textContent = yours === undefined ? "" : `Moved. Ours: ${named(ours[by][card.id])}`;
        verdicts.replaceChildren(
          ...arrangements.map((name) =>
            fact(
              capital(name),
              named(ours[name][card.id]) +
                (moves[name]?.[card.id] ? ` (yours: ${moves[name][card.id]})` : ""),
            ),
          ),
          ...card.details.map(([name, value]) => fact(name, value)),
        );
      },
    };
  }

  /** @param {Card["sources"][number]} source */
  function work(source) {
    const url = safeUrl(source.url);
    const name = source.title || source.publisher || source.url;
    const rest = [source.title ? source.publisher : "", source.date].filter(Boolean).join(", ");
    return h(
      "li",
      {},
      url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : h("span", {}, name),
      rest ? h("span", { class: "tl-quiet" }, ` ${rest}`) : null,
    );
  }

  /** @param {number} i @param {string} value @param {boolean} typed */
  function move(i, value, typed) {
    const by = model.get("by");
    const { id } = cards[i];
    window.clearTimeout(waiting);
    held = typed ? i : -1;
    save("moves", moved(model.get("moves"), by, id, value, ours[by][id]));
    const arrive = () => {
      held = -1;
      paint();
      if (views[i].node.contains(document.activeElement)) views[i].node.scrollIntoView({ block: "nearest" });
    };
    if (typed) waiting = window.setTimeout(arrive, WAIT);
    else arrive();
    part.announce(
      value === ours[by][id]
        ? `${id} is back in ${named(value)}.`
        : `${id} moved to ${named(value)}. Ours: ${named(ours[by][id])}.`,
    );
  }

  /** @param {string} by */
  function arrange(by) {
    save("by", by);
    part.announce(`Columns by ${by}.`);
  }

  /** @param {string} value */
  function narrow(value) {
    paragraph = value;
    paint();
    part.announce(count.textContent ?? "");
  }

  function reset() {
    save("moves", moveless());
    buttons[arrangements.indexOf(model.get("by"))].focus();
    part.announce(`Every claim is back in its column by ${model.get("by")}.`);
  }

  function moveless() {
    const { [model.get("by")]: _, ...rest } = model.get("moves");
    return rest;
  }

  /** @param {string} trait @param {any} value */
  function save(trait, value) {
    model.set(trait, value);
    model.save_changes();
    paint();
  }

  function paint() {
    const by = model.get("by");
    const moves = model.get("moves");
    const place = /** @type {HTMLElement | null} */ (
      board.contains(document.activeElement) ? document.activeElement : null
    );
    if (board.dataset.by !== by) {
      board.dataset.by = by;
      held = -1;
      columns = values[by].map((value, k) => {
        const tally = h("span", { class: "tl-count" });
        const list = h("ul", { role: "list", "aria-labelledby": `${prefix}-${k}` });
        return {
          value,
          list,
          count: tally,
          node: h(
            "div",
            { class: "tw-column" },
            h("p", { class: "tw-name", id: `${prefix}-${k}` }, named(value), " ", tally),
            list,
          ),
        };
      });
      board.replaceChildren(...columns.map((column) => column.node));
    }
    const mine = moves[by] ?? {};
    const shown = cards.map(
      (card) =>
        !paragraph || card.details.some(([name, value]) => name === "Paragraph" && value === paragraph),
    );
    places = cards.map((card, i) => (i === held ? places[i] : (mine[card.id] ?? ours[by][card.id])));
    for (const column of columns) {
      const own = cards.flatMap((_, i) => (shown[i] && places[i] === column.value ? [views[i].node] : []));
      // Only what differs is put in anew, so that open cards and the focus stay where they are.
      if (
        own.length !== column.list.children.length ||
        own.some((node, k) => column.list.children[k] !== node)
      )
        column.list.replaceChildren(...own);
      column.count.textContent = String(own.length);
    }
    views.forEach((one) => one.refresh(by, moves));
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(arrangements[k] === by)));
    const total = shown.filter(Boolean).length;
    const n = Object.keys(mine).length;
    count.textContent = `${total === cards.length ? "" : `${total} of `}${cards.length} ${cards.length === 1 ? "claim" : "claims"}, ${n} moved`;
    back.hidden = !n;
    // A card that went elsewhere lost the focus on its way: the reader's place goes along.
    if (place && place.isConnected && document.activeElement !== place) place.focus({ preventScroll: true });
  }

  const stop = follow(model, ["by", "moves"], paint);
  paint();
  return () => {
    stop();
    window.clearTimeout(waiting);
    part.destroy();
  };
}

export default { render };
