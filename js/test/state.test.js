import { describe, expect, test } from "vitest";
import { createState, placeIn } from "../src/timeline/state.js";
import { speaker } from "../src/timeline/words.js";
import { made } from "./fixture.js";

const DAY = 864e5;

/** The state over ten events, a day apart, in turn of lanes v0 and v1, and what its watchers heard. */
function stateOf(initial = {}, meta = {}) {
  const store = made(10, (i) => ({ t: i * DAY, lane: i % 2 }), 2);
  store.find = (id) => Number(id);
  const model = createState({ meta, store, say: speaker("en"), height: 300, initial });
  const heard = [];
  model.watch((what, changes, ours) => heard.push([[...what].sort(), changes, ours]));
  return { model, heard, last: () => heard.at(-1)[0] };
}
const shown = (model) => Array.from(model.shown);

describe("the state", () => {
  test("begins with every event shown and the whole time in view", () => {
    const { model, heard } = stateOf();
    expect([shown(model).length, model.total]).toEqual([10, 10]);
    expect(model.state.view).toEqual(model.base);
    expect(model.base[0]).toBeLessThan(0);
    expect(model.base[1]).toBeGreaterThan(9 * DAY);
    expect([model.filtered(), model.state.current, heard]).toEqual([false, -1, []]);
  });

  test("takes what it is given to begin with", () => {
    const { model } = stateOf(
      { lane: "lane", view: [0, DAY], search: "x" },
      { colour: "lane", shape: "no such" },
    );
    expect([model.state.view, model.laneFacet().name, model.filtered()]).toEqual([[0, DAY], "lane", true]);
    expect([model.colour.name, model.shape]).toEqual(["lane", null]);
  });

  test.each([
    ["a column", { filters: { lane: ["v1"] } }, [1, 3, 5, 7, 9], true],
    ["a day", { asOf: 4 * DAY }, [0, 1, 2, 3, 4], true],
    ["single events", { filters: { ids: ["2", "7"] } }, [2, 7], true],
    ["a search that finds nothing", { search: "no such word" }, [], true],
    ["a search for spaces", { search: "  " }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], false],
    ["a column with no value chosen", { filters: { lane: [] } }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], false],
  ])("finds anew what is shown after a filter by %s", (_, changes, events, filtered) => {
    const { model, heard } = stateOf();
    model.update(changes);
    expect(shown(model)).toEqual(events);
    expect(model.filtered()).toBe(filtered);
    expect(heard).toHaveLength(1);
    expect(heard[0][0]).toEqual(expect.arrayContaining(["shown", "lanes"]));
  });

  test("the counts beside a filter's choices follow the other filters", () => {
    const { model } = stateOf();
    model.update({ filters: { lane: ["v1"] }, asOf: 4 * DAY });
    expect(Array.from(model.tally(0))).toEqual([3, 2]);
  });

  test.each([
    [{ view: [0, DAY] }, ["view"]],
    [{ selection: new Set([1]) }, ["selection"]],
    [{ kept: new Set([1]) }, ["kept"]],
    [{ lane: "lane" }, ["lane", "lanes"]],
    [{ collapsed: new Set(["v0"]) }, ["collapsed", "lanes"]],
    [{ search: "event" }, ["lanes", "search", "shown"]],
    [{}, []],
  ])("%j finds no more anew than it must", (changes, what) => {
    const { model, last } = stateOf();
    model.update(changes);
    expect(last()).toEqual(what);
  });

  test("lanes are those of the column chosen, and one without", () => {
    const { model } = stateOf();
    model.update({ lane: "lane" });
    expect(model.lanes.map((lane) => [lane.label, Array.from(lane.items)])).toEqual([
      ["v0", [0, 2, 4, 6, 8]],
      ["v1", [1, 3, 5, 7, 9]],
    ]);
    model.update({ collapsed: new Set(["v1"]) });
    expect(model.lanes.map((lane) => lane.collapsed)).toEqual([false, true]);
    model.update({ lane: null });
    expect(model.lanes).toHaveLength(1);
    model.update({ lane: "no such column" });
    expect([model.lanes.length, model.laneFacet()]).toEqual([1, null]);
  });

  test("the event with the focus loses it when it is filtered away, and only then", () => {
    const { model, last } = stateOf({ current: 3 });
    model.update({ filters: { lane: ["v1"] } });
    expect([model.state.current, last().includes("current")]).toEqual([3, false]);
    model.update({ filters: { lane: ["v0"] } });
    expect([model.state.current, last().includes("current")]).toEqual([-1, true]);
  });

  test("every watcher hears of every change, in order, and whose it is", () => {
    const { model, heard } = stateOf();
    const order = [];
    model.watch(() => order.push(shown(model).length, heard.length));
    model.update({ asOf: DAY }, false);
    expect(order, "after the first watcher, with the change made").toEqual([2, 1]);
    model.update({ kept: new Set() });
    expect(heard.map(([, , ours]) => ours)).toEqual([false, true]);
    expect(heard[0][1]).toEqual({ asOf: DAY });
  });

  test("under a fixed as-of date that date is no filter, and what goes on ends there", () => {
    const store = made(1, () => ({ t: 0, until: Infinity }));
    const say = speaker("en");
    const initial = { asOf: 100 * DAY };
    const { base, filtered } = createState({ meta: { asOfFixed: true }, store, say, height: 300, initial });
    expect(base).toEqual([-15 * DAY, 116 * DAY]);
    expect(filtered()).toBe(false);
  });
});

test("a place is found among any events in order", () => {
  const items = Uint32Array.of(1, 4, 5, 9);
  expect([0, 1, 2, 4, 5, 8, 9, 10].map((i) => placeIn(items, i))).toEqual([-1, 0, -1, 1, 2, -1, 3, -1]);
  expect(placeIn(new Uint32Array(0), 1)).toBe(-1);
});
