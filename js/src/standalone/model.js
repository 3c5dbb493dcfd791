/** What a widget needs of anywidget's model where no kernel runs: it keeps values, and tells who listens. */

/**
 * @param {Record<string, any>} state  the values at first, by trait
 * @param {() => void} saved  called when the reader's changes are done
 */
export function modelOf(state, saved) {
  /** @type {Map<string, Set<() => void>>} */
  const heard = new Map();
  return {
    /** @param {string} name */
    get: (name) => state[name],
    /** @param {string} name @param {any} value */
    set(name, value) {
      state[name] = value;
      for (const act of [...(heard.get(`change:${name}`) ?? [])]) act();
    },
    save_changes: saved,
    /** @param {string} event @param {() => void} act */
    on(event, act) {
      heard.set(event, (heard.get(event) ?? new Set()).add(act));
    },
    /** @param {string} event @param {() => void} act */
    off(event, act) {
      heard.get(event)?.delete(act);
    },
  };
}
