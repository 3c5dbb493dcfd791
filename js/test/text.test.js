import { describe, expect, test } from "vitest";
import { safeUrl } from "../src/lib/sources.js";
import untrusted from "../../trilateral/timeline/shared/untrusted.json";
import { bibtex, plainCitation } from "../src/timeline/cite.js";
import { dates, parseDay } from "../src/timeline/dates.js";
import { h, highlight } from "../src/lib/dom.js";
import { searchKey, sift } from "../src/timeline/filter.js";
import { SHAPES, outline, shapeOf, trace } from "../src/lib/marks.js";
import { WORDS, speaker } from "../src/timeline/words.js";
import { all, cases, fixed, store } from "./fixture.js";

describe("words", () => {
  test("every language has every word, with the same blanks", () => {
    const blanks = (text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();
    for (const language of Object.keys(WORDS)) {
      expect(Object.keys(WORDS[language]).sort()).toEqual(Object.keys(WORDS.en).sort());
      for (const [key, text] of Object.entries(WORDS[language]))
        expect([language, key, blanks(text)]).toEqual([language, key, blanks(WORDS.en[key])]);
    }
  });
  test("numbers and plurals", () => {
    expect(speaker("en")("shownAll", { m: 1 })).toBe("1 event");
    expect(speaker("en")("shown", { n: 1, m: 12345 })).toBe("1 of 12,345 events shown");
    expect(speaker("ko")("shown", { n: 1, m: 2 })).toBe("2건 중 1건 표시");
    expect(speaker("xx")("fit")).toBe("Fit");
  });
});

describe("dates keep to what is known", () => {
  const events = store();
  const at = (id) =>
    Array.from({ length: events.count }, (_, i) => i).find((i) => events.text("id", i) === id);
  const say = speaker("en");
  const en = dates("en", say);
  test.each([
    ["summit", "31 March 2016"],
    ["month", "October 2002 (day not known)"],
    ["year", "2006 (month not known)"],
    ["about", "about 1 May 2008"],
    ["long", "1 December 2016 to 10 March 2017"],
  ])("%s", (id, text) => expect(en.long(events, at(id), null)).toBe(text));
  test("an end that lies after the as-of date is not told", () => {
    expect(en.long(events, at("long"), parseDay("2017-01-01"))).toBe("1 December 2016, going on");
    expect(en.long(events, at("long"), parseDay("2017-03-10"))).toBe("1 December 2016 to 10 March 2017");
  });
  test.each(cases.fixed)("$what", ({ asOf, shown, goesOn }) => {
    const day = parseDay(asOf);
    const found = Array.from(sift(events, { filters: {}, search: "", asOf: day }).shown);
    expect(found.map((i) => events.text("id", i))).toEqual(shown);
    for (const language of ["en", "ko", "ja"]) {
      const [words, told] = [speaker(language), dates(language, speaker(language))];
      const open = found.filter(
        (i) => told.long(events, i, day) === words("goingOn", { date: told.day(events.start[i]) }),
      );
      expect(open.map((i) => events.text("id", i))).toEqual(goesOn);
    }
  });
  test("what Python cut has no end to tell", () => {
    const cut = fixed();
    const [{ asOf, shown, goesOn }] = cases.fixed;
    const ids = Array.from(all(cut), (i) => cut.text("id", i));
    expect(ids).toEqual(shown);
    const open = cut.find(goesOn[0]);
    for (const day of [null, parseDay(asOf), parseDay("2017-04-20")])
      expect(en.long(cut, open, day)).toBe("1 December 2016, going on");
    expect(en.short(cut, open)).toBe("1 Dec 2016 –");
    expect(en.long(cut, 0, parseDay(asOf))).toBe("25 June 1950 to 27 July 1953");
  });
  test("in the reader's language", () => {
    expect(dates("ko", speaker("ko")).long(events, at("summit"), null)).toBe("2016년 3월 31일");
    expect(dates("ja", speaker("ja")).long(events, at("summit"), null)).toBe("2016年3月31日");
  });
  test("what is no date", () => {
    for (const text of ["", null, "soon", "2017-13-01"]) expect(parseDay(text)).toBe(null);
  });
});

describe("text is text", () => {
  test("markup in an element or a mark stays text", () => {
    const node = h("p", {}, "<b>x</b>", ...highlight("<script>alert(1)</script>", ["script"], searchKey));
    expect(node.querySelector("b, script")).toBe(null);
    expect(node.querySelectorAll("mark").length).toBe(2);
    expect(node.textContent).toBe("<b>x</b><script>alert(1)</script>");
  });
  test("marks are found through accents and compounds", () => {
    const marked = (text, word) =>
      h("p", {}, ...highlight(text, [searchKey(word)], searchKey)).querySelector("mark")?.textContent;
    expect(marked("In Kaesŏng today", "kaesong")).toBe("Kaesŏng");
    expect(marked("북한이 미사일을 쏘다", "미사일")).toBe("미사일");
    expect(marked("ﬁnal", "fin")).toBe("ﬁn");
    expect(marked("nothing", "zzz")).toBe(undefined);
  });
  test.each(untrusted.addresses)("may become a link or not: $what", ({ url, link }) => {
    expect(safeUrl(url) !== "").toBe(link);
  });
  test("only http and https become links", () => {
    for (const bad of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "//host/x",
      "x",
      "",
    ])
      expect(safeUrl(bad)).toBe("");
    expect(safeUrl("https://example.org/a b")).toBe("https://example.org/a%20b");
  });
});

describe("citations", () => {
  const app = {
    state: { asOf: null },
    dates: dates("en", speaker("en")),
    store: {
      ...store(),
      sources: () => [
        {
          publisher: "A & B {House}",
          title: "On 100% of it",
          url: "https://example.org/a_b",
          date: "2017-04-20",
        },
      ],
    },
  };
  test("plain", () => {
    expect(plainCitation(app, 0)).toBe(
      "A war begins (25 June 1950 to 27 July 1953). A & B {House}, “On 100% of it”, 2017-04-20, https://example.org/a_b.",
    );
  });
  test("as of a day: no later end", () => {
    const then = { ...app, state: { asOf: parseDay("1953-07-26") } };
    for (const text of [plainCitation(then, 0), bibtex(then, 0)]) {
      expect(text).toContain("25 June 1950, going on");
      expect(text).not.toContain("1953");
    }
  });
  test("BibTeX: balanced braces, escaped signs", () => {
    const text = bibtex(app, 0);
    expect(text).toContain("@misc{war-1,");
    expect(text).toContain("title = {On 100\\% of it}");
    expect(text).toContain("author = {{A \\& B House}}");
    expect(text).toContain("year = {2017}");
    expect(text.split("{").length).toBe(text.split("}").length);
  });
});

test("64 values look different, each shape can be drawn", () => {
  expect(new Set(Array.from({ length: 64 }, (_, k) => `${k % 8} ${shapeOf(k)}`)).size).toBe(64);
  for (const shape of SHAPES) {
    let calls = 0;
    const count = () => calls++;
    trace({ moveTo: count, lineTo: count, arc: count, closePath: count }, shape, 0, 0, 4);
    expect(calls).toBeGreaterThan(1);
    expect(outline(shape)).toMatch(/^M[\d.]/);
  }
});
