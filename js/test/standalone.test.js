// What is seen, in the address: written, read again, and never trusted.
import { describe, expect, test } from "vitest";
import { readAddress, writeAddress } from "../src/standalone/address.js";
import { show } from "../src/standalone/index.js";
import { modelOf } from "../src/standalone/model.js";

const FIRST = {
  Timeline: {
    filters: {},
    as_of: null,
    view: [0, 1000],
    lane: "track",
    selection: [],
    kept: [],
    _meta: {
      asOfFixed: false,
      facets: [
        { name: "track", values: ["dprk", "us"] },
        { name: "level", values: ["x"] },
      ],
    },
  },
  ClaimBoard: {
    by: "kind",
    moves: {},
    revealed: false,
    _meta: {
      heading: "",
      key: "k",
      values: { kind: ["fact", "prediction"], verdict: ["true"] },
      ours: { kind: { C1: "fact", C2: "fact" }, verdict: { C1: "true", C2: "true" } },
      cards: ["C1", "C2"].map((id) => ({
        id,
        claim: id,
        details: [],
        reason: "",
        evidence: [],
        sources: [],
      })),
    },
  },
  StatementCoder: {
    current: 0,
    codes: [null, null],
    _meta: {
      labels: [
        [-1, "talks"],
        [1, "force"],
      ],
      items: [{ text: "a" }, { text: "b" }],
    },
  },
}; // prettier-ignore
const address = (values) =>
  `#${new URLSearchParams(Object.entries(values).map(([k, v]) => [k, JSON.stringify(v)]))}`;

describe("what fits the page is taken, and written again as it was", () => {
  test.each([
    ["Timeline", { filters: { search: "한·미·일 & <b>", track: ["us"], ids: ["a b"] } }],
    ["Timeline", { as_of: "2017-04-20", view: [-5, 7] }],
    ["Timeline", { lane: null }],
    ["Timeline", { lane: "level", selection: ["E1", "E2"], kept: ["E3"] }],
    ["ClaimBoard", { by: "verdict" }],
    ["ClaimBoard", { revealed: true }],
    ["ClaimBoard", { moves: { kind: { C1: "prediction" } } }],
    ["StatementCoder", { current: 1, codes: [-1, null] }],
  ])("%s %j", (kind, values) => {
    const { state, whole } = readAddress(address(values), kind, FIRST[kind]);
    const { _meta, ...first } = FIRST[kind];
    expect(whole).toBe(true);
    expect(state).toEqual({ ...first, ...values });
    expect(
      readAddress(
        writeAddress((name) => state[name], kind, FIRST[kind]),
        kind,
        FIRST[kind],
      ).state,
    ).toEqual(state);
  });

  test("the page as it was saved has no address of its own", () => {
    for (const kind of Object.keys(FIRST)) {
      expect(writeAddress((name) => FIRST[kind][name], kind, FIRST[kind])).toBe("");
      expect(readAddress("", kind, FIRST[kind]).whole).toBe(true);
    }
  });
});

describe("what does not fit is left out, and said", () => {
  test.each([
    ["Timeline", "#filters=%7B%22track%22"],
    ["Timeline", "#filters=[]"],
    ["Timeline", '#filters={"nosuch":["x"]}'],
    ["Timeline", '#filters={"track":["nosuch"]}'],
    ["Timeline", '#filters={"track":"us"}'],
    ["Timeline", '#filters={"__proto__":["x"]}'],
    ["Timeline", '#filters={"search":5}'],
    ["Timeline", "#view=[1,1]"],
    ["Timeline", "#view=[2,1]"],
    ["Timeline", '#view=["1","2"]'],
    ["Timeline", "#view=[1,null]"],
    ["Timeline", '#lane="nosuch"'],
    ["Timeline", '#as_of="soon"'],
    ["Timeline", '#as_of="2017-99-99"'],
    ["Timeline", "#as_of=20170420"],
    ["Timeline", "#selection=[1]"],
    ["Timeline", "#selection=%"],
    ["Timeline", "#_meta={}"],
    ["Timeline", "#__proto__={}"],
    ["Timeline", "#section-3"],
    ["ClaimBoard", '#by="toString"'],
    ["ClaimBoard", "#revealed=1"],
    ["ClaimBoard", '#moves={"kind":{"C9":"fact"}}'],
    ["ClaimBoard", '#moves={"kind":{"C1":"nosuch"}}'],
    ["ClaimBoard", '#moves={"constructor":{}}'],
    ["StatementCoder", "#current=2"],
    ["StatementCoder", "#current=-1"],
    ["StatementCoder", "#codes=[1]"],
    ["StatementCoder", "#codes=[1,7]"],
  ])("%s %s", (kind, hash) => {
    const { state, whole } = readAddress(hash, kind, FIRST[kind]);
    const { _meta, ...first } = FIRST[kind];
    expect(whole).toBe(false);
    expect(state).toEqual(first);
  });

  test("nothing later than a fixed as-of date is asked for", () => {
    const first = {
      ...FIRST.Timeline,
      as_of: "2017-04-20",
      _meta: { ...FIRST.Timeline._meta, asOfFixed: true },
    };
    const asked = (hash) => readAddress(hash, "Timeline", first).state.as_of;
    expect([asked('#as_of="2017-05-01"'), asked("#as_of=null"), asked('#as_of="2017-01-01"')]).toEqual([
      "2017-04-20",
      "2017-04-20",
      "2017-01-01",
    ]);
  });
});

test("a model tells those who listen, and no longer when they have left", () => {
  const said = [];
  const model = modelOf({ by: "kind" }, () => said.push("saved"));
  const heard = () => said.push(model.get("by"));
  model.on("change:by", heard);
  model.set("by", "verdict");
  model.save_changes();
  model.off("change:by", heard);
  model.set("by", "kind");
  expect(said).toEqual(["verdict", "saved"]);
});

test("a board's moves stand in the address, and the address moves the board", () => {
  const el = document.createElement("div");
  document.body.append(el);
  show({ kind: "ClaimBoard", state: FIRST.ClaimBoard, addressed: true, unread: "Not read." }, el);
  const select = el.querySelectorAll("select")[0];
  select.value = "prediction";
  select.dispatchEvent(new Event("change"));
  expect(decodeURIComponent(location.hash)).toBe('#moves={"kind":{"C1":"prediction"}}');
  location.hash = '#by="nosuch"';
  dispatchEvent(new Event("hashchange"));
  expect(el.querySelector('[role="status"]').textContent).toBe("Not read.");
  expect(el.textContent).toContain("0 moved");
  location.hash = "";
  el.remove();
});
