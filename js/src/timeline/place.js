/** Where the card opens: beside its mark, within the window, and on nothing else of the timeline than it must. */

const GAP = 14; // pixels between mark and card
const EDGE = 8; // and between the card and the window's edge

/**
 * @typedef {object} Box
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} bottom
 */

/** @param {number} wanted @param {number} least @param {number} most */
const within = (wanted, least, most) => Math.max(least, Math.min(wanted, most));

/**
 * The upper left corner of the card: to the right of its mark, else to the left, else below or above it; where it has
 * room nowhere, as near to it as the window allows.
 * @param {{x: number, y: number}} mark
 * @param {{width: number, height: number}} card
 * @param {Box} timeline
 * @param {Box} window   all in the same pixels
 * @returns {{left: number, top: number}}
 */
export function besideMark(mark, card, timeline, window) {
  const seen = {
    left: Math.max(timeline.left, window.left) + EDGE,
    top: Math.max(timeline.top, window.top) + EDGE,
    right: Math.min(timeline.right, window.right) - EDGE,
    bottom: Math.min(timeline.bottom, window.bottom) - EDGE,
  };
  const top = within(mark.y - card.height / 3, seen.top, Math.max(seen.top, seen.bottom - card.height));
  const left = within(mark.x - card.width / 2, seen.left, Math.max(seen.left, seen.right - card.width));
  if (mark.x + GAP + card.width <= seen.right) return { left: Math.max(seen.left, mark.x + GAP), top };
  if (mark.x - GAP - card.width >= seen.left)
    return { left: Math.min(seen.right, mark.x - GAP) - card.width, top };
  if (mark.y + GAP + card.height <= seen.bottom) return { left, top: Math.max(seen.top, mark.y + GAP) };
  if (mark.y - GAP - card.height >= seen.top)
    return { left, top: Math.min(seen.bottom, mark.y - GAP) - card.height };
  return {
    left: mark.x > (seen.left + seen.right) / 2 ? seen.left : Math.max(seen.left, seen.right - card.width),
    top,
  };
}

/**
 * Puts the card beside a mark. Under it are picture and list, and the controls only where the window is too low.
 * @param {HTMLElement} card
 * @param {HTMLElement} plot
 * @param {HTMLElement} root
 * @param {{x: number, y: number}} mark  in the picture
 */
export function putBeside(card, plot, root, mark) {
  const [own, picture] = [card, plot].map((part) => part.getBoundingClientRect());
  const above = picture.top - root.getBoundingClientRect().top;
  root.style.minHeight = `${Math.ceil(above + own.height + 3 * EDGE)}px`;
  const at = root.getBoundingClientRect();
  const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const top = Math.max(at.top, Math.min(picture.top - EDGE, screen.bottom - own.height - 2 * EDGE));
  const spot = { x: picture.left + mark.x, y: picture.top + mark.y };
  const corner = besideMark(spot, own, { left: at.left, top, right: at.right, bottom: at.bottom }, screen);
  card.style.left = `${Math.round(corner.left - at.left - root.clientLeft)}px`;
  card.style.top = `${Math.round(corner.top - at.top - root.clientTop)}px`;
}
