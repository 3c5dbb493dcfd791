import { describe, expect, test } from "vitest";
import { onListKey, onPictureKey } from "../src/timeline/keys.js";

/** Presses a key; gives what was asked of the explorer, and whether the key went no further. */
function press(act, key, { open = false, current = 4, ...more } = {}) {
  const asked = [];
  const moves = ["step", "stepLane", "stepTo", "toList", "toPicture"];
  const names = ["zoom", "fit", "back", "close", "pan", "open", "toggle", ...moves];
  const app = {
    ...Object.fromEntries(names.map((name) => [name, (...values) => void asked.push([name, ...values])])),
    opened: () => open,
    inNextLane: (_, by) => (by > 0 ? 7 : -1),
    placeOf: (i) => [3, 4, 7].indexOf(i),
    state: { current },
    shown: [3, 4, 7],
  };
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  let further = false;
  const outer = document.createElement("div");
  const inner = outer.appendChild(document.createElement("div"));
  outer.addEventListener("keydown", () => {
    further = true;
  });
  const list = { shown: app.shown, stop: 1, rowsInSight: 5, go: (place) => void asked.push(["go", place]) };
  inner.addEventListener("keydown", (pressed) =>
    act === "picture" ? onPictureKey(app, pressed) : onListKey(app, pressed, list),
  );
  inner.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(!further);
  return { asked, taken: !further };
}

test.each([
  ["picture", "l", {}, "toList"],
  ["picture", "L", { shiftKey: true }, "toList"],
  ["picture", "ㅣ", { code: "KeyL" }, "toList"],
  ["picture", "Process", { code: "KeyL" }, "toList"],
  ["picture", "l", { current: -1 }, "toList"],
  ["picture", "n", { code: "KeyL" }, undefined], // on a keyboard that has another letter there
  ["picture", "p", {}, undefined],
  ["picture", "l", { ctrlKey: true }, undefined],
  ["list", "p", {}, "toPicture"],
  ["list", "ㅔ", { code: "KeyP" }, "toPicture"],
  ["list", "l", {}, undefined],
  ["list", "p", { metaKey: true }, undefined],
])("from the %s, %s with %j", (place, key, more, asked) => {
  expect(press(place, key, more)).toEqual({ asked: asked ? [[asked]] : [], taken: Boolean(asked) });
});

describe.each(["picture", "list"])("a key that means the same everywhere, in the %s", (place) => {
  test.each([
    ["+", [["zoom", 1.6]]],
    ["=", [["zoom", 1.6]]],
    ["-", [["zoom", 1 / 1.6]]],
    ["_", [["zoom", 1 / 1.6]]],
    ["0", [["fit"]]],
    ["Backspace", [["back"]]],
    ["Enter", [["open", 4, true]]],
    [" ", [["toggle", 4]]],
  ])("%s", (key, asked) => {
    expect(press(place, key)).toEqual({ asked, taken: true });
  });

  test("Escape closes the card, and goes on to others where there is none", () => {
    expect(press(place, "Escape", { open: true })).toEqual({ asked: [["close"]], taken: true });
    expect(press(place, "Escape")).toEqual({ asked: [], taken: false });
  });

  test.each([
    ["a", {}],
    ["Tab", {}],
    ["F5", {}],
    ["+", { ctrlKey: true }],
    ["-", { metaKey: true }],
    ["0", { ctrlKey: true }],
    ["ArrowLeft", { altKey: true }],
    ["Enter", { ctrlKey: true }],
  ])("%s with %j is the browser's or the notebook's", (key, more) => {
    expect(press(place, key, more)).toEqual({ asked: [], taken: false });
  });
});

describe("a key in the picture", () => {
  test.each([
    ["ArrowLeft", {}, ["step", -1]],
    ["ArrowRight", {}, ["step", 1]],
    ["ArrowUp", {}, ["stepLane", -1]],
    ["ArrowDown", {}, ["stepLane", 1]],
    ["ArrowLeft", { shiftKey: true }, ["pan", -0.2]],
    ["ArrowRight", { shiftKey: true }, ["pan", 0.2]],
    ["Home", {}, ["stepTo", 0]],
    ["End", {}, ["stepTo", 2]],
  ])("%s with %j", (key, more, asked) => {
    expect(press("picture", key, more)).toEqual({ asked: [asked], taken: true });
  });

  test.each(["Enter", " "])("%j does nothing before an event has the focus", (key) => {
    expect(press("picture", key, { current: -1 })).toEqual({ asked: [], taken: false });
  });
});

describe("a key in the list", () => {
  test.each([
    ["ArrowDown", 2],
    ["ArrowUp", 0],
    ["PageDown", 6],
    ["PageUp", -4],
    ["Home", -Infinity],
    ["End", Infinity],
    ["ArrowRight", 2],
  ])("%s", (key, place) => {
    expect(press("list", key)).toEqual({ asked: [["go", place]], taken: true });
  });

  test("a lane that has no neighbour is not left, and the page does not scroll", () => {
    expect(press("list", "ArrowLeft")).toEqual({ asked: [], taken: true });
  });
});
