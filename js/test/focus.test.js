import { afterEach, describe, expect, test } from "vitest";
import { createFocus } from "../src/timeline/focus.js";
import { createSelection } from "../src/timeline/selection.js";
import { createState } from "../src/timeline/state.js";
import { speaker } from "../src/timeline/words.js";
import { made } from "./fixture.js";

const DAY = 864e5;
const element = (parent, focusable = true) => {
  const node = document.createElement("div");
  if (focusable) node.tabIndex = 0;
  parent.append(node);
  return node;
};

/** Ten events, ten days apart, in lanes v0, v1, v2 in turn, on a page that notes what is asked of it. */
function focusOf({ state = {}, texts = {}, count = 10 } = {}) {
  const store = made(count, (i) => ({ t: i * 10 * DAY, lane: i % 3 }), 3);
  const title = store.text;
  store.text = (name, i) => texts[name]?.[i] ?? title(name, i);
  const initial = { lane: "lane", ...state };
  const model = createState({ meta: {}, store, say: speaker("en"), height: 300, initial });
  model.update({ lane: model.state.lane });
  const asked = [];
  const note =
    (name) =>
    (...values) =>
      void asked.push([name, ...values]);
  const root = element(document.body);
  const [plot, listNode, cardNode] = [element(root), element(root), element(root)];
  cardNode.hidden = true;
  const page = {
    root,
    plot,
    list: { node: listNode, show: note("list"), refresh() {}, focus: () => listNode.focus() },
    card: { node: cardNode },
    showCard(i, focus) {
      asked.push(["card", i, focus]);
      cardNode.hidden = false;
      if (focus) cardNode.focus();
    },
    hideCard: () => {
      cardNode.hidden = true;
    },
  };
  const app = Object.assign(model, {
    say: speaker("en"),
    dates: { long: (_, i) => `day ${i}` },
    look: note("look"),
    announce: note("say"),
    paint() {},
  });
  Object.assign(app, createFocus(app, page), createSelection(app));
  const told = (name) => asked.filter(([kind]) => kind === name).map(([, ...rest]) => rest);
  return { app, page, asked, told, plot, listNode, cardNode };
}

afterEach(() => document.body.replaceChildren());

describe("steps in the picture", () => {
  test("begin at the first event in view", () => {
    const { app, told } = focusOf({ state: { view: [35 * DAY, 80 * DAY] } });
    app.step(1);
    expect(app.state.current).toBe(4);
    expect(told("say")).toEqual([["Event 4, day 4"]]);
  });

  test("begin at the last event where the view lies after all", () => {
    const { app } = focusOf({ state: { view: [500 * DAY, 600 * DAY] } });
    app.stepLane(1);
    expect(app.state.current).toBe(9);
  });

  test("go through a lane, and end at its ends", () => {
    const { app } = focusOf({ state: { current: 1 } });
    const walk = (by) => {
      app.step(by);
      return app.state.current;
    };
    expect([walk(1), walk(1), walk(1), walk(-1), walk(-1), walk(-1)]).toEqual([4, 7, 7, 4, 1, 1]);
  });

  test("go to the nearest event of the next lane, and end at the last lane", () => {
    const { app } = focusOf({ state: { current: 4 } });
    app.stepLane(1);
    expect([2, 5], "of the next lane, on either side").toContain(app.state.current);
    app.stepLane(1);
    app.stepLane(1);
    expect(app.state.current % 3).toBe(2);
    for (let k = 0; k < 5; k++) app.stepLane(-1);
    expect(app.state.current % 3).toBe(0);
  });

  test("go to the first and to the last", () => {
    const { app } = focusOf();
    app.stepTo(9);
    expect(app.state.current).toBe(9);
    app.stepTo(0);
    expect(app.state.current).toBe(0);
  });

  test("do nothing where nothing is shown", () => {
    const { app, asked } = focusOf();
    app.update({ search: "no such word" });
    app.step(1);
    app.stepLane(-1);
    app.stepTo(0);
    expect([app.state.current, asked]).toEqual([-1, []]);
  });

  test("stay in the lane walked in, where an event is in several", () => {
    const { app } = focusOf({ state: { current: 1 } });
    app.lanes = [
      { items: Uint32Array.of(0, 1, 2) },
      { items: Uint32Array.of(1, 5) },
      { items: Uint32Array.of(0, 1, 9) },
    ];
    expect(app.inNextLane(1, 1)).toBe(1);
    app.step(1);
    expect(app.state.current, "the second lane's next").toBe(5);
  });

  test("a lane without events, or beyond the last, has none to go to", () => {
    const { app } = focusOf();
    app.lanes = [{ items: Uint32Array.of(0) }, { items: new Uint32Array(0) }];
    expect([app.inNextLane(0, 1), app.inNextLane(0, 2), app.inNextLane(0, -1)]).toEqual([-1, -1, -1]);
  });
});

