import { beforeEach, describe, expect, test } from "vitest";
import { draw } from "../src/timeline/draw.js";
import { SvgContext, SvgPath } from "../src/timeline/export.js";
import { MARK, lanesOf } from "../src/timeline/layout.js";
import { all, made, measure, theme } from "./fixture.js";

const DAY = 864e5;

/** Draws events, 1 pixel a day; gives what was drawn, as SVG, and the marks. */
function picture(store, more = {}) {
  const facet = store.facets[0];
  const scene = {
    store,
    colour: facet,
    shape: null,
    view: [0, 1000 * DAY],
    width: 1000,
    height: 300,
    lanes: lanesOf(all(store), facet, 300, new Set(more.folded ?? [])),
    asOf: null,
    selection: new Set(),
    kept: new Set(),
    current: -1,
    hover: -1,
    focused: false,
    ticks: [],
    theme,
    path: () => new SvgPath(),
    ...more,
  };
  const ctx = new SvgContext(measure);
  const hits = draw(ctx, scene);
  return { parts: ctx.parts, hits, lanes: scene.lanes };
}

const few = () => made(3, (i) => ({ t: (100 + 300 * i) * DAY, lane: i }), 3);
const strokes = (parts, colour) => parts.filter((part) => part.includes(`stroke="${colour}"`));
/** The radius and thickness of each circle of a colour, and where it is. */
const rings = (parts, colour) =>
  strokes(parts, colour)
    .filter((part) => / 0 1 1 /.test(part))
    .map((part) => {
      const [, right, y, r] = /M([\d.]+) ([\d.]+)a([\d.]+) /.exec(part).map(Number);
      return {
        x: Math.round((right - r) * 10) / 10,
        y,
        r,
        thick: Number(/stroke-width="([\d.]+)"/.exec(part)[1]),
      };
    });

describe("what is marked out", () => {
  let at;
  beforeEach(() => {
    at = picture(few()).hits[1];
  });

  test("nothing, unless somebody did", () => {
    const { parts } = picture(few());
    for (const colour of ["ink", "accent", "quiet"]) expect(strokes(parts, colour)).toEqual([]);
  });

  test.each([
    ["an event under the pointer", { hover: 1 }, "ink", MARK + 4.5, 1],
    ["a selected event", { selection: new Set([1]) }, "accent", MARK + 4.5, 2],
    ["the event that keys would act on", { current: 1 }, "quiet", MARK + 7, 1],
    ["that event while the picture has the focus", { current: 1, focused: true }, "ink", MARK + 7, 2],
  ])("%s has one ring of its own", (_, more, colour, r, thick) => {
    const { parts } = picture(few(), more);
    expect(rings(parts, colour)).toEqual([{ x: at.x, y: at.y, r, thick }]);
    for (const other of ["ink", "accent", "quiet"])
      if (other !== colour) expect(strokes(parts, other)).toEqual([]);
  });

  test("an event kept to compare has a square around it", () => {
    const { parts } = picture(few(), { kept: new Set([1]) });
    const side = 2 * MARK + 8;
    expect(strokes(parts, "ink")).toEqual([
      `<path d="M${at.x - side / 2} ${at.y - side / 2}h${side}v${side}h-${side}z" fill="none" stroke="ink" stroke-width="1.25"/>`,
    ]);
  });

  test("a dispute has a dotted ring", () => {
    const store = { ...few(), has: (name, i) => name === "dispute" && i === 1 };
    const { parts } = picture(store);
    expect(rings(parts, "quiet")).toEqual([{ x: at.x, y: at.y, r: MARK + 3, thick: 1 }]);
    expect(strokes(parts, "quiet")[0]).toContain('stroke-dasharray="1.5 1.8"');
  });
});

describe("the ground", () => {
  test("every second lane has a band, every tick a line", () => {
    const { parts, lanes } = picture(few(), { ticks: [new Date(250 * DAY), new Date(500 * DAY)] });
    const [, second] = lanes;
    expect(parts[0]).toBe(`<path d="M0 ${second.top}h1000v${second.height}h-1000z" fill="band"/>`);
    expect(strokes(parts, "line")).toEqual([
      '<path d="M250.5 0L250.5 300M500.5 0L500.5 300" fill="none" stroke="line" stroke-width="1"/>',
    ]);
  });

  test("what was known by a day ends with that day, where it is in view", () => {
    const { parts } = picture(few(), { asOf: 499 * DAY });
    expect(strokes(parts, "accent")).toEqual([
      '<path d="M500 0L500 300" fill="none" stroke="accent" stroke-width="1" stroke-dasharray="4 3"/>',
    ]);
    for (const asOf of [-1 * DAY, 999 * DAY])
      expect(strokes(picture(few(), { asOf }).parts, "accent")).toEqual([]);
  });
});

