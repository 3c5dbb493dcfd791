// Brings the page's widgets to life when they come into sight, and finds rows in its tables. Asks nothing of the outside.
(() => {
  const here = document.currentScript.src.replace(/site\.js.*$/, "");
  const once = {};
  const load = (tag, name, address) =>
    (once[address] ??= new Promise((done, failed) => {
      const node = document.createElement(tag);
      if (tag === "link") node.rel = "stylesheet";
      node.onload = done;
      node.onerror = failed;
      node[name] = here + address;
      document.head.append(node);
    }));
  const inflate = (text) =>
    new Response(
      new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))])
        .stream()
        .pipeThrough(new DecompressionStream("gzip")),
    );

  // A widget's data lies in a file of its own, a script: a page that is opened from a disk may read no others.
  const still = new Map();
  window.trilateralLiving = async (key, page, data) => {
    const nodes = still.get(key) ?? [];
    const [seed, bytes] = await Promise.all([inflate(page).json(), inflate(data).arrayBuffer()]);
    await Promise.all([load("link", "href", "standalone.css"), load("script", "src", "standalone.js")]);
    for (const node of nodes) {
      const el = document.createElement("div");
      el.className = "living";
      node.after(el);
      const state = { ...seed.state, _data: new DataView(bytes) };
      window.trilateral.show({ ...seed, state, addressed: false }, el);
    }
  };
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        const key = /trilateral-static-([0-9a-f]+)/.exec(target.className)?.[1];
        if (!key) continue;
        still.set(key, [...(still.get(key) ?? []), target]);
        // Where there is none, or an old browser, the still form stays.
        load("script", "src", `widgets/${key}.js`).catch(() => {});
      }
    },
    { rootMargin: "600px" },
  );
  if (window.DecompressionStream) for (const node of document.querySelectorAll(".trilateral-static")) near.observe(node);

  // What the theme and the tables leave to do for keyboards and screen readers.
  for (const node of document.querySelectorAll(".cell_output figure, .cell_output .output, .trilateral-static, pre"))
    if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
  for (const node of document.querySelectorAll("summary"))
    if (!node.textContent.trim()) node.setAttribute("aria-label", "Show the pages below");
  for (const node of document.querySelectorAll(".search-button-field")) node.removeAttribute("aria-label");

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  for (const input of document.querySelectorAll("[data-find]")) {
    const rows = [...document.getElementById(input.dataset.find).tBodies[0].rows];
    const texts = rows.map((row) => fold(row.textContent));
    const told = document.querySelector(`[data-found="${input.dataset.find}"]`);
    input.addEventListener("input", () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, k) => {
        row.hidden = !words.every((word) => texts[k].includes(word));
        shown += !row.hidden;
      });
      told.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
    });
  }
  // Sphinx's search finds no part of a run of Korean or Japanese. There are few such rows: each is looked through.
  const sought = new URLSearchParams(location.search).get("q") ?? "";
  const results = document.getElementById("search-results");
  const bare = (text) => fold(text).replace(/[\p{P}\p{S}\s]/gu, "");
  window.trilateralEastern = (rows) => {
    const words = sought.split(/\s+/).map(bare).filter(Boolean);
    const hits = rows.filter(([, title, text]) => words.every((word) => bare(title + text).includes(word)));
    if (!hits.length) return;
    const box = document.createElement("section");
    box.id = "eastern-results";
    const head = document.createElement("h2");
    head.textContent = `Korean and Japanese words: ${hits.length} found`;
    const list = document.createElement("ul");
    for (const [address, title, text] of hits) {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      line.append(link, `: ${text}`);
      list.append(line);
    }
    box.append(head, list);
    results.before(box);
  };
  if (results && /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(sought.normalize("NFKC")))
    load("script", "src", "eastern.js").catch(() => {});

  // Who looks for a word in the address finds it: tables/events.html?find=busan
  const asked = new URLSearchParams(location.search).get("find");
  const first = document.querySelector("[data-find]");
  if (asked && first) {
    first.value = asked;
    first.dispatchEvent(new Event("input"));
  }
})();
