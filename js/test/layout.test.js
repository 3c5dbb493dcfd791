import { describe, expect, test } from "vitest";
import { MARK, ROW, arrange, columns, firstFrom, lanesOf, reaching } from "../src/timeline/layout.js";
import { all, made, store } from "./fixture.js";

const DAY = 864e5;
const labels = () => 90;

describe("lanes", () => {
  test("fill the height and no more, whatever their number", () => {
    for (const lanes of [1, 3, 8, 20, 40, 200, 10_000]) {
      const events = made(10_000, (i) => ({ t: i * DAY, lane: i % lanes }), lanes);
      const found = lanesOf(all(events), events.facets[0], 350, new Set());
      const last = found.at(-1);
      expect(last.top + last.height).toBeLessThanOrEqual(351);
      expect(last.top + last.height).toBeGreaterThan(300);
      expect(found.reduce((sum, lane) => sum + lane.items.length, 0)).toBe(10_000);
      for (const lane of found) expect(lane.rows * ROW).toBeLessThanOrEqual(lane.height + 1);
    }
  });

  test("the busiest lane gets most rows", () => {
    const events = made(100, (i) => ({ t: i * DAY, lane: i < 90 ? 0 : 1 }), 2);
    const [busy, quiet] = lanesOf(all(events), events.facets[0], 350, new Set());
    expect(busy.rows).toBeGreaterThan(quiet.rows);
  });

  test("a folded lane keeps one row and its events", () => {
    const events = made(100, (i) => ({ t: i * DAY, lane: i % 2 }), 2);
    const [folded, open] = lanesOf(all(events), events.facets[0], 350, new Set(["v0"]));
    expect([folded.collapsed, folded.rows, folded.items.length]).toEqual([true, 1, 50]);
    expect(open.rows).toBeGreaterThan(3);
  });

  test("an event of several actors stands in each of their lanes", () => {
    const events = store();
    const actors = events.facets.find((facet) => facet.name === "actors");
    const found = lanesOf(all(events), actors, 350, new Set());
    const war = found.filter((lane) => lane.items.includes(0)).map((lane) => lane.key);
    expect(war.sort()).toEqual(["KOR", "PRK", "USA"]);
  });
});

/** Row and room of every place. */
function arranged(events, lane, perPixel, labelWidth) {
  const at = arrange(events, lane, perPixel, labelWidth);
  const all = Array.from(lane.items.keys(), at);
  return { row: all.map((place) => place.row), room: all.map((place) => place.room) };
}

