/**
 * Which key does what in the picture and in the list; help.js tells the reader. Open menus, the card and the names of
 * the lanes see to Escape and arrows of their own (menu.js, card.js, gutter.js).
 */

/** @param {KeyboardEvent} event */
const withModifier = (event) => event.altKey || event.ctrlKey || event.metaKey;

/** A key that was taken goes no further. @param {KeyboardEvent} event */
function taken(event) {
  event.preventDefault();
  event.stopPropagation();
}

/**
 * The letter of a key: where Hangul or kana are typed, by its place on the keyboard.
 * @param {KeyboardEvent} event
 */
const letterOf = ({ key, code }) =>
  /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : "";

/**
 * Keys that mean the same in picture and list.
 * @param {import("./types.js").App} app
 * @param {string} key
 * @returns {boolean} whether it was one of them
 */
function sharedKey(app, key) {
  if (key === "+" || key === "=") app.zoom(1.6);
  else if (key === "-" || key === "_") app.zoom(1 / 1.6);
  else if (key === "0") app.fit();
  else if (key === "Backspace") app.back();
  else if (key === "Escape" && app.opened()) app.close();
  else return false;
  return true;
}

/** @param {import("./types.js").App} app @param {KeyboardEvent} event */
export function onPictureKey(app, event) {
  if (withModifier(event)) return;
  const { key, shiftKey } = event;
  const { current } = app.state;
  if (shiftKey && key === "ArrowLeft") app.pan(-0.2);
  else if (shiftKey && key === "ArrowRight") app.pan(0.2);
  else if (key === "ArrowLeft") app.step(-1);
  else if (key === "ArrowRight") app.step(1);
  else if (key === "ArrowUp") app.stepLane(-1);
  else if (key === "ArrowDown") app.stepLane(1);
  else if (key === "Home") app.stepTo(0);
  else if (key === "End") app.stepTo(app.shown.length - 1);
  else if (key === "Enter" && current >= 0) app.open(current, true);
  else if (key === " " && current >= 0) app.toggle(current);
  else if (letterOf(event) === "l") app.toList();
  else if (!sharedKey(app, key)) return;
  taken(event);
}

/**
 * @param {import("./types.js").App} app
 * @param {KeyboardEvent} event
 * @param {object} list
 * @param {Uint32Array} list.shown  the events of its rows
 * @param {number} list.stop        place of the row with the focus
 * @param {number} list.rowsInSight  rows that are seen at once
 * @param {(place: number) => void} list.go  moves the focus; a place beyond the last means the last
 */
export function onListKey(app, event, { shown, stop, rowsInSight, go }) {
  if (withModifier(event)) return;
  const { key } = event;
  /** @type {Record<string, number>} */
  const steps = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: rowsInSight,
    PageUp: -rowsInSight,
    Home: -Infinity,
    End: Infinity,
  };
  if (key in steps) go(stop + steps[key]);
  else if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = app.inNextLane(shown[stop], key === "ArrowRight" ? 1 : -1);
    if (next >= 0) go(app.placeOf(next));
  } else if (key === "Enter") app.open(shown[stop], true);
  else if (key === " ") app.toggle(shown[stop]);
  else if (letterOf(event) === "p") app.toPicture();
  else if (!sharedKey(app, key)) return;
  taken(event);
}
