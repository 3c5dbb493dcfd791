import { expect, test } from "vitest";
import { codesOf, labelsOf, unpack } from "../src/timeline/data.js";
import { bytes, cases, packed, store } from "./fixture.js";

test("texts, numbers and values come through, at any offset", () => {
  for (const shift of [0, 1, 3, 8]) {
    const events = unpack(packed.meta, bytes(shift));
    expect(events.count).toBe(cases.records.length);
    expect(Array.from({ length: events.count }, (_, i) => events.text("title", i))).toEqual(
      cases.records.map((r) => r.title),
    );
    expect(new Date(events.start[0]).toISOString()).toBe("1950-06-25T00:00:00.000Z");
    expect(Number.isNaN(events.end[1])).toBe(true);
  }
});

test("precision and duration", () => {
  const events = store();
  const place = (id) => cases.records.findIndex((r) => r.id === id);
  expect(["war", "month", "year", "about"].map((id) => events.precision[place(id)])).toEqual([0, 1, 2, 3]);
  expect(events.interval[place("war")]).toBe(1);
  expect((events.end[place("month")] - events.start[place("month")]) / 864e5).toBe(31);
});

test("several values for one event", () => {
  const events = store();
  const actors = events.facets.find((f) => f.name === "actors");
  expect(labelsOf(actors, 0).sort()).toEqual(["North Korea", "South Korea", "United States"]);
  expect(
    labelsOf(
      events.facets.find((f) => f.name === "track"),
      0,
    ),
  ).toEqual(["North Korea"]);
  expect(codesOf(actors, 1).length).toBe(2);
});

test("an event is found by its id, and by no other", () => {
  const events = store();
  cases.records.forEach((record, i) => expect(events.find(record.id)).toBe(i));
  for (const strange of ["", "wa", "war ", "no such id", "전쟁"]) expect(events.find(strange)).toBe(-1);
});
