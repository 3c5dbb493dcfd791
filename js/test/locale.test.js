// @vitest-environment node
import { afterEach, expect, test, vi } from "vitest";
import { dates } from "../src/timeline/dates.js";

afterEach(() => vi.unstubAllGlobals());

test.each([
  [["en-US"], "20 April 2017"],
  [["en-GB"], "20 April 2017"],
  [["en-US@posix"], "20 April 2017"],
  [["en-US@posix", "en-US"], "20 April 2017"],
  [["en_US", "C", ""], "20 April 2017"],
  [["en-", "en-US-"], "20 April 2017"],
  [["de-DE", "en"], "20 April 2017"],
  [[], "20 April 2017"],
  [undefined, "20 April 2017"],
])("a browser of the languages %j writes a date, whatever they are", (languages, written) => {
  vi.stubGlobal("navigator", { languages });
  expect(dates("en", (word) => word).day(Date.UTC(2017, 3, 20))).toBe(written);
});

test("a Korean page keeps to Korean where the browser's own tag is none", () => {
  vi.stubGlobal("navigator", { languages: ["ko-KR@euc", "en-US"] });
  expect(dates("ko", (word) => word).day(Date.UTC(2017, 3, 20))).toBe("2017년 4월 20일");
});
