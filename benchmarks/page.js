// One timeline on an empty page. What is asked of each: load its program, show the events, show half of the tracks or
// all, move the view. Times run from the call to the second frame after it.
const query = new URLSearchParams(location.search);
const peer = query.get("peer");
const n = Number(query.get("n"));
const place = document.getElementById("place");
const HALF = 4; // tracks that a filter keeps
const YEARS = [Date.UTC(2008, 0, 1), Date.UTC(2018, 0, 1)];
const TENTH = (YEARS[1] - YEARS[0]) / 10;

// A dot that changes with every frame: the browser is in no hurry to make a frame in which nothing changes, and a
// timeline that does nothing would seem slower than one that works.
const dot = document.body.appendChild(document.createElement("div"));
let frames = 0;
const frame = () => new Promise((done) => requestAnimationFrame(() => {
  dot.style.cssText = `position: fixed; right: 0; bottom: 0; width: 2px; height: 2px; background: ${frames++ % 2 ? "#000" : "#fff"}`;
  done();
}));
async function painted() {
  await frame();
  await frame();
}

const script = (src) => new Promise((done, fail) => {
  document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: fail }));
});
const style = (href) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));

/** The events as the others want them: one object each, made before the clock runs. */
async function objects(make) {
  const [meta, bytes] = await fetched();
  const { unpack } = await import("/js/src/data.js");
  const store = unpack(meta, bytes);
  const [track] = store.facets;
  return Array.from({ length: store.count }, (_, i) => make({
    id: i, title: store.text("title", i), start: store.start[i], end: store.interval[i] ? store.end[i] : null, track: track.codes[i],
  }));
}
const fetched = () => Promise.all([fetch(`/data/${n}.json`).then((r) => r.json()), fetch(`/data/${n}.bin`).then((r) => r.arrayBuffer())]);
const kept = (half) => Array.from({ length: 8 }, (_, k) => k).filter((k) => !half || k < HALF);

