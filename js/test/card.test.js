import { describe, expect, test } from "vitest";
import { eventCard } from "../src/timeline/card.js";
import { all, made } from "./fixture.js";

const DAY = 864e5;

/** A card over so many events, what it shows, and what it asked the explorer for. */
function cardOf(count, texts = {}, more = {}) {
  const asked = [];
  const store = {
    ...made(count, (i) => ({ t: i * DAY }), 2),
    text: (name, i) => texts[name] ?? (name === "title" ? `Event ${i}` : ""),
    sources: () => more.sources ?? [],
    ...more.store,
  };
  const shown = more.shown ?? all(store);
  const app = {
    prefix: "p",
    store,
    shown,
    say: (word) => `say ${word}`,
    state: { search: more.search ?? "", selection: new Set(more.selection), asOf: null },
    placeOf: (i) => shown.indexOf(i),
    dates: { long: () => "the day", day: (day) => `day ${day / DAY}` },
    open: (i, focus) => asked.push(["open", i, focus]),
    toggle: (i) => asked.push(["toggle", i]),
    close: () => asked.push(["close"]),
    announce: (text) => asked.push(["announce", text]),
  };
  const card = eventCard(app);
  document.body.replaceChildren(card.node);
  const button = (name) => card.node.querySelector(`button[aria-label="say ${name}"]`);
  const facts = () =>
    [...card.node.querySelectorAll("dt")].map((dt) => [dt.textContent, dt.nextSibling.textContent]);
  return { app, asked, card, button, facts, one: (css) => card.node.querySelector(css) };
}

describe("a card", () => {
  test("tells what later days told only where there is no as-of date", () => {
    const { app, card, one } = cardOf(1, { later: "It was the last." });
    card.show(0, false);
    expect(one(".tl-later").textContent).toBe("say toldLater: It was the last.");
    app.state.asOf = 5 * DAY;
    card.renew();
    expect(one(".tl-later")).toBe(null);
  });

  test("shows what is known of an event, and nothing of what is not", () => {
    const bare = cardOf(2);
    bare.card.show(0, false);
    expect(bare.facts()).toEqual([
      ["say date", "the day"],
      ["Lane", "v0"],
    ]);
    for (const css of [".tl-summary", ".tl-dispute", ".tl-card-head", ".tl-sources"])
      expect(bare.one(css)).toBe(null);

    const known = new Float64Array([5 * DAY, DAY]);
    const texts = {
      elsewhere: "1970-01-02",
      place: "Seoul",
      confidence: "high",
      summary: "What happened.",
      dispute: "Who spoke.",
    };
    const full = cardOf(2, texts, {
      store: { known },
      sources: [{ title: "T", publisher: "P", url: "https://example.org/t", date: "2017" }],
    });
    full.card.show(0, false);
    expect(full.facts()).toEqual([
      ["say date", "the day"],
      ["say washington", "day 1"],
      ["say known", "day 5"],
      ["say place", "Seoul"],
      ["Lane", "v0"],
      ["say confidence", "high"],
    ]);
    expect(full.one(".tl-summary").textContent).toBe("What happened.");
    expect(full.one(".tl-dispute").textContent).toBe("say dispute: Who spoke.");
    expect(full.one(".tl-sources").textContent).toBe("T P, 2017");
    full.card.show(1, false);
    expect(
      full.facts().map(([name]) => name),
      "known on its day",
    ).not.toContain("say known");
  });

  test("shows a day that is none as it came", () => {
    const { card, facts } = cardOf(1, { elsewhere: "some day" });
    card.show(0, false);
    expect(facts()).toContainEqual(["say washington", "some day"]);
  });

  test("shows the confidence once, and last", () => {
    const facet = (name, label) => ({
      name,
      label,
      values: ["v"],
      labels: ["v"],
      marks: [0],
      codes: new Uint16Array(1),
      offsets: null,
    });
    const { card, facts } = cardOf(
      1,
      { confidence: "low" },
      { store: { facets: [facet("confidence", "Confidence"), facet("track", "Track")] } },
    );
    card.show(0, false);
    expect(facts().slice(1)).toEqual([
      ["Track", "v"],
      ["say confidence", "low"],
    ]);
  });

  test.each([
    [
      { title: "T", publisher: "P", url: "https://a.example/", date: "2017" },
      "T P, 2017",
      "https://a.example/",
    ],
    [{ title: "", publisher: "P", url: "https://a.example/", date: "" }, "P", "https://a.example/"],
    [
      { title: "", publisher: "", url: "https://a.example/x", date: "2017" },
      "https://a.example/x 2017",
      "https://a.example/x",
    ],
    [{ title: "T", publisher: "", url: "javascript:alert(1)", date: "" }, "T", undefined],
  ])("names a source by the best that is known of it: %j", (source, text, href) => {
    const { card, one } = cardOf(1, {}, { sources: [source] });
    card.show(0, false);
    expect(one(".tl-sources li").textContent).toBe(text);
    expect(one(".tl-sources a")?.getAttribute("href") ?? undefined).toBe(href);
  });

  test("leads to the one before and the one after, as far as there are any", () => {
    const { card, button, asked } = cardOf(5, {}, { shown: Uint32Array.of(1, 3, 4) });
    const open = (i) => {
      card.show(i, false);
      return [button("previous").disabled, button("next").disabled];
    };
    expect([open(1), open(3), open(4)]).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
    expect(open(2), "filtered away: it has no neighbours").toEqual([true, true]);
    open(3);
    button("previous").click();
    button("next").click();
    expect(asked).toEqual([
      ["open", 1, true],
      ["open", 4, true],
    ]);
  });

  test("says whether its event is chosen, and asks for the contrary", () => {
    const { card, one, asked, app } = cardOf(2, {}, { selection: [1] });
    card.refresh();
    card.show(1, false);
    const toggle = one(".tl-toggle");
    expect([toggle.textContent, toggle.getAttribute("aria-pressed")]).toEqual(["say unselect", "true"]);
    toggle.click();
    expect(asked).toEqual([["toggle", 1]]);
    app.state.selection.clear();
    card.refresh();
    expect([toggle.textContent, toggle.getAttribute("aria-pressed")]).toEqual(["say select", "false"]);
  });

  test("takes the focus only where it should, and ends with Escape and with its button", () => {
    const { card, one, button, asked } = cardOf(1);
    card.show(0, false);
    expect(document.activeElement).toBe(document.body);
    card.show(0, true);
    expect(document.activeElement).toBe(one(".tl-card-title"));
    const press = (key) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      one(".tl-card-title").dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect([press("Enter"), press("Escape")]).toEqual([false, true]);
    button("close").click();
    expect(asked).toEqual([["close"], ["close"]]);
  });

  test("is written anew while it is open, and not when it is closed", () => {
    const { card, one, app } = cardOf(1);
    card.renew();
    expect(one(".tl-card-title")).toBe(null);
    card.show(0, false);
    expect(card.node.hidden).toBe(false);
    app.state.search = "event";
    card.renew();
    expect(one(".tl-card-title mark").textContent).toBe("Event");
    card.hide();
    expect([card.node.hidden, one(".tl-card-title")]).toEqual([true, null]);
    card.renew();
    card.refresh();
    expect(one(".tl-card-title")).toBe(null);
  });
});
