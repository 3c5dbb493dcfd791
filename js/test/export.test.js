import { beforeEach, describe, expect, test, vi } from "vitest";
import { SvgPath, pictureOf, safeCell, tableOf } from "../src/timeline/export.js";
import { lanesOf } from "../src/timeline/layout.js";
import untrusted from "../../trilateral/timeline/shared/untrusted.json";
import { all, made, measure, theme } from "./fixture.js";

const DAY = 864e5;

/** What export.js asks of the explorer, for so many kinds of events. */
function appOf(kinds, more = {}) {
  const store = { ...made(kinds, (i) => ({ t: i * DAY, lane: i }), kinds), ...more.store };
  const [facet] = store.facets;
  const lane = more.lane ? facet : null;
  const scene = {
    store,
    colour: facet,
    shape: null,
    view: [0, 100 * DAY],
    width: 500,
    height: 200,
    lanes: lanesOf(all(store), lane, 200, new Set()),
    asOf: null,
    selection: new Set(),
    kept: new Set(),
    current: 0,
    hover: 0,
    focused: true,
    ticks: [],
    theme,
    path: () => new SvgPath(),
  };
  return {
    meta: { heading: more.heading ?? "" },
    state: { asOf: more.asOf ?? null },
    store,
    colour: facet,
    shape: null,
    shown: all(store),
    laneFacet: () => lane,
    tally: () => new Uint32Array(kinds).fill(1),
    scene: () => scene,
    say: (word, values) => (values ? `${word} ${values.n} of ${values.m}` : word),
    axisOf: () => ({ scale: (t) => t / DAY, ticks: [10 * DAY, 60 * DAY] }),
    dates: { tick: (_, k) => `tick ${k}` },
  };
}
const read = (svg) => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
const words = (svg) =>
  [...svg.querySelectorAll("text")].map((text) => [
    text.textContent,
    Number(text.getAttribute("x")),
    Number(text.getAttribute("y")),
  ]);

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(measure);
});

describe("the picture that is saved", () => {
  test("has a title in words, its heading, lanes and dates, and no trace of pointer or focus", () => {
    const { svg, width, height } = pictureOf(appOf(3, { heading: "Two <neighbours>", lane: true }));
    const page = read(svg);
    expect(page.getAttribute("viewBox")).toBe(`0 0 ${width} ${height}`);
    expect([width, height]).toEqual([180 + 500 + 10, 30 + 200 + 30]);
    expect(page.querySelector("title").textContent).toBe("Two <neighbours>: shown 3 of 3");
    const said = words(page).map(([text]) => text);
    expect(said).toEqual(
      expect.arrayContaining(["Two <neighbours>", "v0", "v1", "v2", "Event 0", "Event 2"]),
    );
    expect(words(page).filter(([text]) => text.startsWith("tick"))).toEqual([
      ["tick 0", 190, 248],
      ["tick 1", 240, 248],
    ]);
    expect(svg).not.toContain('stroke="ink"');
  });

  test("without lanes and heading it has no room for them, and what colours stand for is below it", () => {
    const { svg, width, height } = pictureOf(appOf(2));
    expect([width, height]).toEqual([10 + 500 + 10, 8 + 200 + 30 + 18]);
    expect(words(read(svg)).filter(([text]) => /^v\d/.test(text))).toEqual([
      ["v0", 24, 246],
      ["v1", 70, 246],
    ]);
    expect(read(svg).querySelector("title").textContent).toBe("picture: shown 2 of 2");
  });

  test("the colours' names take as many lines as they need, and none runs out of the picture or into another", () => {
    const { svg, width, height } = pictureOf(appOf(24));
    const keys = words(read(svg)).filter(([text]) => /^v\d/.test(text));
    expect(keys).toHaveLength(24);
    const lines = new Map();
    for (const [text, x, y] of keys) lines.set(y, [...(lines.get(y) ?? []), [x, x + 6 * text.length]]);
    expect(lines.size).toBe(3);
    expect([...lines.keys()]).toEqual([246, 264, 282]);
    expect(height).toBe(8 + 200 + 30 + 3 * 18);
    for (const line of lines.values()) {
      expect(line[0][0]).toBe(24);
      expect(line.at(-1)[1]).toBeLessThanOrEqual(width);
      for (let k = 1; k < line.length; k++) expect(line[k][0]).toBeGreaterThan(line[k - 1][1]);
    }
    expect([...lines.values()].map((line) => line.length)).toEqual([10, 9, 5]); // as many as there is room for
  });
});

describe("the table that is saved", () => {
  const lines = (app) => tableOf(app).split("\r\n").slice(1, -1);

  test("has a row for each event shown, its last day within what lasts", () => {
    const store = made(2, (i) => ({ t: i * DAY, until: i ? 5 * DAY : NaN }));
    const app = { ...appOf(2, { store }), shown: Uint32Array.of(1, 0) };
    expect(tableOf(app).split("\r\n")[0]).toBe(
      "id,start,end,precision,title,place,summary,dispute,confidence,lane,sources",
    );
    expect(lines(app)).toEqual([
      ",1970-01-02,1970-01-05,day,Event 1,,,,,v0,",
      ",1970-01-01,,day,Event 0,,,,,v0,",
    ]);
  });

  test("an end that lies after the as-of date is not in it", () => {
    const store = made(3, (i) => ({ t: i * DAY, until: [NaN, 5 * DAY, Infinity][i] }));
    const ends = (asOf) =>
      lines({ ...appOf(3, { store, asOf }), shown: all(store) }).map((line) => line.split(",")[2]);
    expect(ends(null)).toEqual(["", "1970-01-05", "going on"]);
    expect(ends(4 * DAY)).toEqual(["", "1970-01-05", "going on"]);
    expect(ends(3 * DAY)).toEqual(["", "going on", "going on"]);
  });

  test.each(untrusted.cells)("a spreadsheet takes for text: $what", ({ text, cell }) => {
    expect(safeCell(text)).toBe(cell);
  });

  test("a spreadsheet runs nothing in it, and commas, quotes and line ends stay in their cell", () => {
    const said = ["=1+1", "+1", "-1", "@a", "\tx", 'a, "b"', "a\nb", "plain"];
    const store = {
      text: (name, i) => (name === "title" ? said[i] : ""),
      sources: () => [{ url: "https://a.example" }, { publisher: "b" }],
    };
    const cells = lines(appOf(8, { store })).map((line) =>
      line.replace(/^,1970-01-0\d,,day,/, "").replace(/,,,,,v\d,https:\/\/a.example b$/, ""),
    );
    expect(cells).toEqual(["'=1+1", "'+1", "'-1", "'@a", "    x", '"a, ""b"""', '"a\nb"', "plain"]);
  });
});
