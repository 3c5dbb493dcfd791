/** An event with its sources as a citation. */

/** @param {import("./types.js").App} app @param {number} i */
export function plainCitation(app, i) {
  const { store, dates, state } = app;
  const works = store
    .sources(i)
    .map((source) =>
      [source.publisher, source.title && `“${source.title}”`, source.date, source.url]
        .filter(Boolean)
        .join(", "),
    );
  const head = `${store.text("title", i)} (${dates.long(store, i, state.asOf)})`;
  return works.length ? `${head}. ${works.join("; ")}.` : `${head}.`;
}

/** @param {string} text */
const braced = (text) => text.replace(/([\\{}])/g, "").replace(/([&%$#_])/g, "\\$1");

/** One @misc entry for each source. @param {import("./types.js").App} app @param {number} i */
export function bibtex(app, i) {
  const { store, state } = app;
  const key = store.text("id", i).replace(/[^A-Za-z0-9-]+/g, "-");
  const sources = store.sources(i);
  const note = braced(`${store.text("title", i)}, ${app.dates.long(store, i, state.asOf)}`);
  return (sources.length ? sources : [{ publisher: "", title: store.text("title", i), url: "", date: "" }])
    .map((source, k) => {
      const year = /^\d{4}/.exec(source.date)?.[0] ?? "";
      const fields = [
        ["title", braced(source.title || source.publisher)],
        ["author", source.publisher && `{${braced(source.publisher)}}`],
        ["year", year],
        ["url", source.url.replace(/[{}\\]/g, "")],
        ["note", note],
      ].filter(([, value]) => value);
      return `@misc{${key}-${k + 1},\n${fields.map(([name, value]) => `  ${name} = {${value}}`).join(",\n")}\n}`;
    })
    .join("\n\n");
}