describe("rows", () => {
  const lane = (events, height = 350) => lanesOf(all(events), null, height, new Set())[0];

  test("no two marks overlap while there are rows enough, and no label runs into a mark", () => {
    const events = made(120, (i) => ({
      t: Math.floor(i / 3) * 20 * DAY,
      until: i % 7 ? NaN : Math.floor(i / 3) * 20 * DAY + 30 * DAY,
    }));
    const one = lane(events);
    const perPixel = DAY;
    const { row, room } = arranged(events, one, perPixel, labels);
    for (let a = 0; a < 120; a++) {
      const right = Number.isNaN(events.end[a])
        ? events.start[a] / perPixel + MARK
        : events.end[a] / perPixel;
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
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    for (const spread of [10, 100, 1000]) {
      const times = Array.from({ length: 150 }, () => random() * spread).sort((a, b) => a - b);
      const events = made(150, (i) => ({
        t: times[i] * DAY,
        until: random() < 0.3 ? (times[i] + random() * spread * 0.3) * DAY : NaN,
      }));
      const one = lane(events, 130);
      const { row, room } = arranged(events, one, DAY, labels);
      const boxes = [];
      for (let i = 0; i < 150; i++) {
        const left = events.start[i] / DAY - MARK;
        const right = Number.isNaN(events.end[i])
          ? left + 2 * MARK
          : Math.max(left + 2 * MARK, events.end[i] / DAY);
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
        for (const other of boxes)
          if (other !== box && other.row === box.row) expect(other.b <= box.a || other.a >= box.b).toBe(true);
      }
    }
  });

  test("what has space in the first row stands there", () => {
    const events = made(5, (i) => ({ t: i * 200 * DAY }));
    expect(arranged(events, lane(events), DAY, labels).row).toEqual([0, 0, 0, 0, 0]);
  });

  test("where no row has space for a label, the one whose label ends first gives way", () => {
    const events = made(3, (i) => ({ t: [0, 1, 50][i] * DAY }));
    const one = { ...lane(events), rows: 2, placed: undefined };
    for (const widths of [
      [300, 100, 90],
      [100, 300, 90],
    ]) {
      const { row } = arranged(events, { ...one, placed: undefined }, DAY, (i) => widths[i]);
      expect(row).toEqual([0, 1, widths[0] < widths[1] ? 0 : 1]);
    }
  });

  test("rows do not change while the view is panned, only with the zoom", () => {
    const events = made(50, (i) => ({ t: i * 3 * DAY }));
    const one = lane(events);
    let asked = 0;
    const counting = () => {
      asked++;
      return 90;
    };
    const first = arranged(events, one, DAY, counting);
    expect(asked).toBe(50);
    expect(arranged(events, one, DAY, counting)).toEqual(first);
    expect(asked).toBe(50);
    arranged(events, one, DAY / 2, counting);
    expect(asked).toBe(100);
  });

  test("what goes on keeps its row as a long bar does", () => {
    const until = (end) => made(6, (i) => ({ t: i * 40 * DAY, until: i % 2 ? NaN : end }));
    const [open, long] = [until(Infinity), until(1e6 * DAY)].map((events) =>
      arranged(events, lane(events), DAY, labels),
    );
    expect(open).toEqual(long);
    expect(open.room.some(Number.isNaN)).toBe(false);
  });

  test("all on one day, and none", () => {
    const same = made(500, () => ({ t: 0 }));
    expect(arranged(same, lane(same), DAY, labels).row.length).toBe(500);
    const none = made(0, () => ({ t: 0 }));
    expect(arranged(none, lane(none), DAY, labels).row.length).toBe(0);
  });
});

test("a lane of many is arranged where it is looked at, and its labels still give way", () => {
  const events = made(20_000, (i) => ({ t: i * 40 * DAY }));
  const [one] = lanesOf(all(events), null, 130, new Set());
  let asked = 0;
  const at = arrange(events, one, DAY, () => {
    asked++;
    return 90;
  });
  const near = Array.from({ length: 100 }, (_, k) => ({ k: 9_950 + k, ...at(9_950 + k) })); // over a seam at 10,000
  expect(asked).toBe(4000);
  for (const a of near) {
    const next = near.find((b) => b.k > a.k && b.row === a.row);
    if (next) expect(a.room).toBeLessThanOrEqual((next.k - a.k) * 40);
  }
  expect(near.some((a) => a.room > 36)).toBe(true);
});

test("what reaches into the view from before it is found, and nothing else", () => {
  const events = made(3000, (i) => ({
    t: i * DAY,
    until: i % 3 ? NaN : (i + (i % 100 === 0 ? 2500 : 2)) * DAY,
  }));
  const [one] = lanesOf(all(events), null, 130, new Set());
  for (const first of [0, 1, 500, 2999]) {
    const t = first * DAY;
    const wanted = Array.from({ length: first }, (_, k) => k).filter((k) => events.end[k] > t);
    expect(reaching(events, one, first, t)).toEqual(wanted);
  }
});

test("columns hold every event of their time once", () => {
  const events = made(1000, (i) => ({ t: Math.floor(i ** 1.5) }));
  const found = columns(events, all(events), 100, 37, 400);
  const wanted = new Uint32Array(400);
  for (let i = 0; i < 1000; i++) {
    const k = Math.floor((events.start[i] - 100) / 37);
    if (k >= 0 && k < 400) wanted[k]++;
  }
  expect(found).toEqual(wanted);
});

test("the first event from a moment on", () => {
  const events = made(5, (i) => ({ t: i * 10 }));
  expect([-1, 0, 1, 40, 41].map((t) => firstFrom(events, all(events), t))).toEqual([0, 0, 1, 4, 5]);
});
