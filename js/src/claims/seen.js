/** What of ours a blind board may show, where no Python says it; `_show_ours` of claim_board.py has the same rule. */

/** @typedef {import("./card.js").Columns} Columns */
/** @typedef {import("./card.js").Seen} Seen */

/**
 * Our column of a claim where the reader gave theirs, the rest where they gave all.
 * @param {Seen} withheld
 * @param {Columns} moves
 * @param {boolean} revealed
 * @returns {Seen}
 */
export function seenOf(withheld, moves, revealed) {
  /** @param {string} by @param {string} id */
  const open = (by, id) => revealed || moves[by]?.[id] !== undefined;
  const columns = Object.keys(withheld.ours);
  /** @template T @param {Record<string, T>} all @param {(id: string) => boolean} may @returns {Record<string, T>} */
  const those = (all, may) => Object.fromEntries(Object.entries(all).filter(([id]) => may(id)));
  return {
    ours: Object.fromEntries(columns.map((by) => [by, those(withheld.ours[by], (id) => open(by, id))])),
    reasons: those(withheld.reasons, (id) => columns.every((by) => open(by, id))),
  };
}
