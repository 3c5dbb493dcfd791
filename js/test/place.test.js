import { expect, test } from "vitest";
import { besideMark } from "../src/timeline/place.js";

const timeline = { left: 0, top: 0, right: 1280, bottom: 900 };
const screen = { left: 0, top: 0, right: 1280, bottom: 768 };
const card = { width: 460, height: 500 };

// Where the mark is, the card's size, the timeline and the window: on which side the card opens.
test.each([
  ["the middle", { x: 600, y: 300 }, {}, "right"],
  ["the left edge", { x: 0, y: 300 }, {}, "right"],
  ["the right edge", { x: 1279, y: 300 }, {}, "left"],
  ["near the right", { x: 900, y: 300 }, {}, "left"],
  ["the top", { x: 600, y: 2 }, {}, "right"],
  ["the bottom", { x: 600, y: 760 }, {}, "right"],
  [
    "above the window, scrolled away",
    { x: 600, y: -400 },
    { timeline: { ...timeline, top: -600, bottom: 300 } },
    "right",
  ],
  ["below the window", { x: 600, y: 1200 }, { timeline: { ...timeline, top: 700, bottom: 1600 } }, "right"],
  [
    "on a narrow page, high up",
    { x: 200, y: 60 },
    { screen: { ...screen, right: 400, bottom: 900 }, card: { width: 384, height: 400 } },
    "below",
  ],
  [
    "on a narrow page, low",
    { x: 200, y: 700 },
    { screen: { ...screen, right: 400 }, card: { width: 384, height: 400 } },
    "above",
  ],
  [
    "on a phone, no room anywhere",
    { x: 200, y: 300 },
    { screen: { ...screen, right: 400, bottom: 600 }, card: { width: 384, height: 500 } },
    "over",
  ],
  ["a card higher than the window", { x: 600, y: 300 }, { card: { width: 460, height: 900 } }, "right"],
  ["a timeline lower than the card", { x: 600, y: 100 }, { timeline: { ...timeline, bottom: 300 } }, "right"],
])("a mark at %s", (_, mark, changed, side) => {
  const at = { timeline, screen, card, ...changed };
  const { left, top } = besideMark(mark, at.card, at.timeline, at.screen);
  const [right, bottom] = [left + at.card.width, top + at.card.height];
  const sides = { right: left > mark.x, left: right < mark.x, below: top > mark.y, above: bottom < mark.y };
  if (side === "over") expect(Object.values(sides)).toEqual([false, false, false, false]);
  else expect(sides[side]).toBe(true);
  expect([left >= 0, right <= at.screen.right, top >= at.timeline.top]).toEqual([true, true, true]);
  const room = Math.min(at.screen.bottom, at.timeline.bottom) - Math.max(0, at.timeline.top) - 16;
  if (room >= at.card.height) expect(top >= 0 && bottom <= at.screen.bottom).toBe(true);
});