const PEERS = {
  /** Nothing at all: what the harness itself takes. */
  async empty() {
    return { first() {}, filter() {}, pan() {} };
  },

  async ours() {
    style("/trilateral/static/timeline.css");
    const { default: widget } = await import("/trilateral/static/timeline.js");
    const [meta, bytes] = await fetched();
    const state = { _meta: meta, _data: new DataView(bytes), filters: {}, as_of: null, view: null, lane: "track", selection: [], kept: [], height: 420, language: "en" };
    const acts = new Map();
    const model = {
      get: (name) => state[name],
      set(name, value) { state[name] = value; },
      save_changes() {},
      on: (event, act) => acts.set(act, event),
      off: (event, act) => acts.delete(act),
    };
    // As a change from Python arrives.
    const push = (name, value) => {
      state[name] = value;
      for (const [act, event] of acts) if (event === `change:${name}`) act();
    };
    const { values } = meta.facets[0];
    return {
      first: () => widget.render({ model, el: place }),
      drawn: () => document.querySelector(".tl-canvas")?.width > 400,
      filter: (half) => push("filters", half ? { track: values.slice(0, HALF) } : {}),
      pan: (from) => push("view", [from, from + TENTH]),
    };
  },

  async vis() {
    await script("/node_modules/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js");
    style("/node_modules/vis-timeline/styles/vis-timeline-graph2d.min.css");
    // Points in one row for each track: what it draws fastest.
    let data = await objects((e) => ({ id: e.id, content: e.title, start: e.start, group: e.track, type: "point" }));
    let half = false;
    let view, timeline, ready = false;
    return {
      first() {
        view = new vis.DataView(new vis.DataSet(data), { filter: (item) => !half || item.group < HALF });
        const groups = kept(false).map((id) => ({ id, content: `track ${id}` }));
        timeline = new vis.Timeline(place, view, groups, { stack: false, height: 420, start: YEARS[0], end: YEARS[1], onInitialDrawComplete: () => (ready = true) });
        data = null;
      },
      drawn: () => ready,
      filter(on) {
        half = on;
        view.refresh();
      },
      pan: (from) => timeline.setWindow(from, from + TENTH, { animation: false }),
    };
  },

  async timelinejs() {
    await script("/node_modules/@knight-lab/timelinejs/dist/js/timeline.js");
    style("/node_modules/@knight-lab/timelinejs/dist/css/timeline.css");
    const date = (t) => ({ year: new Date(t).getUTCFullYear(), month: new Date(t).getUTCMonth() + 1, day: new Date(t).getUTCDate() });
    const data = await objects((e) => ({ start_date: date(e.start), text: { headline: e.title }, group: `track ${e.track}`, track: e.track }));
    let timeline, ready = false;
    const build = (half) => {
      ready = false;
      place.replaceChildren(Object.assign(document.createElement("div"), { id: "tljs", style: "width: 1060px; height: 420px" }));
      const events = data.filter((e) => !half || e.track < HALF).map(({ track, ...e }) => e);
      timeline = new TL.Timeline("tljs", { events }, { duration: 0, font: null, hash_bookmark: false, script_path: "/node_modules/@knight-lab/timelinejs/dist/js/" });
      timeline.on("loaded", () => (ready = true));
    };
    return { first: () => build(false), drawn: () => ready, filter: build, pan: () => timeline.goToNext() };
  },

  async vega() {
    await script("/node_modules/vega/build/vega.min.js");
    await script("/node_modules/vega-lite/build/vega-lite.min.js");
    await script("/node_modules/vega-embed/build/vega-embed.min.js");
    let values = await objects((e) => ({ date: e.start, track: e.track, title: e.title }));
    let view, ready = false;
    return {
      async first() {
        const spec = {
          width: 1000, height: 360, data: { values },
          params: [{ name: "half", value: false }, { name: "from", value: YEARS[0] }, { name: "to", value: YEARS[1] }],
          transform: [{ filter: `!half || datum.track < ${HALF}` }],
          mark: { type: "point", clip: true, tooltip: { content: "data" } },
          encoding: {
            x: { field: "date", type: "temporal", scale: { domainMin: { expr: "from" }, domainMax: { expr: "to" } } },
            y: { field: "track", type: "nominal" }, color: { field: "track", type: "nominal" },
          },
        };
        ({ view } = await vegaEmbed(place, spec, { renderer: "canvas", actions: false }));
        values = null;
        ready = true;
      },
      drawn: () => ready,
      filter: (half) => view.signal("half", half).runAsync(),
      pan: (from) => view.signal("from", from).signal("to", from + TENTH).runAsync(),
    };
  },
};

const timeline = await PEERS[peer]();

async function timed(act) {
  const began = performance.now();
  await act();
  await painted();
  window.times.push(performance.now() - began);
}

window.bench = {
  /** What the harness takes by itself: an empty page that changes one canvas of the same size. */
  async floor() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1060, height: 420 });
    place.append(canvas);
    const ctx = canvas.getContext("2d");
    for (let k = 0; k < 40; k++) {
      await timed(() => {
        ctx.fillStyle = k % 2 ? "#fff" : "#eee";
        ctx.fillRect(0, 0, 1060, 420);
      });
    }
    canvas.remove();
  },
  async first() {
    await timed(async () => {
      await timeline.first();
      if (!timeline.drawn) return;
      while (!timeline.drawn()) await frame();
    });
  },
  async filter() {
    for (let k = 0; k < 20; k++) {
      await timed(async () => {
        await timeline.filter(k % 2 === 0);
        if (peer === "timelinejs") while (!timeline.drawn()) await frame();
      });
    }
  },
  async pan() {
    await timed(() => timeline.pan(YEARS[0] + TENTH));
    window.times = []; // the first was a zoom
    for (let k = 0; k < 40; k++) await timed(() => timeline.pan(YEARS[0] + TENTH * (1 + k * 0.05)));
  },
};
window.ready = true;
