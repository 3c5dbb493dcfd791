/** What a widget needs of anywidget's model where no kernel runs: it keeps values, and tells who listens. */

/**
 * @param {Record<string, any>} state  the values at first, by trait
 * @param {() => void} saved  called when the reader's changes are done
 */
export function modelOf(state, saved) {
  /** @type {Map<string, Set<(said?: any) => void>>} */
  const heard = new Map();
  return {
    /** Answers for the kernel. @type {((content: any, buffers: ArrayBuffer[]) => any) | undefined} */
    answer: undefined,
    /** @param {any} content @param {unknown} _ @param {ArrayBuffer[]} buffers */
    send(content, _, buffers) {
      const said = this.answer?.(content, buffers);
      for (const act of [...(heard.get("msg:custom") ?? [])]) act(said);
    },
    /** @param {string} name */
    get: (name) => state[name],
    /** @param {string} name @param {any} value */
    set(name, value) {
      state[name] = value;
      for (const act of [...(heard.get(`change:${name}`) ?? [])]) act();
    },
    save_changes: saved,
    /** @param {string} event @param {(said?: any) => void} act */
    on(event, act) {
      heard.set(event, (heard.get(event) ?? new Set()).add(act));
    },
    /** @param {string} event @param {(said?: any) => void} act */
    off(event, act) {
      heard.get(event)?.delete(act);
    },
  };
}
