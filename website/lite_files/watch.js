// Looks after the reader's work inside JupyterLite: says in a plain sentence what went wrong, and offers the work to download.
(async () => {
  const work = window.trilateralWork;
  const here = new URL(".", document.currentScript.src);
  const style = document.createElement("style");
  style.textContent = `
    #my-work { position: fixed; right: 8px; bottom: 30px; z-index: 9000; font: 14px/1.4 system-ui, sans-serif; max-width: min(26em, 94vw); }
    #my-work button, #my-work a { font: inherit; color: #fff; background: #234e70; border: 1px solid #fff; border-radius: 4px;
      padding: 6px 10px; cursor: pointer; text-decoration: none; display: inline-block; margin: 2px; }
    #my-work .say { background: #fff; color: #111; border: 2px solid #b3261e; border-radius: 4px; padding: 8px 10px; margin: 6px 0; }
    #my-work .say p { margin: 0 0 6px; }
    #my-work > div:last-child { text-align: right; }`;
  const panel = document.createElement("section");
  panel.id = "my-work";
  panel.setAttribute("aria-label", "My work");
  panel.innerHTML = `<div class="told" role="alert"></div>
    <div><span hidden><button type="button">Download this notebook, to hand it in</button>
    <button type="button">Download all my work</button> <a>Start page: versions, start afresh</a></span>
    <button type="button" aria-expanded="false">My work</button></div>`;
  const [one, all, toggle] = panel.querySelectorAll("button");
  const link = panel.querySelector("a");
  link.href = new URL("index.html", here).href;
  toggle.onclick = () => {
    const shown = panel.querySelector("span").toggleAttribute("hidden");
    toggle.setAttribute("aria-expanded", String(!shown));
  };

  // What is kept, and over it what stands in the open tabs and may not be kept yet.
  const everything = async () => {
    const found = new Map((await work.files().catch(() => [])).map((one) => [one.path, one]));
    for (const widget of window.jupyterapp?.shell.widgets("main") ?? []) {
      const { path, model } = widget.context ?? {};
      if (!path || !model) continue;
      const text = model.toString();
      const content = path.endsWith(".ipynb") ? work.notebookBytes(JSON.parse(text)) : new TextEncoder().encode(text);
      found.set(path, { path, content });
    }
    return [...found.values()];
  };
  const download = async () => work.saveAll(await everything());
  all.onclick = download;
  one.onclick = async () => {
    const path = window.jupyterapp?.shell.currentWidget?.context?.path;
    const found = (await everything()).find((file) => file.path === path);
    if (found) work.save(path.split("/").pop(), new Blob([found.content]));
  };

  const told = new Set();
  const say = (text, button, act = download) => {
    if (told.has(text)) return;
    told.add(text);
    const box = document.createElement("div");
    box.className = "say";
    const line = document.createElement("p");
    line.textContent = text;
    const does = document.createElement("button");
    does.type = "button";
    does.textContent = button ?? "Download all my work";
    does.onclick = act;
    const shut = document.createElement("button");
    shut.type = "button";
    shut.textContent = "Close this note";
    shut.onclick = () => box.remove();
    box.append(line, does, shut);
    panel.querySelector(".told").append(box);
  };

  // Whatever JupyterLite cannot keep is told: the disk is full, or the window keeps nothing.
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const full = () => say("This browser could not keep your last change: its room for sites is full. Download your work now.");
    try {
      const request = put.apply(this, given);
      request.transaction.addEventListener("abort", full);
      return request;
    } catch (error) {
      full();
      throw error;
    }
  };

  document.head.append(style);
  document.body.append(panel);

  if (await work.tabs())
    say("The course is open in another tab too. Work in one only: where both change a notebook, the later save wins.");
  work.stay();
  if (!(await work.keeps())) {
    say("This window keeps nothing; perhaps it is a private one. Download your work before you close it.");
    addEventListener("beforeunload", (event) => event.preventDefault());
  }

  // A part that did not come shows itself in a cell, in words that help nobody.
  const PART = /No module named '(trilateral|pandas|numpy|matplotlib|anywidget|ipywidgets|psygnal|cryptography|jinja2)/;
  new MutationObserver((seen) => {
    for (const { addedNodes } of seen)
      for (const node of addedNodes)
        if (node.nodeType === 1 && PART.test(node.textContent ?? "") && node.closest(".jp-OutputArea, .jp-Cell"))
          say("A part of Python did not arrive, perhaps the network failed. Choose Kernel, Restart Kernel, and run your cells again.");
  }).observe(document.documentElement, { childList: true, subtree: true });

  let course;
  let host = here.host;
  try {
    course = await (await fetch(new URL("course.json", here), { cache: "no-cache" })).json();
    const python = new URL("pyodide.mjs", new URL(course.pyodide, here));
    host = python.host;
    const answer = await fetch(python, { signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error();
  } catch {
    say(
      `Python could not be loaded: ${host} cannot be reached. You can read and write, but nothing runs. When the network ` +
        "is back, save and reload this page.",
      "Reload the page",
      () => location.reload(),
    );
  }
  const old = course ? work.old(await work.files().catch(() => []), course) : [];
  if (old.length)
    say(
      `You have an older form of ${old.map((one) => one.path).join(", ")}. It stays as you left it; the start page says how to get the new one.`,
      "Go to the start page",
      () => location.assign(link.href),
    );
})();
