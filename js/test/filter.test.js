import { expect, test } from "vitest";
import { extent, sift } from "../src/timeline/filter.js";
import { all, made, store } from "./fixture.js";

test("counts follow the other filters, not their own", () => {
  const events = store();
  const track = events.facets.findIndex((facet) => facet.name === "track");
  const count = (filters, value, search = "") =>
    sift(events, { filters, search, asOf: null }).tally(track)[events.facets[track].values.indexOf(value)];
  expect(count({}, "trilateral")).toBe(3);
  expect(count({ track: ["dprk"] }, "trilateral")).toBe(3);
  expect(count({ actors: ["USA"] }, "trilateral")).toBe(2);
  expect(count({ track: ["dprk"], actors: ["USA"] }, "trilateral")).toBe(2);
  expect(count({}, "trilateral", "missile")).toBe(2);
});

test("every count is what choosing it would show", () => {
  const events = store();
  const filters = { actors: ["KOR"] };
  const { tally } = sift(events, { filters, search: "", asOf: null });
  events.facets.forEach((facet, f) =>
    facet.values.forEach((value, code) => {
      const chosen = sift(events, { filters: { ...filters, [facet.name]: [value] }, search: "", asOf: null });
      expect([facet.name, value, tally(f)[code]]).toEqual([facet.name, value, chosen.shown.length]);
    }),
  );
});

test("rows chosen by id are all that is shown, as far as other filters let them", () => {
  const events = store();
  const names = (filters) =>
    Array.from(sift(events, { filters, search: "", asOf: null }).shown, (i) => events.text("id", i));
  const [a, b] = [events.text("id", 1), events.text("id", 4)];
  expect(names({ ids: [b, a, "no such id"] })).toEqual([a, b]);
  expect(names({ ids: [] }).length).toBe(events.count);
  const { tally } = sift(events, { filters: { ids: [a] }, search: "", asOf: null });
  expect(tally(0).reduce((sum, n) => sum + n)).toBe(1);
});

test("the span has a margin, also around a single event and none", () => {
  const one = made(1, () => ({ t: 0 }));
  expect(extent(one, all(one))).toEqual([-15 * 864e5, 15 * 864e5]);
  const none = made(0, () => ({ t: 0 }));
  const [a, b] = extent(none, all(none));
  expect(b).toBeGreaterThan(a);
  const long = made(2, (i) => ({ t: i * 1e6, until: i ? NaN : 5e12 }));
  expect(extent(long, all(long))[1]).toBeGreaterThan(5e12);
});

test("many events, two filters, and counts that follow", () => {
  const many = made(300_000, (i) => ({ t: i * 1e6, lane: i % 8 }), 8);
  const { shown, tally } = sift(many, {
    filters: { lane: ["v1", "v2"] },
    search: "",
    asOf: 150_000 * 1e6 - 864e5,
  });
  expect(shown.length).toBe(37_500);
  expect([...tally(0)]).toEqual(Array(8).fill(18_750));
});
