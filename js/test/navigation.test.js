import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createNavigation } from "../src/timeline/navigation.js";
import { createState } from "../src/timeline/state.js";
import { speaker } from "../src/timeline/words.js";
import { made } from "./fixture.js";

const DAY = 864e5;
const HOUR = DAY / 24;

/** A view of days 100 to 200 over events on days 0 to 1000. */
function viewOf(more = {}) {
  const store = made(11, (i) => ({ t: i * 100 * DAY }));
  const initial = { view: [100 * DAY, 200 * DAY], ...more };
  const model = createState({ meta: {}, store, say: speaker("en"), height: 300, initial });
  const looked = [];
  const navigation = createNavigation(model, (from) => looked.push(from / DAY));
  const days = () => model.state.view.map((t) => Math.round((t / DAY) * 100) / 100);
  return { model, navigation, looked, days };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

describe("the view", () => {
  test("goes where it is told, and the list is told where it begins", () => {
    const { navigation, looked, days } = viewOf();
    navigation.look([3 * DAY, 7 * DAY]);
    expect([days(), looked]).toEqual([[3, 7], [3]]);
  });

  test.each([
    ["the same", [100, 200]],
    ["empty", [5, 5]],
    ["turned round", [9, 5]],
    ["none", [Number.NaN, 5]],
  ])("stays where the new one is %s", (_, [a, b]) => {
    const { navigation, looked, days } = viewOf();
    navigation.look([a * DAY, b * DAY], true);
    expect([days(), looked, navigation.history]).toEqual([[100, 200], [], []]);
  });

  test("zooms about its middle, and about the event with the focus where that is in view", () => {
    const about = viewOf();
    about.navigation.zoom(2);
    expect(about.days()).toEqual([125, 175]);
    const focused = viewOf({ view: [180 * DAY, 280 * DAY], current: 2 });
    focused.navigation.zoom(2);
    expect(focused.days(), "day 200 stays where it is").toEqual([190, 240]);
    const elsewhere = viewOf({ current: 9 });
    elsewhere.navigation.zoom(2);
    expect(elsewhere.days()).toEqual([125, 175]);
  });

  test("is never shorter than six hours nor longer than twice everything", () => {
    const { model, navigation } = viewOf();
    const span = () => model.state.view[1] - model.state.view[0];
    for (let k = 0; k < 30; k++) navigation.zoom(3);
    expect(Math.round(span() / HOUR)).toBe(6);
    for (let k = 0; k < 60; k++) navigation.zoom(1 / 3);
    expect(Math.round(span())).toBe(Math.round(2 * (model.base[1] - model.base[0])));
  });

  test("pans by a share of itself, either way", () => {
    const { navigation, days } = viewOf();
    navigation.pan(0.3);
    expect(days()).toEqual([130, 230]);
    navigation.pan(-0.5);
    expect(days()).toEqual([80, 180]);
  });

  test("fits what is shown, up to the as-of date", () => {
    const { model, navigation, days } = viewOf();
    navigation.fit();
    expect(model.state.view).toEqual(model.base);
    model.update({ asOf: 500 * DAY });
    navigation.fit();
    expect(days()).toEqual([-15, 515]);
    model.update({ search: "nothing has this" });
    navigation.fit();
    expect(days()[1] - days()[0], "some twenty years where there is nothing").toBeGreaterThan(7000);
  });

  test("goes back step by step, and no further than the first", () => {
    const { navigation, looked, days } = viewOf();
    navigation.zoom(2);
    navigation.pan(1);
    navigation.back();
    expect(days()).toEqual([125, 175]);
    navigation.back();
    navigation.back();
    expect(days()).toEqual([100, 200]);
    expect(looked, "going back leaves the list where it is").toEqual([125, 175]);
  });

  test("moves that follow within half a second are one step back, those of a button are each their own", () => {
    const { navigation, days } = viewOf();
    for (let k = 1; k <= 5; k++) {
      navigation.look([(100 + k) * DAY, 200 * DAY]);
      vi.advanceTimersByTime(400);
    }
    expect(navigation.history).toHaveLength(1);
    vi.advanceTimersByTime(200);
    navigation.look([0, 200 * DAY]);
    expect(navigation.history).toHaveLength(2);
    navigation.pan(0.5);
    navigation.pan(0.5, false);
    expect(navigation.history).toHaveLength(3);
    for (let k = 0; k < 3; k++) navigation.back();
    expect(days()).toEqual([100, 200]);
  });

  test("remembers fifty views", () => {
    const { navigation } = viewOf();
    for (let k = 0; k < 80; k++) navigation.pan(0.01);
    expect(navigation.history).toHaveLength(50);
  });
});
