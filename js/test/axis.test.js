import { scaleUtc } from "d3-scale";
import { expect, test } from "vitest";
import { svg } from "../src/lib/dom.js";
import { drawAxis } from "../src/timeline/paint.js";

const DAY = 864e5;

/** The labels of an axis of 100 days, 600 pixels wide: what each says, its middle in pixels, and whether it is seen. */
function labelsAt(days, words, wide = (text) => 6 * text.length) {
  const node = svg("svg");
  const scale = scaleUtc([0, 100 * DAY], [0, 600]);
  const ticks = days.map((day) => new Date(day * DAY));
  drawAxis(node, { scale, ticks }, { dates: { tick: (_, k) => words[k] }, width: 600 }, wide);
  return [...node.querySelectorAll("text")].map((label, k) => [
    label.textContent,
    Math.round(scale(ticks[k]) + Number(label.getAttribute("x"))),
    label.style.visibility !== "hidden",
  ]);
}

test("a label stands at its day", () => {
  expect(labelsAt([20, 60], ["May", "June"])).toEqual([
    ["May", 120, true],
    ["June", 360, true],
  ]);
});

test("a label at either edge is moved inwards, so that none is cut", () => {
  expect(labelsAt([0, 100], ["January 2017", "April 2017"])).toEqual([
    ["January 2017", 37, true],
    ["April 2017", 569, true],
  ]);
});

test("a label that would run into the last that is seen is left out, and the next is seen again", () => {
  expect(labelsAt([10, 15, 40], ["March 2017", "April 2017", "May"])).toEqual([
    ["March 2017", 60, true],
    ["April 2017", 90, false],
    ["May", 240, true],
  ]);
});

test("without ticks there are no labels", () => {
  expect(labelsAt([], [])).toEqual([]);
});
