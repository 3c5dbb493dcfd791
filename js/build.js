// Bundles src/ into ../trilateral/static, the same bytes on every machine: for notebooks an ES module and a style sheet for
// each widget, for pages without a kernel one script and one style sheet.
import { build } from "esbuild";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "trilateral", "static");
const options = {
  absWorkingDir: here,
  outdir: "out",
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
const notebook = await build({
  ...options,
  format: "esm",
  entryPoints: [
    { in: "src/timeline/index.js", out: "timeline" },
    { in: "src/timeline/timeline.css", out: "timeline" },
    { in: "src/claims/index.js", out: "claim-board" },
    { in: "src/claims/claims.css", out: "claim-board" },
    { in: "src/evidence/index.js", out: "evidence-board" },
    { in: "src/evidence/evidence.css", out: "evidence-board" },
    { in: "src/coder/index.js", out: "statement-coder" },
    { in: "src/coder/coder.css", out: "statement-coder" },
  ],
});
// A page that is opened from a disk may load no modules, so there all widgets are one plain script.
const page = await build({
  ...options,
  format: "iife",
  globalName: "trilateral",
  entryPoints: [
    { in: "src/standalone/index.js", out: "standalone" },
    { in: "src/standalone/page.css", out: "standalone" },
  ],
});
const opener = await build({
  ...options,
  format: "iife",
  entryPoints: [{ in: "src/standalone/open.js", out: "open-page" }],
});

// What is bundled comes with its licence.
const packages = new Set(
  Object.keys(notebook.metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  ),
);
const licences = await Promise.all(
  [...packages].sort().map(async (name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${(await readFile(join(folder, "LICENSE"), "utf8")).trim()}\n`;
  }),
);

const files = [
  ...[notebook, page, opener]
    .flatMap((made) => made.outputFiles)
    .map((file) => [basename(file.path), file.contents]),
  [
    "THIRD-PARTY.txt",
    `timeline.js and standalone.js hold parts of these packages:\n\n${licences.join(`\n${"-".repeat(72)}\n\n`)}`,
  ],
];
await mkdir(out, { recursive: true });
for (const [name, contents] of files) {
  // Written beside and moved, so that nobody ever reads half a bundle.
  await writeFile(join(out, `.${name}.new`), contents);
  await rename(join(out, `.${name}.new`), join(out, name));
}
