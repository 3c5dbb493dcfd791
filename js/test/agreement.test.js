// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agreementOf, inWords, sentences } from "../src/coder/agreement.js";
import { codesFile, idDigest, readCodes } from "../src/coder/file.js";
import { disputed } from "../src/coder/neighbour.js";

// tests/widgets/test_coder_agreement.py holds Python to the same table.
const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../tests/widgets/agreement_cases.json"), "utf8"),
);

test.each(cases)("$what: the numbers are Python's", ({ yours, theirs, numbers, differ, said }) => {
  const found = agreementOf(yours, theirs);
  const own = [found.both, found.same, found.kappa, found.low, found.high];
  for (const [k, number] of numbers.entries())
    if (number === null) expect(own[k]).toBeNaN();
    else expect(own[k]).toBeCloseTo(number, 12);
  expect(found.differ).toEqual(differ);
  expect(inWords(found)).toEqual(said);
});

test("nobody agrees where no statement is coded by both", () => {
  expect(agreementOf([1, null], [null, 1])).toBe(null);
  expect(sentences([1, null], { theirs: [null, 1] }, [])).toEqual([
    "No statement is coded by both of you yet.",
  ]);
});

test("an id's digest is Python's", () => {
  expect(idDigest("2017-04-17-pence-0")).toBe("224e5d814ae77ebe");
});

const meta = {
  ids: ["s0", "s1", "s2"],
  items: ["=1+1", 'He said "no", 대화', "three"].map((text) => ({ text, details: [] })),
  labels: [
    [-1, "talks"],
    [0, "neither"],
    [1, "force"],
  ],
  longest: 1000,
};

test("what is saved is read again, with second codes, and is no formula in a spreadsheet", () => {
  const csv = codesFile(meta, [-1, null, 1], { again: [null, null, 0], settled: [null, null, -1] });
  expect(csv.split("\r\n").slice(0, 2)).toEqual([
    "id,statement,code,meaning,again,settled",
    "s0,'=1+1,-1,talks,,",
  ]);
  const read = readCodes(new TextEncoder().encode(csv), meta);
  expect(read).toEqual({ theirs: [-1, null, 1], again: [null, null, 0], remarks: [] });
});

test("what is coded again is told beside the first codes", () => {
  const codes = [1, 0, 1];
  const neighbour = { theirs: [1, 1, -1], again: [null, 1, 0], theirs_again: [null, null, 0] };
  expect(disputed(codes, neighbour)).toEqual([1, 2]);
  expect(sentences(codes, neighbour, ["A remark."]).slice(3)).toEqual([
    "A remark.",
    "You coded 2 statements again, 1 of them now as your neighbour at first.",
    "With the second codes of both: Both coded 3 statements, 3 of them alike. Kappa 1.00; in 95 of 100 draws between 1.00 and 1.00.",
    "You talked in between, so report the first kappa for the rule, and the second beside it.",
  ]);
  expect(sentences([1, 0, null], { theirs: [1, 0, null] }, []).at(-1)).toBe(
    "All codes are the same. Is it your own file?",
  );
});
