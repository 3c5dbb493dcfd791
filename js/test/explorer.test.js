import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { explorer } from "../src/timeline/explorer.js";
import { STRIP } from "../src/timeline/overview.js";
import { bytes, cases, packed } from "./fixture.js";

const WIDTH = 600;
const living = [];
let pictures = 0;

/** A timeline of the cases' events on a page, as wide as a notebook's. */
function mount(state = {}, { meta = {}, ...more } = {}) {
  const changes = [];
  const el = document.body.appendChild(document.createElement("div"));
  const app = explorer(el, {
    meta: { ...packed.meta, ...meta },
    data: bytes(),
    state,
    changed: (change) => changes.push(change),
    ...more,
  });
  living.push(app);
  const one = (css) => app.root.querySelector(css);
  const titles = () => [...app.root.querySelectorAll(".tl-row .tl-title")].map((row) => row.textContent);
  const button = (name) =>
    [...app.root.querySelectorAll("button")].find(
      (found) => (found.getAttribute("aria-label") ?? found.textContent) === name,
    );
  return { app, changes, one, titles, button, el };
}
const place = (id) => cases.records.findIndex((record) => record.id === id);
const frame = () => vi.advanceTimersByTime(20);

/** A canvas that takes every call; pictures are counted by their clearing, the strip below them is none. */
const context = () =>
  new Proxy(
    {
      measureText: (text) => ({ width: 6 * text.length }),
      clearRect: (_x, _y, _w, tall) => void (pictures += tall !== STRIP),
    },
    { get: (own, name) => own[name] ?? (() => {}), set: () => true },
  );

