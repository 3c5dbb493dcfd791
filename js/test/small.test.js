import { describe, expect, test } from "vitest";
import { moved } from "../src/claims/index.js";
import { seenOf } from "../src/claims/seen.js";
import { nextBlank } from "../src/coder/index.js";
import { noted } from "../src/evidence/index.js";

describe("the claim board's moves", () => {
  test("a move is kept by its column, beside the others", () => {
    const moves = { verdict: { C1: "supported" } };
    expect(moved(moves, "kind", "C2", "fact", "prediction")).toEqual({
      verdict: { C1: "supported" },
      kind: { C2: "fact" },
    });
    expect(moves).toEqual({ verdict: { C1: "supported" } });
  });
  test("a claim back at its first place has not moved", () => {
    expect(moved({ kind: { C1: "fact", C2: "fact" } }, "kind", "C2", "prediction", "prediction")).toEqual({
      kind: { C1: "fact" },
    });
    expect(moved({ kind: { C2: "fact" } }, "kind", "C2", "prediction", "prediction")).toEqual({});
  });
});

test("a blind board shows ours where the reader gave theirs, the reason where they gave all", () => {
  const ours = { kind: { C1: "fact", C2: "fact" }, verdict: { C1: "supported", C2: "mixed" } };
  const reasons = { C1: { reason: "One.", details: [] }, C2: { reason: "Two.", details: [] } };
  const seen = (moves, revealed = false) => seenOf({ ours, reasons }, moves, revealed);
  expect(seen({})).toEqual({ ours: { kind: {}, verdict: {} }, reasons: {} });
  expect(seen({ kind: { C1: "prediction" }, verdict: { C2: "mixed" } })).toEqual({
    ours: { kind: { C1: "fact" }, verdict: { C2: "mixed" } },
    reasons: {},
  });
  const both = { kind: { C1: "prediction" }, verdict: { C1: "supported" } };
  expect(seen(both).reasons).toEqual({ C1: reasons.C1 });
  expect(seen({}, true)).toEqual({ ours, reasons });
});

test("the next statement without a code is looked for all the way round", () => {
  expect(nextBlank([null, 0, 2, null], 0)).toBe(3);
  expect(nextBlank([null, 0, 2, null], 3)).toBe(0);
  expect(nextBlank([0, null], 1)).toBe(1);
  expect(nextBlank([0, -2], 0)).toBe(-1);
  expect(nextBlank([], 0)).toBe(-1);
});

test("a note stands beside the others, and a blank one is none", () => {
  const notes = { side: { a: "for" } };
  expect(noted(notes, "because", "a", "Why.")).toEqual({ side: { a: "for" }, because: { a: "Why." } });
  expect(noted(notes, "side", "b", "open")).toEqual({ side: { a: "for", b: "open" } });
  expect(noted({ ...notes, because: { a: "Why.", b: "Too." } }, "because", "a", " \n")).toEqual({
    side: { a: "for" },
    because: { b: "Too." },
  });
  expect(noted(notes, "side", "a", "")).toEqual({});
  expect(notes).toEqual({ side: { a: "for" } });
});
