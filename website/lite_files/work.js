// The reader's work in this browser, as JupyterLite keeps it: listed, put into a zip file, removed.
// Used by the page that starts JupyterLite (start.js) and inside it (watch.js).
(() => {
  const NAME = "trilateral work"; // website/lite.py names it to JupyterLite
  const KERNEL = { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" };
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
    });

  // Returns the open database, or null where nothing was ever kept. Throws where the browser keeps nothing.
  const open = async () => {
    const request = indexedDB.open(NAME);
    let fresh = false;
    request.onupgradeneeded = () => {
      fresh = true;
      request.transaction.abort(); // JupyterLite shall make it, in its own form
    };
    try {
      return await done(request);
    } catch (error) {
      if (fresh) return null;
      throw error;
    }
  };

  const withFiles = async (mode, act) => {
    const base = await open();
    try {
      if (!base?.objectStoreNames.contains("files")) return [];
      return await act(base.transaction("files", mode).objectStore("files"));
    } finally {
      base?.close();
    }
  };

  // Returns what the reader has changed or made: path, text or bytes, when.
  const files = async () => {
    const models = await withFiles("readonly", (store) => done(store.getAll()));
    return models
      .filter((model) => model?.path && model.type !== "directory")
      .map((model) => ({ path: model.path, content: bytesOf(model), site: siteOf(model), when: model.last_modified }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  };
  const siteOf = ({ type, content }) => (type === "notebook" ? (content?.metadata?.trilateral_site ?? null) : null);
  const bytesOf = ({ type, format, content }) => {
    if (format === "base64") return Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    if (type === "notebook") return notebookBytes(content);
    return new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
  };
  // At home and at school the kernel has another name than in a browser.
  const notebookBytes = (content) => {
    const metadata = { ...content.metadata, kernelspec: KERNEL, language_info: { name: "python" } };
    return new TextEncoder().encode(`${JSON.stringify({ ...content, metadata }, null, 1)}\n`);
  };

  const remove = (paths) =>
    withFiles("readwrite", async (store) => {
      const keys = await done(store.getAllKeys());
      for (const key of keys) if (!paths || paths.includes(key)) await done(store.delete(key));
      return [];
    });

  // Tells whether the browser keeps anything: a private window may refuse.
  const keeps = async () => {
    try {
      const probe = indexedDB.open("trilateral probe");
      probe.onupgradeneeded = () => probe.result.createObjectStore("probe");
      const base = await done(probe);
      const act = base.transaction("probe", "readwrite");
      await done(act.objectStore("probe").put(1, "one"));
      base.close();
      indexedDB.deleteDatabase("trilateral probe");
      return true;
    } catch {
      return false;
    }
  };
  // Returns how many MB a site may still keep here; null where the browser does not say.
  const room = async () => {
    const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
    return quota === undefined ? null : Math.floor((quota - usage) / 1e6);
  };

  // Every tab with JupyterLite in it holds this; returns how many others do.
  const tabs = async () => {
    const { held } = (await navigator.locks?.query?.()) ?? { held: [] };
    return held.filter((one) => one.name === NAME).length;
  };
  const stay = () => navigator.locks?.request(NAME, { mode: "shared" }, () => new Promise(() => {}));

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const crc = (bytes) => {
    let c = ~0;
    for (const one of bytes) c = CRC[(c ^ one) & 255] ^ (c >>> 8);
    return ~c >>> 0;
  };
  // Returns a zip file of files, none compressed; names in UTF-8, as bit 11 says.
  const zip = (given) => {
    const parts = [];
    const central = [];
    let at = 0;
    for (const { path, content } of given) {
      const name = new TextEncoder().encode(path);
      const head = new DataView(new ArrayBuffer(30));
      const fields = [20, 0x0800, 0, 0, 0x21]; // version, flags, stored, time, 1 January 1980
      head.setUint32(0, 0x04034b50, true);
      fields.forEach((value, k) => head.setUint16(4 + 2 * k, value, true));
      head.setUint32(14, crc(content), true);
      head.setUint32(18, content.length, true);
      head.setUint32(22, content.length, true);
      head.setUint16(26, name.length, true);
      const entry = new DataView(new ArrayBuffer(46));
      entry.setUint32(0, 0x02014b50, true);
      entry.setUint16(4, 20, true);
      new Uint8Array(entry.buffer).set(new Uint8Array(head.buffer, 4, 26), 6);
      entry.setUint32(42, at, true);
      parts.push(head.buffer, name, content);
      central.push(entry.buffer, name);
      at += 30 + name.length + content.length;
    }
    const size = central.reduce((sum, one) => sum + one.byteLength, 0);
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, given.length, true);
    end.setUint16(10, given.length, true);
    end.setUint32(12, size, true);
    end.setUint32(16, at, true);
    return new Blob([...parts, ...central, end.buffer], { type: "application/zip" });
  };

  const save = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  const day = () => new Date().toLocaleDateString("sv"); // as 2026-11-30
  const saveAll = (given) => save(`trilateral-work-${day()}.zip`, zip(given));

  // Returns the kept copies of notebooks that the site has in another form by now.
  const old = (given, course) =>
    given.filter(({ path, site }) => site && course.notebooks[path] && course.notebooks[path] !== site);

  window.trilateralWork = { files, keeps, notebookBytes, old, remove, room, save, saveAll, stay, tabs, zip };
})();
