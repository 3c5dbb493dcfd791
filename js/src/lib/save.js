/** What a reader takes home: a file to download, and a table as CSV. */

// What a spreadsheet takes for a formula, at the beginning of a cell. Some split at semicolons or line ends inside
// a cell as well. trilateral/grading/reports/spreadsheet.py has the same rule; both are held to
// trilateral/timeline/shared/untrusted.json.
const FORMULA = /(^|[;\n])([ \u00a0\u3000"']*)([=+\-@＝＋－＠])/g;
const CONTROL = /[^\P{Cc}\t\n]|[\p{Cs}\ufffe\uffff]/gu;

/** A text that no spreadsheet takes for a formula: an apostrophe stands before what might be one. @param {string} text */
export function safeCell(text) {
  return text
    .replaceAll("\t", "    ")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, "\ufffd")
    .replace(FORMULA, "$1$2'$3");
}

/** One cell of CSV. @param {string} text */
function cell(text) {
  const safe = safeCell(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV; numbers are written as they are. @param {(string | number)[][]} lines */
export const csvOf = (lines) =>
  `${lines.map((line) => line.map((one) => (typeof one === "number" ? String(one) : cell(one))).join(",")).join("\r\n")}\r\n`;

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {string} csv @param {string} name */
export function downloadCsv(csv, name) {
  // The mark at the front tells spreadsheets that this is UTF-8.
  download(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }), name);
}
