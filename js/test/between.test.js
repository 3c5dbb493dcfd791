import { describe, expect, test } from "vitest";
import { between, betweenText } from "../src/timeline/between.js";
import { speaker } from "../src/timeline/words.js";

const UNITS = { 10: 0, 7: 1, 4: 2 };
/** "~2017-03", "2017-03-01/2017-04", "2017-03-01/": start, first moment after, and how well each is known. */
function eventOf(text) {
  const [first, last] = text.split("/");
  const read = (written) => {
    const bare = written.replace("~", "").replace(/T.*/, "");
    const [y, m = 1, d = 1] = bare.split("-").map(Number);
    const unit = UNITS[bare.length];
    const next = [Date.UTC(y, m - 1, d + 1), Date.UTC(y, m, 1), Date.UTC(y + 1, 0, 1)][unit];
    const clock = written.includes("T") ? Number(written.split("T")[1]) * 36e5 : 0;
    return { t: Date.UTC(y, m - 1, d) + clock, next, unit, precision: unit + (written[0] === "~" ? 3 : 0) };
  };
  const a = read(first);
  if (last === undefined)
    return {
      start: a.t,
      end: a.precision ? a.next : NaN,
      precision: a.precision,
      interval: 0,
      endPrecision: 0,
    };
  const b = last ? read(last) : { next: Infinity, precision: 0 };
  return { start: a.t, end: b.next, precision: a.precision, interval: 1, endPrecision: b.precision };
}
function storeOf(...texts) {
  const events = texts.map(eventOf).sort((a, b) => a.start - b.start);
  const column = (name) => events.map((event) => event[name]);
  return Object.fromEntries(
    ["start", "end", "precision", "interval", "endPrecision"].map((name) => [name, column(name)]),
  );
}
const said = (one, other, { asOf = null, language = "en" } = {}) =>
  betweenText(between(storeOf(one, other), 0, 1, asOf), speaker(language));

// What people choose: two dates of a table, and what they are to read.
describe("days between two events", () => {
  test.each([
    ["2017-04-06", "2017-04-20", "14 days between them"],
    ["2017-04-20", "2017-04-06", "14 days between them"], // chosen the other way round
    ["2017-04-20", "2017-04-21", "1 day between them"],
    ["2017-04-20", "2017-04-20", "0 days between them"],
    ["2017-04-20T09", "2017-04-20T23", "0 days between them"], // hours do not count
    ["2017-04-20T23", "2017-04-21T01", "1 day between them"], // but midnights do
    ["2016-02-28", "2016-03-01", "2 days between them"], // a leap year
    ["2017-02-28", "2017-03-01", "1 day between them"],
    ["1950-06-25", "1953-07-27", "1,128 days between them"],
    ["1969-12-31", "1970-01-01", "1 day between them"],
    ["1592-05-23", "1598-12-16", "2,398 days between them"],
    ["2017-03-29", "2017-04", "between 3 and 32 days between them"],
    ["2017-04", "2017-05-03", "between 3 and 32 days between them"],
    ["2017-04", "2017-04-20", "at most 19 days between them"], // within the month: before or after
    ["2017-04", "2017-04-02", "at most 28 days between them"],
    ["2017-04", "2017-04", "at most 29 days between them"],
    ["2017-03", "2017-04", "between 1 and 60 days between them"],
    ["2016", "2017", "between 1 and 730 days between them"],
    ["2017", "2017-12-31", "at most 364 days between them"],
    ["~2017-04-06", "2017-04-20", "about 14 days between them"],
    ["~2017-03", "2017-04-20", "about between 20 and 50 days between them"],
    ["2017-04-20", "~2017-04-20", "0 days between them"],
    ["2017-03-01/2017-03-10", "2017-03-20", "10 days from the end of the first to the second"],
    ["2017-03-01/2017-03-10", "2017-03-11", "1 day from the end of the first to the second"],
    ["2017-03-01/2017-03-10", "2017-03-10", "they overlap; 9 days from beginning to beginning"],
    ["2017-03-01/2017-03-10", "2017-03-05/2017-06", "they overlap; 4 days from beginning to beginning"],
    ["2017-03-01/2017-04", "2017-05-20", "between 20 and 49 days from the end of the first to the second"],
    [
      "2017-03-01/2017-04",
      "2017-04-20",
      "at most 19 days from the end of the first to the second, or they overlap",
    ],
    ["2017-03-01/~2017-04-01", "2017-05-01", "about 30 days from the end of the first to the second"],
    ["2017-03-01", "2017-03-05/2017-03-31", "4 days between them"],
    ["2017-03-01/", "2019-03-01", "they overlap; 730 days from beginning to beginning"], // it goes on
    ["2014/2016", "2017-01-01", "between 1 and 366 days from the end of the first to the second"],
  ])("%s and %s", (one, other, text) => {
    expect(said(one, other)).toBe(text);
  });

  test("what goes on as far as is known on a day is not ended by what came later", () => {
    const asOf = Date.UTC(2017, 3, 20);
    expect(said("2017-03-01/2017-06-30", "2017-04-10", { asOf })).toBe(
      "they overlap; 40 days from beginning to beginning",
    );
  });

  test.each([
    ["ko", "두 사건 사이 14일"],
    ["ja", "二つの間は14日"],
  ])("in %s", (language, text) => {
    expect(said("2017-04-06", "2017-04-20", { language })).toBe(text);
  });
});
