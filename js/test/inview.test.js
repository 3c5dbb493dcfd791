import { expect, test } from "vitest";
import { inView } from "../src/timeline/inview.js";
import { heightOf, lanesOf, ROW } from "../src/timeline/layout.js";
import { all, made } from "./fixture.js";

const DAY = 864e5;
// Ten events, ten days apart; the second lasts for 45 days.
const events = made(10, (i) => ({ t: i * 10 * DAY, until: i === 1 ? 55 * DAY : NaN }));

test.each([
  ["the whole", [-5, 95], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10],
  ["a part", [65, 85], [7, 8], 2],
  ["what lasts into it", [25, 35], [1, 3], 2],
  ["only what lasts through it", [51, 54], [1], 1],
  ["what lasted until it began", [55, 58], [5, 6], 0],
  ["both edges", [70, 80], [7, 8], 2],
  ["between two", [81, 89], [8, 9], 0],
  ["before all", [-90, -5], [0], 0],
  ["after all", [95, 99], [9], 0],
])("of %s", (_, [from, to], listed, inside) => {
  const found = inView(events, all(events), [from * DAY, to * DAY]);
  expect([[...found.listed], found.inView]).toEqual([listed, inside]);
});

test("of none there is none, and what a filter hides is not listed", () => {
  expect([...inView(events, new Uint32Array(0), [0, DAY]).listed]).toEqual([]);
  expect([...inView(events, Uint32Array.of(1, 8), [25 * DAY, 35 * DAY]).listed]).toEqual([1]);
});

// Events in each lane, and how many rows high the picture is, of 350 pixels at most.
test.each([
  [[1], 3],
  [[3], 3],
  [[1, 1], 3],
  [[2, 1], 4],
  [[20], 7],
  [[20, 2], 9],
  [[500], 20],
  [[188, 63, 24, 83, 35, 80, 20, 27], 20],
])("lanes with %j events are no higher than of use: at most %i rows", (sizes, rows) => {
  const lanes = sizes.flatMap((size, lane) => Array.from({ length: size }, () => lane));
  const store = made(lanes.length, (i) => ({ t: i * DAY, lane: lanes[i] }), sizes.length);
  const found = lanesOf(all(store), store.facets[0], 350, new Set());
  expect(heightOf(found)).toBeLessThanOrEqual(Math.min(351, rows * ROW + found.length * 12 + ROW));
  expect(heightOf(found)).toBeGreaterThanOrEqual(3 * ROW);
  for (const lane of found) expect(lane.rows).toBeLessThanOrEqual(lane.items.length);
});
