// The living form keeps to the cases of trilateral/timeline/shared/cases.json; the still one does in
// tests/timeline/test_contract.py.
import { describe, expect, test } from "vitest";
import { colourOf, shapeOf } from "../src/lib/marks.js";
import { dates, isoDay, parseDay } from "../src/timeline/dates.js";
import { extent, searchKey, sift } from "../src/timeline/filter.js";
import { MARK, ROW, arrange, lanesOf } from "../src/timeline/layout.js";
import { speaker } from "../src/timeline/words.js";
import { all, cases, dated, made, store } from "./fixture.js";

const LANGUAGES = ["en", "ko", "ja"];

describe("filters", () => {
  const events = store();
  test.each(cases.cases)("$what", ({ filters = {}, search = "", asOf = "", shown }) => {
    const found = sift(events, { filters, search, asOf: parseDay(asOf) });
    expect(Array.from(found.shown, (i) => events.text("id", i))).toEqual(shown);
  });
});

test.each(cases.folding)("%s is searched as %s", (text, folded) => expect(searchKey(text)).toBe(folded));

describe("dates", () => {
  const events = dated();
  test.each(cases.dates.map((one, number) => ({ number, ...one })))(
    "$what",
    ({ number, asOf, last, ...one }) => {
      const i = events.find(String(number));
      for (const language of LANGUAGES) {
        const told = dates(language, speaker(language));
        const { long, short } = one[language];
        expect([language, told.long(events, i, parseDay(asOf ?? null)), told.short(events, i)]).toEqual([
          language,
          long,
          short,
        ]);
      }
      if (last) expect(isoDay(events.end[i] - 1)).toBe(last);
    },
  );
});

test.each(cases.words)("$key in three languages: $en", ({ key, values, ...said }) => {
  for (const language of LANGUAGES) expect(speaker(language)(key, values)).toBe(said[language]);
});

test.each(cases.marks)("value $value looks like this", ({ value, colour, shape }) => {
  expect([colourOf(value), shapeOf(value)]).toEqual([colour, shape]);
});

test.each(cases.lanes)("lanes: $what", ({ sizes, most, own, others }) => {
  const lanes = sizes.flatMap((size, lane) => Array(size).fill(lane));
  const events = made(lanes.length, (i) => ({ t: i, lane: lanes[i] }), sizes.length);
  const found = lanesOf(all(events), events.facets[0], most * (ROW + 2), new Set());
  expect(found.filter((lane) => lane.code >= 0).map((lane) => lane.code)).toEqual(own);
  const rest = found.filter((lane) => lane.code < 0).map((lane) => lane.label);
  expect(rest).toEqual(others ? [`${others} others`] : []);
});

test.each(cases.rows)("rows: $what", ({ spans, most, rows }) => {
  // An event that lasts from `left` takes up its mark, half of which lies before it, and two pixels more.
  const events = made(spans.length, (i) => ({ t: spans[i][0] + MARK + 2, until: spans[i][1] }));
  const lane = { ...lanesOf(all(events), null, 100, new Set())[0], rows: most, placed: null };
  const placed = arrange(events, lane, 1, () => 0);
  expect(spans.map((_, k) => placed(k).row)).toEqual(rows);
});

test.each(cases.extent)("span: $what", ({ events, span }) => {
  const until = (end) => (end === null ? NaN : end === "goes on" ? Infinity : parseDay(end));
  const found = made(events.length, (i) => ({ t: parseDay(events[i][0]), until: until(events[i][1]) }));
  const day = (t) => Math.round(t / 864e5);
  const [first, last] = extent(found, all(found));
  expect([day(first), day(last)]).toEqual(span.map((text) => day(parseDay(text))));
});
