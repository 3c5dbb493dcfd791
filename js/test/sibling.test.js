import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stepBack } from "../src/lib/sibling.js";

const still = (key = "k") => `<div class="trilateral-static-${key}"></div>`;
const back = () =>
  [...document.querySelectorAll(".tl-stepped-back")].map((node) => node.id || node.className);
const root = () => document.getElementById("root");

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test.each(["jp-OutputArea", "cell_output", "output_wrapper", "output-area", "output"])(
  "within %s, the picture before the widget steps back while it lives",
  (area) => {
    document.body.innerHTML = `<div class="${area}"><div>${still()}</div><div><div><div><div><div><div id="root"></div></div></div></div></div></div></div>`;
    const bring = stepBack(root(), "k");
    expect(back()).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(back()).toEqual(["trilateral-static-k tl-stepped-back"]);
    bring();
    expect(back()).toEqual([]);
  },
);

test.each([
  [1, true],
  [4, true],
  [5, false],
])("in a page of another kind it is looked for up to four parents above: %i", (steps, found) => {
  document.body.innerHTML = `<main>${still()}${"<div>".repeat(steps - 1)}<div id="root"></div>${"</div>".repeat(steps - 1)}</main>`;
  stepBack(root(), "k");
  vi.advanceTimersByTime(0);
  expect(back()).toHaveLength(found ? 1 : 0);
});

test("the nearest before it, of its own kind, and none after it", () => {
  document.body.innerHTML = `<main><p class="trilateral-static-k" id="far"></p><p class="trilateral-static-k" id="near"></p>
    <p class="trilateral-static-other" id="other"></p><div id="root"></div><p class="trilateral-static-k" id="after"></p></main>`;
  stepBack(root(), "k");
  vi.advanceTimersByTime(0);
  expect(back()).toEqual(["near"]);
});

test("it may come later, and is not waited for without end", () => {
  document.body.innerHTML = `<main><div id="root"></div></main>`;
  stepBack(root(), "k");
  vi.advanceTimersByTime(500);
  document.querySelector("main").insertAdjacentHTML("afterbegin", still());
  vi.advanceTimersByTime(500);
  expect(back()).toHaveLength(1);

  document.body.innerHTML = `<main><div id="root"></div></main>`;
  stepBack(root(), "k");
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("a widget that is gone before it was found looks no further", () => {
  document.body.innerHTML = `<main>${still()}<div id="root"></div></main>`;
  stepBack(root(), "k")();
  vi.advanceTimersByTime(60_000);
  expect(back()).toEqual([]);
});