describe("marks", () => {
  test("each in the colour of its value, its title beside it", () => {
    const { parts, hits } = picture(few());
    for (const hit of hits) {
      const x = 100 + 300 * hit.event;
      expect(hit).toMatchObject({ x, lane: hit.event, many: 0 });
      expect(parts.filter((part) => part.endsWith(`fill="hue${hit.event}"/>`))).toHaveLength(1);
      expect(parts).toContain(
        `<text x="${x + MARK + 8}" y="${hit.y + 4.5}" fill="ink">Event ${hit.event}</text>`,
      );
      expect(hit.right).toBeGreaterThan(x + MARK + 8);
    }
    expect(hits.map((hit) => hit.event)).toEqual([0, 1, 2]);
  });

  test("what has no exact day is open", () => {
    const store = few();
    store.precision[1] = 1;
    const { parts } = picture(store);
    expect(parts.filter((part) => part.endsWith('fill="hue1"/>'))).toEqual([]);
    expect(strokes(parts, "hue1")).toHaveLength(1);
    expect(strokes(parts, "hue1")[0]).toContain('stroke-width="1.5"');
  });

  test("what lasts is a bar, up to the day that is known", () => {
    const store = made(1, () => ({ t: 100 * DAY, until: 400 * DAY }));
    const bar = (more) => picture(store, more).parts.find((part) => part.includes('fill-opacity="0.35"'));
    expect(bar({})).toMatch(/^<path d="M100 [\d.]+h300v6h-300z" fill="hue0" /);
    expect(bar({ asOf: 199 * DAY })).toMatch(/^<path d="M100 [\d.]+h100v6h-100z"/);
    expect(bar({ view: [200 * DAY, 1200 * DAY] })).toMatch(/^<path d="M-20 [\d.]+h220v6h-220z"/);
  });

  test("events of one spot and row have one mark, and each a place for the pointer", () => {
    const store = made(60, () => ({ t: 500 * DAY }));
    const { parts, hits } = picture(store);
    expect(hits).toHaveLength(60);
    const drawn = parts.find((part) => part.endsWith('fill="hue0"/>')).match(/M/g).length / 2; // a circle moves twice
    expect(drawn).toBe(new Set(hits.map((hit) => hit.y)).size);
  });

  test("a long title is cut, and left out where little room is", () => {
    const store = { ...made(1, () => ({ t: 880 * DAY })), text: () => "A very long title indeed" };
    const words = (view) =>
      picture(store, { view })
        .parts.filter((part) => part.startsWith("<text"))
        .map((part) => />(.*)</.exec(part)[1]);
    expect(words([0, 1000 * DAY])).toEqual(["A very long titl…"]);
    expect(words([-50 * DAY, 950 * DAY])).toEqual(["A very…"]);
    expect(words([-80 * DAY, 920 * DAY])).toEqual([]);
  });
});

describe("crowds", () => {
  // On each of 400 days the first lane has sixteen events and the second four.
  const crowd = () => made(8000, (i) => ({ t: Math.floor(i / 20) * DAY, lane: i % 20 < 16 ? 0 : 1 }), 2);
  const columns = (parts, colour) => parts.filter((part) => part.endsWith(`fill="${colour}"/>`)).join("");
  const heights = (text) => [...text.matchAll(/h3v([\d.]+)h/g)].map(([, tall]) => Number(tall));

  test("are columns in the colour of their lane, which hold every event", () => {
    const { parts, hits, lanes } = picture(crowd());
    expect(hits.every((hit) => hit.event === -1)).toBe(true);
    for (const lane of [0, 1]) {
      const own = hits.filter((hit) => hit.lane === lane);
      expect(own.reduce((sum, hit) => sum + hit.many, 0)).toBe(lanes[lane].items.length);
      expect(heights(columns(parts, `hue${lane}`))).toHaveLength(own.length);
    }
    expect(columns(parts, "quiet")).toBe("");
  });

  test("have heights that compare across lanes: half as tall is a quarter as many", () => {
    const { parts, lanes } = picture(crowd());
    const [many, fewer] = ["hue0", "hue1"].map((colour) => Math.max(...heights(columns(parts, colour))));
    expect(many).toBe(Math.min(...lanes.map((lane) => lane.height)) - 6);
    expect(Math.abs(fewer - many / 2)).toBeLessThanOrEqual(1);
  });

  test("are grey where colour stands for something else", () => {
    const store = crowd();
    const other = { ...store.facets[0], name: "other", values: ["x", "y"] };
    expect(heights(columns(picture(store, { colour: other }).parts, "quiet")).length).toBeGreaterThan(100);
    expect(heights(columns(picture(store, { colour: null }).parts, "quiet")).length).toBeGreaterThan(100);
  });

  test("a folded lane is one too, however few it has", () => {
    const { hits } = picture(few(), { folded: ["v1"] });
    expect(hits.filter((hit) => hit.lane === 1)).toMatchObject([{ event: -1, many: 1 }]);
    expect(hits.filter((hit) => hit.lane !== 1).map((hit) => hit.event)).toEqual([0, 2]);
  });
});
