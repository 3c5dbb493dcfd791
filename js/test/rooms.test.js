// Which room may take from which: all from lib, lib from none. Modules, the types they name, and style sheets.
// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

const MAY = {
  lib: ["lib"],
  timeline: ["timeline", "lib"],
  claims: ["claims", "lib"],
  coder: ["coder", "lib"],
  evidence: ["evidence", "lib"],
  standalone: ["standalone", "timeline", "claims", "coder", "lib"],
};
const TAKES = /(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+(?:url\()?)["'](\.[^"']+)["']/g;

/** The files of the front end that a file's text names, relative to src. */
const taken = (file, text) =>
  [...text.matchAll(TAKES)].map(([, path]) => posix.normalize(posix.join(posix.dirname(file), path)));
const forbidden = (file, text) =>
  taken(file, text).filter(
    (path) => !path.startsWith("../") && !MAY[file.split("/")[0]].includes(path.split("/")[0]),
  );

test("every room takes from itself and from lib alone", () => {
  const src = join(import.meta.dirname, "..", "src");
  const files = readdirSync(src, { recursive: true })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.(js|css)$/.test(file));
  expect(files.length).toBeGreaterThan(30);
  expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(new Set(Object.keys(MAY)));
  const wrong = files.flatMap((file) =>
    forbidden(file, readFileSync(join(src, file), "utf8")).map((path) => `${file} takes from ${path}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ["lib/a.js", 'import { x } from "../timeline/data.js";'],
  ["lib/a.js", 'import "../claims/index.js";'],
  ["lib/a.js", '/** @param {import("../timeline/data.js").Facet} facet */'],
  ["lib/a.css", '@import "../timeline/timeline.css";'],
  ["claims/a.js", "import {\n  x,\n} from '../timeline/card.js';"],
  ["coder/a.css", '@import url("../claims/claims.css");'],
  ["timeline/a.js", 'export { x } from "../coder/index.js";'],
])("%s may not say: %s", (file, text) => {
  expect(forbidden(file, text)).toHaveLength(1);
});

test.each([
  ["claims/a.js", 'import { h } from "../lib/dom.js";'],
  ["timeline/a.js", 'import { draw } from "./draw.js";'],
  ["timeline/a.js", 'import words from "../../../trilateral/timeline/shared/words.json";'],
  ["timeline/a.js", 'import { select } from "d3-selection";'],
])("%s may say: %s", (file, text) => {
  expect(forbidden(file, text)).toEqual([]);
});
