/**
 * What the parts of the explorer share. explorer.js makes the one `App`; list, card, controls and the others hold it
 * and read from it what they need when they need it.
 *
 * @typedef {Model & Navigation & Focus & Selection & Picture & Language} App
 */

/**
 * What the reader can change (state.js).
 * @typedef {object} State
 * @property {Record<string, string[]>} filters
 * @property {string} search
 * @property {number | null} asOf
 * @property {[number, number]} view
 * @property {string | null} lane
 * @property {Set<number>} selection
 * @property {Set<number>} kept      the selection kept to compare with
 * @property {number} current        event with the focus, -1 for none
 * @property {Set<string>} collapsed keys of collapsed lanes
 */

/**
 * Told of each change: the names of what changed (fields of the state; "shown" and "lanes" where these were found
 * anew), the changes, and whether they are the reader's (false: Python's).
 * @typedef {(what: Set<string>, changes: Partial<State>, ours: boolean) => void} Watcher
 */

/**
 * The state and what follows from it (state.js).
 * @typedef {object} Model
 * @property {any} meta                what Python says of the timeline besides its events
 * @property {import("./data.js").Store} store
 * @property {State} state             read it; change it by `update`
 * @property {[number, number]} base   span of all events
 * @property {number} total            events there are
 * @property {Uint32Array} shown       events that pass the filters, in order
 * @property {(f: number) => Uint32Array} tally  the counts of the values of facet f, after the other filters
 * @property {import("./layout.js").Lane[]} lanes
 * @property {import("./data.js").Facet | null} colour
 * @property {import("./data.js").Facet | null} shape   null where shapes go with colours
 * @property {() => import("./data.js").Facet | null} laneFacet
 * @property {() => boolean} filtered
 * @property {(event: number, items?: Uint32Array) => number} placeOf  place in items (those shown), or -1
 * @property {(changes: Partial<State>, ours?: boolean) => void} update  the one way to change the state
 * @property {(watcher: Watcher) => void} watch
 */

/**
 * Moving the view (navigation.js). A `step` is a step of its own for `back`; other moves that follow closely count as one.
 * @typedef {object} Navigation
 * @property {[number, number][]} history       views to go back to
 * @property {(view: [number, number], step?: boolean) => void} look
 * @property {(factor: number) => void} zoom
 * @property {(share: number, step?: boolean) => void} pan
 * @property {() => void} fit
 * @property {() => void} back
 */

/**
 * The event with the focus, and its card (focus.js).
 * @typedef {object} Focus
 * @property {(event: number, from: "plot" | "list") => void} focusEvent  gives it the focus and brings it into view
 * @property {(by: number) => void} step       within a lane
 * @property {(by: number) => void} stepLane   to another lane
 * @property {(place: number) => void} stepTo  to a place among those shown
 * @property {(event: number, by: number) => number} inNextLane  the nearest in time there, or -1
 * @property {(event: number, focus?: boolean) => void} open
 * @property {() => void} toList     gives the focus to the list, where the current event is if it is listed
 * @property {() => void} toPicture
 * @property {() => boolean} opened
 * @property {() => void} close
 */

/**
 * @typedef {object} Selection         (selection.js)
 * @property {(event: number) => void} toggle
 * @property {(events: Iterable<number>) => void} select
 */

/**
 * What is seen and said (page.js, tip.js, paint.js).
 * @typedef {object} Picture
 * @property {number} width            of the picture, in pixels; 0 before it has any
 * @property {import("./draw.js").Hit[]} hits   what is drawn, for the pointer
 * @property {(text: string) => void} announce  says it to a screen reader
 * @property {(hit: import("./draw.js").Hit | null) => void} hover
 * @property {() => void} hint
 * @property {() => void} paint        in the next frame
 * @property {() => import("./draw.js").Scene} scene
 * @property {() => {scale: import("d3-scale").ScaleTime<number, number>, ticks: Date[]}} axisOf
 */

/**
 * @typedef {object} Language
 * @property {import("./words.js").Say} say
 * @property {import("./dates.js").Dates} dates
 * @property {(n: number) => string} number
 * @property {string} prefix           begins every id, so that no two on a page are the same
 */

export {};
