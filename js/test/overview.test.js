import { afterEach, describe, expect, test, vi } from "vitest";
import { STRIP, overview } from "../src/timeline/overview.js";
import { all, made, theme } from "./fixture.js";

const DAY = 864e5;

/** A strip over events on these days of a hundred, and what it asked of the explorer and of its canvas. */
function stripOf(days, view = [0, 100], ratio = 1) {
  vi.stubGlobal("devicePixelRatio", ratio);
  window.devicePixelRatio = ratio;
  const asked = [];
  const drawn = [];
  const store = made(days.length, (i) => ({ t: days[i] * DAY }));
  const context = {
    setTransform: (...matrix) => drawn.push(["scale", matrix[0], matrix[3]]),
    clearRect: (...box) => drawn.push(["clear", ...box]),
    fillRect: (...box) => drawn.push(["bar", ...box]),
  };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context);
  const app = {
    store,
    shown: all(store),
    base: [0, 100 * DAY],
    state: { view: view.map((day) => day * DAY) },
    look: (to) => asked.push(["look", ...to.map((t) => t / DAY)]),
    fit: () => asked.push(["fit"]),
  };
  const strip = overview(app);
  document.body.replaceChildren(strip.node);
  const [canvas, layer] = strip.node.children;
  const chosen = () =>
    ["x", "width"].map((name) => Number(layer.querySelector(".selection").getAttribute(name)));
  return { app, asked, drawn, strip, canvas, layer, chosen };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the strip of all events", () => {
  test.each([
    [2, 600, 88],
    [1, 300, 44],
    [1.5, 450, 66],
    [0, 300, 44],
  ])("has the screen's own pixels, at %s to one", (ratio, width, height) => {
    const { strip, canvas, layer, drawn } = stripOf([1], [0, 100], ratio);
    strip.resize(300);
    expect([canvas.width, canvas.height, canvas.style.width, canvas.style.height]).toEqual([
      width,
      height,
      "300px",
      `${STRIP}px`,
    ]);
    expect(layer.getAttribute("width")).toBe("300");
    strip.paint(theme);
    expect(drawn.slice(0, 2)).toEqual([
      ["scale", ratio || 1, ratio || 1],
      ["clear", 0, 0, 300, STRIP],
    ]);
  });

  test("draws nothing before it has a width", () => {
    const { strip, drawn } = stripOf([1]);
    strip.paint(theme);
    strip.move();
    expect(drawn).toEqual([]);
  });

  test("has a bar wherever there are events, the tallest where there are most", () => {
    const { strip, drawn } = stripOf([10, 10, 10, 10, 50, 99.9]);
    strip.resize(300);
    strip.paint(theme);
    const bars = drawn
      .filter(([kind]) => kind === "bar")
      .map(([, x, y, width, height]) => [x, y + height, width, height]);
    expect(bars).toEqual([
      [30, STRIP - 2, 2, STRIP - 8],
      [150, STRIP - 2, 2, (STRIP - 8) / 2],
      [297, STRIP - 2, 2, (STRIP - 8) / 2],
    ]);
  });

  test("a bar is never too low to be seen", () => {
    const { strip, drawn } = stripOf([...Array(2000).fill(10), 50]);
    strip.resize(300);
    strip.paint(theme);
    expect(drawn.filter(([kind]) => kind === "bar").map(([, , , , height]) => height)).toEqual([
      STRIP - 8,
      2,
    ]);
  });

  test("its brush follows the view, stays on the strip and can always be held", () => {
    const { app, strip, chosen, asked } = stripOf([1]);
    strip.resize(300);
    const at = (a, b) => {
      app.state.view = [a * DAY, b * DAY];
      strip.move();
      return chosen();
    };
    expect(at(20, 50)).toEqual([60, 90]);
    expect(at(-10, 130)).toEqual([0, 300]);
    expect(at(50, 50.1)).toEqual([150, 3]);
    expect(at(150, 160)).toEqual([297, 3]);
    expect(asked, "which is no wish of the reader's").toEqual([]);
  });
});
