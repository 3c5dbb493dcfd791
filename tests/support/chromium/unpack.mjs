// Unpacks the browser, the system libraries that a bare Linux lacks, and a font, into the folder named.
import { join } from "node:path";

process.env.TMPDIR = process.argv[2]; // the package unpacks into the folder for temporary files
const { default: chromium, inflate } = await import("@sparticuz/chromium");
await chromium.executablePath();
await inflate(join(import.meta.dirname, "node_modules/@sparticuz/chromium/bin/al2023.tar.br"));