describe("an event with the focus", () => {
  test("is brought into view, in its middle, and only if it is not there", () => {
    const { app, told } = focusOf({ state: { view: [0, 20 * DAY] } });
    app.focusEvent(1, "plot");
    expect(told("look")).toEqual([]);
    app.focusEvent(6, "plot");
    const [[[a, b]]] = told("look");
    expect([(b - a) / DAY, Math.round((a + b) / 2 / DAY)]).toEqual([20, 60]);
  });

  test("is said once, with its date and whether it is disputed, and by the list not at all", () => {
    const { app, told } = focusOf({ texts: { dispute: { 2: "Who spoke." } } });
    app.focusEvent(2, "plot");
    app.focusEvent(2, "plot");
    app.focusEvent(3, "list");
    expect(told("say")).toEqual([["Event 2, day 2, disputed"]]);
    expect(told("list").map(([i]) => i)).toEqual([2, 2, 3]);
  });

  test("none is none", () => {
    const { app, asked } = focusOf();
    app.focusEvent(-1, "plot");
    app.focusEvent(undefined, "list");
    expect([app.state.current, asked]).toEqual([-1, []]);
  });
});

describe("the card", () => {
  test.each(["plot", "listNode"])("gives the focus back to where it was opened: %s", (from) => {
    const opened = focusOf();
    opened[from].focus();
    opened.app.open(3, true);
    expect([opened.app.opened(), document.activeElement === opened.cardNode]).toEqual([true, true]);
    opened.app.open(4, true); // the next, from within the card
    opened.app.close();
    expect([opened.app.opened(), document.activeElement === opened[from]]).toEqual([false, true]);
    expect(opened.app.state.current).toBe(4);
  });

  test("leaves the focus alone that is elsewhere when it closes", () => {
    const { app, plot } = focusOf();
    const outside = element(document.body);
    plot.focus();
    app.open(3);
    outside.focus();
    app.close();
    expect(document.activeElement).toBe(outside);
  });
});

describe("the selection", () => {
  test("takes an event in and out, and says so", () => {
    const { app, told } = focusOf();
    app.toggle(2);
    app.toggle(5);
    app.toggle(2);
    expect(Array.from(app.state.selection)).toEqual([5]);
    expect(told("say").map(([text]) => text)).toEqual([
      "Event 2: selected. 1 selected",
      "Event 5: selected. 2 selected",
      "Event 2: no longer selected. 1 selected",
    ]);
  });

  test("is a new one at each change, so that nobody's old one changes", () => {
    const { app } = focusOf();
    const chosen = [1, 2];
    app.select(chosen);
    const before = app.state.selection;
    app.toggle(7);
    expect([Array.from(before), Array.from(app.state.selection)]).toEqual([
      [1, 2],
      [1, 2, 7],
    ]);
    app.select([]);
    expect(app.state.selection.size).toBe(0);
  });
});
