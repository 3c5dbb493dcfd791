/**
 * What the parts of the explorer share. explorer.js makes the one `App`; list, card, controls and the others hold it
 * and read from it what they need when they need it.
 *
 * @typedef {object} App
 * @property {any} meta                what Python says of the timeline besides its events
 * @property {import("./data.js").Store} store
 * @property {State} state             read it; change it by `update`
 * @property {import("./words.js").Say} say
 * @property {import("./dates.js").Dates} dates
 * @property {(n: number) => string} number
 * @property {string} prefix           begins every id, so that no two on a page are the same
 * @property {[number, number]} base   span of all events
 * @property {number} total            events there are
 * @property {number} width            of the picture, in pixels
 * @property {Uint32Array} shown       events that pass the filters, in order
 * @property {(f: number) => Uint32Array} tally  the counts of the values of facet f, after the other filters
 * @property {import("./layout.js").Lane[]} lanes
 * @property {import("./draw.js").Hit[]} hits   what is drawn, for the pointer
 * @property {[number, number][]} history       views to go back to
 * @property {import("./data.js").Facet | null} colour
 * @property {import("./data.js").Facet | null} shape   null where shapes go with colours
 * @property {() => import("./data.js").Facet | null} laneFacet
 * @property {(changes: Partial<State>, ours?: boolean) => void} update
 * @property {(view: [number, number], step?: boolean) => void} look
 * @property {(factor: number) => void} zoom
 * @property {(share: number, step?: boolean) => void} pan
 * @property {() => void} fit
 * @property {() => void} back
 * @property {(event: number, focus?: boolean) => void} open
 * @property {() => void} close
 * @property {(event: number) => void} toggle
 * @property {(events: Iterable<number>) => void} select
 * @property {(hit: import("./draw.js").Hit | null) => void} hover
 * @property {(event: number, from: "plot" | "list") => void} focusEvent
 * @property {(by: number) => void} step
 * @property {(by: number) => void} stepLane
 * @property {(place: number) => void} stepTo
 * @property {(event: number, by: number) => number} inNextLane
 * @property {(event: number, items?: Uint32Array) => number} placeOf
 * @property {(event: KeyboardEvent) => boolean} key
 * @property {(text: string) => void} announce
 * @property {() => void} hint
 * @property {() => boolean} filtered
 * @property {() => void} paint
 * @property {() => import("./draw.js").Scene} scene
 * @property {() => {scale: import("d3-scale").ScaleTime<number, number>, ticks: Date[]}} axisOf
 */

/**
 * @typedef {object} State
 * @property {Record<string, string[]>} filters
 * @property {string} search
 * @property {number | null} asOf
 * @property {[number, number]} view
 * @property {string | null} lane
 * @property {Set<number>} selection
 * @property {Set<number>} kept      the selection kept to compare with
 * @property {number} current        event with the focus, -1 for none
 * @property {Set<string>} collapsed keys of folded lanes
 */

export {};