beforeEach(() => {
  pictures = 0;
  vi.useFakeTimers();
  vi.stubGlobal(
    "Path2D",
    class {
      moveTo() {}
      lineTo() {}
      arc() {}
      closePath() {}
      roundRect() {}
      quadraticCurveTo() {}
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(context);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(act) {
        this.act = act;
      }
      observe() {
        this.act();
      }
      disconnect() {}
    },
  );
});
afterEach(() => {
  for (const app of living.splice(0)) app.destroy();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the page", () => {
  test("shows every event in list, count and picture", () => {
    const { app, one, titles } = mount();
    frame();
    expect(titles()).toEqual(cases.records.map((record) => record.title));
    expect(one(".tl-shown").textContent).toBe(`${cases.records.length} events`);
    expect([app.width, pictures]).toEqual([WIDTH, 2]);
    expect(app.hits.length).toBeGreaterThan(0);
  });

  test("any number of changes costs one picture", () => {
    const { app } = mount();
    frame();
    pictures = 0;
    for (let k = 0; k < 50; k++) app.pan(0.01);
    app.update({ search: "north" });
    app.update({ search: "" });
    expect(pictures).toBe(0);
    frame();
    expect(pictures).toBe(1);
    frame();
    expect(pictures, "and none is drawn where nothing changed").toBe(1);
  });

  test("follows a filter: list, count, buttons; the number is told when the reader pauses", () => {
    const { app, one, titles, button, changes } = mount();
    app.update({ search: "no such word" });
    frame();
    expect([titles(), one(".tl-none").hidden, one(".tl-list").hidden]).toEqual([[], false, true]);
    expect(button("Select all shown").disabled).toBe(true);
    const said = () => one("[role=status]").textContent;
    expect(said()).toBe("");
    vi.advanceTimersByTime(300);
    button("Clear filters").click();
    frame();
    expect(titles()).toHaveLength(cases.records.length);
    vi.advanceTimersByTime(300);
    expect(said(), "a count that is no longer true is not told").toBe("");
    vi.advanceTimersByTime(200);
    expect(said()).toBe(`${cases.records.length} events`);
    expect(changes).toEqual([{ search: "no such word" }, { filters: {}, search: "", asOf: null }]);
  });

  test("what Python changes is shown, and neither told nor sent back", () => {
    const { app, one, changes } = mount();
    app.update({ filters: { ids: ["war"] } }, false);
    app.update({ selection: new Set([place("war")]) }, false);
    vi.advanceTimersByTime(1000);
    expect([one("[role=status]").textContent, changes]).toEqual(["", []]);
    expect(one(".tl-row").getAttribute("aria-selected")).toBe("true");
    expect(one(".tl-chosen strong").textContent).toBe("1 selected");
  });

  test("a card whose event is filtered away closes, another stays", () => {
    const { app, one } = mount();
    app.open(place("war"));
    expect([one(".tl-card").hidden, app.root.classList.contains("tl-has-card")]).toEqual([false, true]);
    app.update({ filters: { ids: ["war", "month"] } });
    expect(one(".tl-card").hidden).toBe(false);
    app.update({ filters: { ids: ["month"] } });
    expect([one(".tl-card").hidden, app.root.classList.contains("tl-has-card")]).toEqual([true, false]);
    expect(app.state.current).toBe(-1);
  });

  test("two selections are compared once one was kept, until the reader ends it", () => {
    const { app, one, button } = mount();
    expect(one(".tl-compare").hidden).toBe(true);
    app.toggle(0);
    button("Keep as A, to compare").click();
    app.toggle(1);
    expect(one(".tl-compare tbody tr").textContent).toBe("Events12");
    button("End comparison").click();
    expect(one(".tl-compare").hidden).toBe(true);
  });

  test("back is offered when there is somewhere to go back to", () => {
    const { app, button } = mount();
    const first = app.state.view;
    expect(button("Back").disabled).toBe(true);
    button("Zoom in").click();
    expect(button("Back").disabled).toBe(false);
    button("Back").click();
    expect([button("Back").disabled, app.state.view]).toEqual([true, first]);
  });

  test("a menu closes when something beside it is pressed", () => {
    const { one } = mount();
    const menu = one("details.tl-menu");
    menu.open = true;
    one("details.tl-menu summary").dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    expect(menu.open).toBe(true);
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    expect(menu.open).toBe(false);
  });

  test("two on a page have names and ids of their own; heading and notices are text", () => {
    const meta = { heading: "<b>One</b>", notices: ["<i>careful</i>"] };
    const [first, second] = [mount({}, { meta }), mount({}, { meta })];
    const name = ({ app }) => app.root.getAttribute("aria-label");
    expect([name(first), name(second)]).toEqual(["<b>One</b>", "<b>One</b> 2"]);
    expect(first.app.prefix).not.toBe(second.app.prefix);
    expect(first.one(".tl-heading").innerHTML).toBe("&lt;b&gt;One&lt;/b&gt;");
    expect(first.one(".tl-notice").textContent).toBe("<i>careful</i>");
  });

  test("leaves the notebook's keys alone everywhere in it, and nothing behind when it goes", () => {
    const { app, one, el } = mount();
    one(".tl-plot").dispatchEvent(new Event("focusin", { bubbles: true }));
    for (const node of [app.root, one(".tl-plot")])
      expect(node.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
    app.update({ search: "north" });
    living.pop().destroy();
    expect(el.children).toHaveLength(0);
    pictures = 0;
    expect(() => vi.advanceTimersByTime(1000)).not.toThrow();
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(pictures).toBe(0);
  });

  test("is as high as it was asked to be, and never too low for lanes", () => {
    expect(mount({}, { height: 500 }).one(".tl-plot").style.height).toBe("430px");
    expect(mount({}, { height: 10 }).one(".tl-plot").style.height).toBe("80px");
  });
});

describe("what appears beside the pointer", () => {
  const hit = (event, many = 0) => ({ x: 50, y: 20, event, right: 60, lane: 0, many });

  test("the event under it, a crowd, nothing", () => {
    const { app, one } = mount();
    const tip = one(".tl-tip");
    app.hover(hit(place("war")));
    expect([tip.hidden, one(".tl-tip strong").textContent]).toEqual([
      false,
      cases.records[place("war")].title,
    ]);
    expect(tip.textContent).toContain("1950");
    expect([one(".tl-plot").classList.contains("tl-over"), app.scene().hover]).toEqual([true, place("war")]);
    app.hover(hit(-1, 40));
    expect([tip.textContent, one(".tl-plot").classList.contains("tl-over")]).toEqual([
      "40 events here: zoom in to see them",
      false,
    ]);
    app.hover(null);
    expect([tip.hidden, app.scene().hover]).toEqual([true, -1]);
  });

  test("how the wheel is used, once in a while", () => {
    const { app, one } = mount();
    vi.advanceTimersByTime(10_000);
    app.hint();
    expect([one(".tl-tip").hidden, one(".tl-tip").textContent]).toEqual([false, app.say("wheelHint")]);
    vi.advanceTimersByTime(2600);
    expect(one(".tl-tip").hidden).toBe(true);
    app.hint();
    expect(one(".tl-tip").hidden, "not again so soon").toBe(true);
    vi.advanceTimersByTime(2000);
    app.hint();
    expect(one(".tl-tip").hidden).toBe(false);
  });
});
