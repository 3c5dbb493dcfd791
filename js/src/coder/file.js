/** A file of codes: made for a neighbour, and a neighbour's read. trilateral/widgets/coder_files.py does the same. */
import { csvOf } from "../lib/save.js";

/** @typedef {import("./agreement.js").Codes} Codes */

/**
 * What a coder's page knows.
 * @typedef {object} Meta
 * @property {string[]} ids  of the statements; of a blind coder, whose ids may tell who spoke, their digests
 * @property {{text: string, details: [string, string][]}[]} items
 * @property {[number, string][]} labels  each code and what it means
 * @property {number} longest  bytes that are read of a file
 */

/** What is wrong with a file; the message is for whoever chose it. */
export class FileError extends Error {}

/** What older spreadsheets write: Korean, Japanese, Chinese, any byte. */
const OLDER = ["euc-kr", "shift_jis", "gb18030", "windows-1252"];
const SEPARATORS = [",", ";", "\t", "|"];
const MINUS = /[\u2212\u2013\uff0d\u2010\u2011]/g;
const DIGEST = /^[0-9a-f]{16}$/;

/** What stands for an id in a blind coder's page: 64-bit FNV-1a. @param {string} id */
export function idDigest(id) {
  let digest = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(id))
    digest = ((digest ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return digest.toString(16).padStart(16, "0");
}

/**
 * A neighbour's codes, those given again after talking, and what there is to say of the file.
 * @param {Uint8Array} bytes
 * @param {Meta} meta
 * @returns {{theirs: Codes, again: Codes, remarks: string[]}}
 * @throws {FileError}
 */
export function readCodes(bytes, { ids, labels, longest }) {
  if (bytes.length > longest) throw new FileError(tooLong(bytes.length));
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    throw new FileError("This is a workbook. Save it in Excel as “CSV UTF-8”, and take that file.");
  const known = new Map(ids.flatMap((id, i) => [[idDigest(id), i]]));
  for (const [i, id] of ids.entries()) known.set(id, i);
  /** @param {string} cell */
  const placeOf = (cell) => known.get(cell) ?? known.get(idDigest(cell));
  const { rows, modern } = tableOf(bytes, placeOf);
  const [head, ...lines] = rows;
  const at = Object.fromEntries(["id", "code", "meaning", "again"].map((name) => [name, head.indexOf(name)]));
  for (const wanted of ["id", "code"])
    if (at[wanted] < 0) {
      const there = head.join(", ");
      throw new FileError(
        `There is no column '${wanted}'. The columns are: ${there.length > 100 ? `${there.slice(0, 97)}...` : there}.` +
          " A file of codes is made by “Save my codes”.",
      );
    }
  /** @type {Codes} */
  const theirs = ids.map(() => null);
  /** @type {Codes} */
  const again = ids.map(() => null);
  let strange = 0;
  let blank = 0;
  let other = "";
  for (const line of lines) {
    const cell = (/** @type {string} */ name) => (line[at[name]] ?? "").trim();
    const place = placeOf(cell("id"));
    if (place === undefined) {
      if (cell("id")) strange++;
      continue;
    }
    const name = DIGEST.test(ids[place]) ? `statement ${place + 1}` : `'${ids[place]}'`;
    const code = codeOf(cell("code"), name, labels);
    if (code === null) blank++;
    else if ((theirs[place] ?? code) !== code)
      throw new FileError(`${name} stands twice in this file, with the codes ${theirs[place]} and ${code}.`);
    else theirs[place] = code;
    if (code !== null && modern) other ||= otherRule(code, cell("meaning"), labels);
    again[place] = codeOf(cell("again"), name, labels) ?? again[place];
  }
  if (theirs.every((code) => code === null)) {
    const why = strange && !blank ? "none of its statements is among yours" : "it holds no code yet";
    throw new FileError(`There is nothing to compare: ${why}. Is it the right file?`);
  }
  const rowsLeft = strange === 1 ? "1 row" : `${strange} rows`;
  const left = strange ? `${rowsLeft} of the file left out: not among your statements.` : "";
  return { theirs, again, remarks: [left, other].filter(Boolean) };
}

/** @param {number} size  in bytes */
const tooLong = (size) =>
  `This file has ${Math.round(size / 1e6)} MB, too many for a file of codes. Is it the right one?`;

/**
 * The rows of a table, its headings first, in small letters; of an older encoding the one in which most ids are known.
 * @param {Uint8Array} bytes
 * @param {(cell: string) => number | undefined} placeOf
 * @returns {{rows: string[][], modern: boolean}}
 */
function tableOf(bytes, placeOf) {
  const wide = [
    [0xff, 0xfe, "utf-16le"],
    [0xfe, 0xff, "utf-16be"],
  ].find(([a, b]) => bytes[0] === a && bytes[1] === b);
  /** @param {string} encoding @param {boolean} [fatal] */
  const read = (encoding, fatal = false) => rowsOf(new TextDecoder(encoding, { fatal }).decode(bytes));
  if (wide) return { rows: read(String(wide[2])), modern: true };
  if (bytes.subarray(0, 1000).includes(0)) throw new FileError("This file is no text. Is it the right one?");
  try {
    return { rows: read("utf-8", true), modern: true };
  } catch (problem) {
    if (problem instanceof FileError) throw problem;
  }
  const readings = OLDER.map((encoding) => read(encoding));
  const counts = readings.map(
    (rows) => rows.filter((row) => placeOf((row[rows[0].indexOf("id")] ?? "").trim()) !== undefined).length,
  );
  return { rows: readings[counts.indexOf(Math.max(...counts))], modern: false };
}

/** @param {string} text @returns {string[][]} */
function rowsOf(text) {
  if (!text.trim()) throw new FileError("This file is empty.");
  if (text.trimStart().startsWith("<"))
    throw new FileError("This is a web page or XML, no table. Save the table as CSV, and take that file.");
  const heads = (/** @type {string[][]} */ rows) =>
    rows.slice(0, 30).findIndex((row) => ["id", "code"].every((name) => small(row).includes(name)));
  const readings = SEPARATORS.map((separator) => parse(text, separator));
  // A title or Excel's line `sep=;` may stand above the headings.
  const rows =
    readings.find((one) => heads(one) >= 0) ?? readings.sort((a, b) => b[0].length - a[0].length)[0];
  const [head, ...lines] = rows.slice(Math.max(heads(rows), 0));
  return [small(head), ...lines];
}

/** @param {string[]} row */
const small = (row) => row.map((cell) => cell.trim().toLowerCase());

/** The rows of CSV that are not blank. @param {string} text @param {string} separator */
function parse(text, separator) {
  const rows = [[""]];
  let quoted = false;
  let start = true; // of a cell
  for (let k = 0; k < text.length; k++) {
    const row = rows[rows.length - 1];
    const letter = text[k];
    if (quoted && letter === '"' && text[k + 1] === '"') row[row.length - 1] += text[k++];
    else if (quoted && letter === '"') quoted = false;
    else if (quoted) row[row.length - 1] += letter;
    else if (letter === '"' && start) quoted = true;
    else if (letter === separator) row.push("");
    else if (letter === "\n" || letter === "\r") rows.push([""]);
    else row[row.length - 1] += letter;
    start =
      !quoted && (letter === separator || letter === "\n" || letter === "\r" || (start && letter === " "));
  }
  const full = rows.filter((row) => row.some((cell) => cell.trim()));
  return full.length ? full : [[""]];
}

/**
 * The code in a cell, null for a blank one; `1`, `+1`, `1.0` and a typeset minus are read.
 * @param {string} cell
 * @param {string} name  of its statement
 * @param {[number, string][]} labels
 */
function codeOf(cell, name, labels) {
  const written = cell.replace(MINUS, "-");
  if (!written || written === "<NA>") return null;
  const code = /^[+-]?\d+(\.0*)?$/.test(written) ? Number(written) || 0 : Number.NaN;
  if (labels.some(([known]) => known === code)) return code;
  const some = labels.map(([known]) => known).join(", ");
  const short = written.length > 40 ? `${written.slice(0, 37)}...` : written;
  throw new FileError(`'${short}', beside ${name}, is no code. There are: ${some}.`);
}

/** What to say where a code means something else with the neighbour. @param {number} code @param {string} meaning @param {[number, string][]} labels */
function otherRule(code, meaning, labels) {
  const clean = (/** @type {string} */ text) => text.split(/\s+/).filter(Boolean).join(" ");
  const cut = (/** @type {string} */ text) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
  const theirs = clean(meaning);
  const yours = clean(labels.find(([known]) => known === code)?.[1] ?? "");
  const plain = /^[\x20-\x7e]+$/; // other letters may have suffered on their way through a spreadsheet
  if (!plain.test(theirs) || !plain.test(yours) || theirs.toLowerCase() === yours.toLowerCase()) return "";
  return `Their ${code} means “${cut(theirs)}”, yours “${cut(yours)}”: this compares two rules, not two readers.`;
}

/**
 * The file for a neighbour.
 * @param {Meta} meta
 * @param {Codes} codes
 * @param {Record<string, Codes>} neighbour
 */
export function codesFile({ ids, items, labels }, codes, neighbour) {
  const more = ["again", "settled"].filter((name) => neighbour[name]);
  const lines = items.map(({ text }, i) => {
    const meaning = labels.find(([code]) => code === codes[i])?.[1] ?? "";
    return [ids[i], text, codes[i] ?? "", meaning, ...more.map((name) => neighbour[name][i] ?? "")];
  });
  return csvOf([["id", "statement", "code", "meaning", ...more], ...lines]);
}
