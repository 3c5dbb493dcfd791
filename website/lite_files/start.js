// The page that starts the course in this browser: says what would go wrong, fetches Python, looks after what is kept.
(async () => {
  const work = window.trilateralWork;
  const here = new URL(".", document.currentScript.src);
  const at = (id) => document.getElementById(id);
  const notes = at("lite-notes");
  const note = (text, kind = "note") => {
    const line = document.createElement("p");
    line.className = `lite-${kind}`;
    line.textContent = text;
    notes.append(line);
    return line;
  };
  const stop = (text) => {
    note(text, "stop");
    at("lite-open").hidden = true;
  };
  const mega = (bytes) => (bytes / 1e6).toFixed(0);

  if (location.protocol === "file:")
    return stop(
      "This page was opened from a disk, and from there a browser runs no Python. Use the page's address on the web; " +
        "or type  python3 -m http.server  in the folder of the site, and open http://localhost:8000/lite/index.html",
    );
  let course;
  try {
    course = await (await fetch(new URL("course.json", here), { cache: "no-cache" })).json();
  } catch {
    return stop("The site could not be read. Is there a network connection? If so, reload this page in a minute.");
  }
  const asked = new URLSearchParams(location.search).get("open");
  const notebook = asked in course.notebooks ? asked : "notebooks/00-start-here.ipynb";
  const [kind, file] = notebook.split("/");
  at("lite-open").textContent = `Open ${kind.slice(0, -1).replace("notebook", "lesson")} ${file.slice(0, 2)}`;

  if (typeof WebAssembly !== "object" || !window.DecompressionStream)
    return stop(
      "This browser cannot run Python: it is too old, or WebAssembly is switched off. Any Firefox, Chrome, Edge or " +
        "Safari of the last two years can.",
    );
  const keeps = await work.keeps();
  if (!keeps)
    note("This window keeps nothing; perhaps it is a private one. You can work, but download your work before you close it.");
  if (!window.isSecureContext)
    note("The address begins with http://, so your progress is not counted. Ask who publishes this page for https://.");
  const room = await work.room();
  if (keeps && room !== null && room < 100)
    note(`This browser has only ${room} MB left for what sites keep. Download your work often, and make room on the disk.`);
  if (await work.tabs())
    note("The course is open in another tab. Work in one only: where two change the same notebook, the later save wins.");

  // What is kept, and whether it is old.
  const list = async () => {
    const kept = keeps ? await work.files().catch(() => []) : [];
    const old = work.old(kept, course).map((one) => one.path);
    const shown = kept.filter((one) => !one.path.startsWith("."));
    at("lite-kept").replaceChildren();
    at("lite-mine").hidden = !kept.length;
    for (const one of shown) {
      const line = document.createElement("li");
      const link = document.createElement("button");
      link.className = "lite-one";
      link.textContent = one.path;
      link.title = "Download this file";
      link.onclick = () => work.save(one.path.split("/").pop(), new Blob([one.content]));
      line.append(link, one.when ? `, last saved ${new Date(one.when).toLocaleString("en-GB")}` : "");
      if (old.includes(one.path)) line.append(": an older form than the course has now");
      at("lite-kept").append(line);
    }
    at("lite-old").hidden = !old.length;
    return kept;
  };
  const kept = await list();
  at("lite-none").hidden = kept.length > 0;
  at("lite-all").onclick = async () => work.saveAll(await list());
  at("lite-reset").onclick = () => {
    at("lite-sure").hidden = false;
    at("lite-do").focus();
  };
  at("lite-not").onclick = () => {
    at("lite-sure").hidden = true;
    at("lite-reset").focus();
  };
  at("lite-do").onclick = async () => {
    at("lite-sure").hidden = true;
    if (await work.tabs()) return void note("Nothing was removed: close the other tabs with the course first.", "stop");
    const all = await work.files();
    work.saveAll(all);
    await work.remove();
    await list();
    note(`Your work is in the file that was just downloaded, ${all.length} files. This browser has the course afresh.`);
  };

  // Fetched here first, so that it can be told how far it is and what failed; JupyterLite finds it in the browser's cache.
  const bar = at("lite-bar");
  const go = () => {
    const app = window.innerWidth < 760 ? "notebooks" : "lab"; // a phone has no room for a list of files
    location.href = new URL(`${app}/index.html?path=${encodeURIComponent(notebook)}`, here).href;
  };
  const integrity = (hex) => `sha256-${btoa(hex.replace(/../g, (two) => String.fromCharCode(Number.parseInt(two, 16))))}`;
  const missing = new Map(course.files.map(([address, hex]) => [new URL(address, here).href, hex]));
  let bytes = 0;
  const get = async (address, hex) => {
    const answer = await fetch(address, hex ? { integrity: integrity(hex) } : {});
    if (!answer.ok) throw new Error(`${answer.status}`);
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      at("lite-far").textContent = `${mega(bytes)} MB of about ${SIZE} MB`;
      bar.value = bytes / 1e6;
    }
    missing.delete(address);
  };
  const SIZE = bar.max;
  const seen = "trilateral fetched";
  const remembered = () => {
    try {
      return localStorage.getItem(seen) === course.built;
    } catch {
      return false;
    }
  };
  at("lite-open").onclick = async () => {
    navigator.storage?.persist?.().catch(() => {});
    if (remembered()) return go();
    at("lite-failed").hidden = true;
    at("lite-loading").hidden = false;
    at("lite-open").disabled = true;
    try {
      // Four at a time. Each is tried, whatever fails; what has come stays in the browser's cache.
      const todo = [...missing];
      const worker = async () => {
        for (let one = todo.pop(); one; one = todo.pop()) await get(...one).catch(() => {});
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
      if (missing.size) throw new Error("not all came");
      try {
        localStorage.setItem(seen, course.built);
      } catch {}
      go();
    } catch {
      const [address] = [...missing][0];
      at("lite-why").textContent =
        `Python could not be fetched: ${missing.size} of ${course.files.length} files did not come, ${mega(bytes)} MB did. ` +
        `${new URL(address).host} did not answer, or a filter of your network stops it.`;
      at("lite-failed").hidden = false;
      at("lite-loading").hidden = true;
      at("lite-open").disabled = false;
      at("lite-open").textContent = "Try again: it goes on where it stopped";
    }
  };
  at("lite-anyway").onclick = go;
})();
