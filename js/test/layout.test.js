import { describe, expect, test } from "vitest";
import { MARK, ROW, arrange, firstFrom, lanesOf } from "../src/layout.js";
import { all, made, store } from "./fixture.js";

const DAY = 864e5;
const labels = () => 90;

describe("lanes", () => {
  test("fill the height and no more, whatever their number", () => {
    for (const lanes of [1, 3, 8, 20, 40, 200, 10_000]) {
      const events = made(10_000, (i) => ({ t: i * DAY, lane: i % lanes }), lanes);
      const found = lanesOf(events, all(events), events.facets[0], 350, new Set());
      const last = found.at(-1);
      expect(last.top + last.height).toBeLessThanOrEqual(351);
      expect(last.top + last.height).toBeGreaterThan(300);
      expect(found.reduce((sum, lane) => sum + lane.items.length, 0)).toBe(10_000);
      for (const lane of found) expect(lane.rows * ROW).toBeLessThanOrEqual(lane.height + 1);
    }
  });

  test("the busiest lane gets most rows", () => {
    const events = made(100, (i) => ({ t: i * DAY, lane: i < 90 ? 0 : 1 }), 2);
    const [busy, quiet] = lanesOf(events, all(events), events.facets[0], 350, new Set());
    expect(busy.rows).toBeGreaterThan(quiet.rows);
  });

  test("a folded lane keeps one row and its events", () => {
    const events = made(100, (i) => ({ t: i * DAY, lane: i % 2 }), 2);
    const [folded, open] = lanesOf(events, all(events), events.facets[0], 350, new Set(["v0"]));
    expect([folded.collapsed, folded.rows, folded.items.length]).toEqual([true, 1, 50]);
    expect(open.rows).toBeGreaterThan(3);
  });

  test("an event of several actors stands in each of their lanes", () => {
    const events = store();
    const actors = events.facets.find((facet) => facet.name === "actors");
    const found = lanesOf(events, all(events), actors, 350, new Set());
    const war = found.filter((lane) => lane.items.includes(0)).map((lane) => lane.key);
    expect(war.sort()).toEqual(["KOR", "PRK", "USA"]);
  });
});

describe("rows", () => {
  const lane = (events, height = 350) => lanesOf(events, all(events), null, height, new Set())[0];

  test("no two marks overlap while there are rows enough, and no label runs into a mark", () => {
    const events = made(120, (i) => ({ t: Math.floor(i / 3) * 20 * DAY, until: i % 7 ? NaN : Math.floor(i / 3) * 20 * DAY + 30 * DAY }));
    const one = lane(events);
    const perPixel = DAY;
    const { row, room } = arrange(events, one, perPixel, labels);
    for (let a = 0; a < 120; a++) {
      const right = (Number.isNaN(events.end[a]) ? events.start[a] / perPixel + MARK : events.end[a] / perPixel);
      for (let b = a + 1; b < 120; b++) {
        if (row[a] !== row[b]) continue;
        const left = events.start[b] / perPixel - MARK;
        expect(left).toBeGreaterThanOrEqual(right);
        expect(room[a]).toBeLessThanOrEqual(left - right + 2 * MARK);
        break;
      }
    }
  });

  test("crowded or not, no label ever runs over a mark or another label", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (const spread of [10, 100, 1000]) {
      const times = Array.from({ length: 150 }, () => random() * spread).sort((a, b) => a - b);
      const events = made(150, (i) => ({ t: times[i] * DAY, until: random() < 0.3 ? (times[i] + random() * spread * 0.3) * DAY : NaN }));
      const one = lane(events, 130);
      const { row, room } = arrange(events, one, DAY, labels);
      const boxes = [];
      for (let i = 0; i < 150; i++) {
        const left = events.start[i] / DAY - MARK;
        const right = Number.isNaN(events.end[i]) ? left + 2 * MARK : Math.max(left + 2 * MARK, events.end[i] / DAY);
        const free = Math.min(room[i] - 16, 460);
        if (free >= 36) boxes.push({ i, row: row[i], a: right + 8, b: right + 8 + free });
      }
      expect(boxes.length).toBeGreaterThan(0);
      for (const box of boxes) {
        for (let i = 0; i < 150; i++) {
          if (i === box.i || row[i] !== box.row) continue;
          const a = events.start[i] / DAY - MARK;
          const b = Number.isNaN(events.end[i]) ? a + 2 * MARK : events.end[i] / DAY;
          expect(b <= box.a || a >= box.b).toBe(true);
        }
        for (const other of boxes) if (other !== box && other.row === box.row) expect(other.b <= box.a || other.a >= box.b).toBe(true);
      }
    }
  });

  test("rows do not change while the view is panned, only with the zoom", () => {
    const events = made(50, (i) => ({ t: i * 3 * DAY }));
    const one = lane(events);
    const first = arrange(events, one, DAY, labels);
    expect(arrange(events, one, DAY, labels)).toBe(first);
    expect(arrange(events, one, DAY / 2, labels)).not.toBe(first);
  });

  test("all on one day, and none", () => {
    const same = made(500, () => ({ t: 0 }));
    expect(arrange(same, lane(same), DAY, labels).row.length).toBe(500);
    const none = made(0, () => ({ t: 0 }));
    expect(arrange(none, lane(none), DAY, labels).row.length).toBe(0);
  });
});

test("the first event from a moment on", () => {
  const events = made(5, (i) => ({ t: i * 10 }));
  expect([-1, 0, 1, 40, 41].map((t) => firstFrom(events, all(events), t))).toEqual([0, 0, 1, 4, 5]);
});
