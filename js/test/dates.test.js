import { afterEach, describe, expect, test, vi } from "vitest";
import { dates, isoDay, parseDay } from "../src/timeline/dates.js";
import { speaker } from "../src/timeline/words.js";

const at = (text) => Date.parse(text.length > 10 ? `${text}Z` : `${text}T00:00:00Z`);
const events = (...made) => ({
  start: made.map(([start]) => at(start)),
  end: made.map(([, , end]) => (end ? at(end) : NaN)),
  precision: made.map(([, precision]) => precision),
  interval: made.map(([, , end]) => (end ? 1 : 0)),
});
const [DAY, MONTH, YEAR, ABOUT] = [0, 1, 2, 3]; // about a day

/** A reader's dates, whose browser prefers these languages. */
function read(language, ...languages) {
  vi.stubGlobal("navigator", { languages });
  return dates(language, speaker(language));
}
afterEach(() => vi.unstubAllGlobals());

describe("dates", () => {
  test("are told as far as they are known", () => {
    const store = events(
      ["2017-04-20", DAY],
      ["2017-04-01", MONTH],
      ["2017-01-01", YEAR],
      ["2017-04-20", ABOUT],
      ["2017-04-20T09:30", DAY],
      ["2016-12-09", DAY, "2017-03-11"],
    );
    const told = read("en");
    expect([0, 1, 2, 3, 4, 5].map((i) => told.long(store, i, null))).toEqual([
      "20 April 2017",
      "April 2017 (day not known)",
      "2017 (month not known)",
      "about 20 April 2017",
      "20 April 2017, 09:30",
      "9 December 2016 to 10 March 2017",
    ]);
    expect([0, 1, 2, 3, 5].map((i) => told.short(store, i))).toEqual([
      "20 Apr 2017",
      "Apr 2017",
      "2017",
      "~ 20 Apr 2017",
      "9 Dec 2016 –",
    ]);
  });

  test("of a range are told whole in the list", () => {
    const store = events(
      ["2016-12-09", DAY, "2017-03-11"],
      ["1914-01-01", YEAR, "1919-01-01"],
      ["1910-01-01", ABOUT + YEAR, "1921-01-01"],
      ["2017-04-20", DAY],
    );
    store.endPrecision = [DAY, YEAR, ABOUT + YEAR, DAY];
    const listed = (language, asOf) =>
      [0, 1, 2, 3].map((i) => read(language).range(store, i, asOf).join(" "));
    expect(listed("en", null)).toEqual([
      "9 Dec 2016 – 10 Mar 2017",
      "1914 – 1918",
      "~ 1910 – ~ 1920",
      "20 Apr 2017",
    ]);
    expect(listed("ko", null)[0]).toBe("2016. 12. 9. – 2017. 3. 10.");
    expect(listed("ja", null)[1]).toBe("1914年 – 1918年");
    expect(listed("en", at("2017-03-09"))[0]).toBe("9 Dec 2016 –");
  });

  test("of an interval end only where its end was known by then", () => {
    const store = events(["2016-12-09", DAY, "2017-03-11"]);
    const told = read("en");
    expect(told.long(store, 0, at("2017-03-09"))).toBe("9 December 2016, going on");
    expect(told.long(store, 0, at("2017-03-10"))).toBe("9 December 2016 to 10 March 2017");
  });

  test("of an axis tell the year with the first, and then what changes", () => {
    const told = read("en");
    const tick = (i, text) => told.tick(new Date(at(text)), i);
    expect([
      tick(0, "2017-01-01"),
      tick(0, "2017-04-01"),
      tick(0, "2017-04-20"),
      tick(0, "2017-04-20T12:00"),
    ]).toEqual(["2017", "Apr 2017", "20 Apr 2017", "20 Apr 2017"]);
    expect([
      tick(1, "2017-01-01"),
      tick(1, "2017-04-01"),
      tick(1, "2017-04-20"),
      tick(1, "2017-01-02"),
    ]).toEqual(["2017", "Apr", "20 Apr", "2 Jan"]);
    expect([tick(1, "2017-04-20T12:00"), tick(2, "2017-04-01T00:30"), tick(1, "2017-04-20T00:05")]).toEqual([
      "12:00",
      "00:30",
      "00:05",
    ]);
  });

  test("are written in one order, whatever the browser's languages", () => {
    const day = at("2017-04-20");
    const written = { en: "20 April 2017", ko: "2017년 4월 20일", ja: "2017年4月20日" };
    for (const [language, text] of Object.entries(written)) {
      for (const languages of [[], ["en-US"], ["ko", "en-US", "en-GB"], ["ja-JP-u-ca-japanese"], ["ar-EG"]])
        expect(read(language, ...languages).day(day)).toBe(text);
      vi.stubGlobal("navigator", undefined);
      expect(dates(language, speaker(language)).day(day)).toBe(text);
    }
    expect(dates("xx", speaker("xx")).day(day)).toBe("20 April 2017");
  });

  test("of an axis are short in every language", () => {
    const ticks = (language) => {
      const told = read(language);
      return [
        [0, "2017-04-01"],
        [0, "2017-04-20"],
        [1, "2017-01-01"],
        [1, "2017-04-01"],
        [1, "2017-04-20"],
        [1, "2017-04-20T12:00"],
      ].map(([i, text]) => told.tick(new Date(at(text)), i));
    };
    expect(ticks("en")).toEqual(["Apr 2017", "20 Apr 2017", "2017", "Apr", "20 Apr", "12:00"]);
    expect(ticks("ko")).toEqual(["2017년 4월", "2017년 4월 20일", "2017년", "4월", "4월 20일", "12:00"]);
    expect(ticks("ja")).toEqual(["2017年4月", "2017年4月20日", "2017年", "4月", "4月20日", "12:00"]);
  });

  test("come from fields and go into them", () => {
    expect(isoDay(at("2017-04-20T23:59"))).toBe("2017-04-20");
    expect([parseDay("1970-01-02"), parseDay(""), parseDay(null), parseDay("2017-13-01")]).toEqual([
      864e5,
      null,
      null,
      null,
    ]);
  });
});
