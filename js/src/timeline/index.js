/** The widget: joins the explorer to the model that anywidget keeps in step with Python. */
import { isoDay, parseDay } from "./dates.js";
import { explorer } from "./explorer.js";

/** @param {any} model @param {import("./data.js").Store | null} store */
function read(model, store) {
  const { search = "", ...filters } = model.get("filters") ?? {};
  return {
    filters,
    search,
    asOf: parseDay(model.get("as_of")),
    view: model.get("view") ?? undefined,
    lane: model.get("lane"),
    selection: among(model.get("selection"), store),
    kept: among(model.get("kept"), store),
  };
}

/** The events with these ids; an id that no event has is passed over. @param {string[]} ids @param {import("./data.js").Store | null} store */
function among(ids, store) {
  return new Set(
    (store ? (ids ?? []) : [])
      .map((id) => /** @type {import("./data.js").Store} */ (store).find(id))
      .filter((i) => i >= 0),
  );
}

/**
 * Shows the explorer in an element, and keeps it in step with the model.
 * @param {{model: any, el: HTMLElement}} context
 */
export function join({ model, el }) {
  let saving = 0;
  const save = () => {
    window.clearTimeout(saving);
    saving = window.setTimeout(() => model.save_changes(), 120);
  };
  let writing = false;
  const { selection: _, kept: __, view, ...first } = read(model, null);
  const app = explorer(el, {
    meta: model.get("_meta"),
    data: model.get("_data"),
    height: model.get("height"),
    language: model.get("language"),
    state: view ? { ...first, view } : first,
    changed(changes) {
      writing = true;
      if ("filters" in changes || "search" in changes) {
        const filters = Object.fromEntries(
          Object.entries(app.state.filters).filter(([, values]) => values.length),
        );
        model.set("filters", app.state.search.trim() ? { ...filters, search: app.state.search } : filters);
      }
      if ("asOf" in changes) model.set("as_of", app.state.asOf === null ? null : isoDay(app.state.asOf));
      if ("view" in changes) model.set("view", app.state.view.map(Math.round));
      if ("lane" in changes) model.set("lane", app.state.lane);
      for (const name of /** @type {const} */ (["selection", "kept"])) {
        if (name in changes)
          model.set(
            name,
            Array.from(app.state[name], (i) => app.store.text("id", i)),
          );
      }
      writing = false;
      if ("view" in changes) save();
      else model.save_changes();
    },
  });

  /** @type {[string, string[]][]} */
  const traits = [
    ["filters", ["filters", "search"]],
    ["as_of", ["asOf"]],
    ["view", ["view"]],
    ["lane", ["lane"]],
    ["selection", ["selection"]],
    ["kept", ["kept"]],
  ];
  const listeners = traits.map(([trait, fields]) => {
    const listener = () => {
      if (writing) return;
      /** @type {any} */
      const now = read(model, app.store);
      const changes = Object.fromEntries(fields.map((field) => [field, now[field]]));
      if ("view" in changes && !changes.view) return;
      if ("view" in changes && same(changes.view, app.state.view)) return;
      app.update(changes, false);
    };
    model.on(`change:${trait}`, listener);
    return () => model.off(`change:${trait}`, listener);
  });
  const { selection, kept } = read(model, app.store);
  app.update({ selection, kept }, false);

  const end = () => {
    window.clearTimeout(saving);
    for (const off of listeners) off();
    app.destroy();
  };
  return { app, end };
}

/** @param {number[]} a @param {number[]} b */
const same = (a, b) => Math.abs(a[0] - b[0]) < 1 && Math.abs(a[1] - b[1]) < 1;

export default { render: (/** @type {{model: any, el: HTMLElement}} */ context) => join(context).end };
export { explorer };
