/**
 * How far two codings agree: Cohen's kappa with a bootstrap interval. trilateral/widgets/coder_agreement.py computes the
 * same; tests/widgets/agreement_cases.json holds both to it.
 */

/** @typedef {(number | null)[]} Codes  one for each statement, null where there is none */

/**
 * @typedef {object} Agreement
 * @property {number} both      statements that both have coded
 * @property {number} same      of them coded alike
 * @property {number} kappa     NaN where both used one code only
 * @property {number} low       with `high` the bounds of 95 of 100 draws, NaN where none has a kappa
 * @property {number} high
 * @property {number[]} differ  the places where the two part
 */

const DRAWS = 2000;
const SEED = 2017;
const FEW = 10; // statements: below, an interval from them says next to nothing

/** @param {Codes} yours @param {Codes} theirs @returns {Agreement | null}  null where both have coded none */
export function agreementOf(yours, theirs) {
  const shared = [...yours.keys()].filter((i) => yours[i] !== null && (theirs[i] ?? null) !== null);
  const n = shared.length;
  if (!n) return null;
  const codes = [...new Set(shared.flatMap((i) => [yours[i], theirs[i]]))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const first = shared.map((i) => codes.indexOf(yours[i]));
  const second = shared.map((i) => codes.indexOf(theirs[i]));
  const every = [...first.keys()];
  const kappas = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const value = kappaOf(first, second, codes.length, drawn(draw, n));
    if (!Number.isNaN(value)) kappas.push(value);
  }
  kappas.sort((a, b) => a - b);
  return {
    both: n,
    same: every.filter((k) => first[k] === second[k]).length,
    kappa: kappaOf(first, second, codes.length, every),
    low: quantile(kappas, 0.025),
    high: quantile(kappas, 0.975),
    differ: shared.filter((_, k) => first[k] !== second[k]),
  };
}

/** The rows of one draw with replacement: the number of each place, mixed as in MurmurHash3's last step. @param {number} draw @param {number} n */
function drawn(draw, n) {
  return Array.from({ length: n }, (_, k) => {
    let mixed = (Math.imul(draw * n + k, 0x9e3779b9) + SEED) | 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return Math.floor(((mixed >>> 0) * n) / 2 ** 32);
  });
}

/**
 * @param {number[]} first   the codes of one, as numbers from 0
 * @param {number[]} second
 * @param {number} codes     how many codes there are
 * @param {number[]} rows    which to count
 */
function kappaOf(first, second, codes, rows) {
  const n = rows.length;
  const ofFirst = new Array(codes).fill(0);
  const ofSecond = new Array(codes).fill(0);
  let same = 0;
  for (const k of rows) {
    ofFirst[first[k]]++;
    ofSecond[second[k]]++;
    if (first[k] === second[k]) same++;
  }
  const expected = ofFirst.reduce((sum, count, code) => sum + (count / n) * (ofSecond[code] / n), 0);
  return expected < 1 ? (same / n - expected) / (1 - expected) : Number.NaN;
}

/** Between two values in proportion, as numpy does it. @param {number[]} sorted @param {number} share */
function quantile(sorted, share) {
  if (!sorted.length) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low + (high - low) * (place - Math.floor(place));
}

/** Two digits, an exact half to the even one, as Python rounds. @param {number} value */
function hundredths(value) {
  const half = Number.isInteger(value * 8) && !Number.isInteger(value * 4);
  return half ? ((2 * Math.round(value * 50)) / 100).toFixed(2) : value.toFixed(2);
}

/** @param {number} n */
const statements = (n) => `${n} ${n === 1 ? "statement" : "statements"}`;

/** The agreement in sentences, a line each. @param {Agreement} found */
export function inWords({ both, same, kappa, low, high }) {
  const interval = `in 95 of 100 draws between ${hundredths(low)} and ${hundredths(high)}`;
  const beyond = Number.isNaN(kappa)
    ? "Kappa has no value here: with one code only, chance would agree always."
    : `Kappa ${hundredths(kappa)}; ${interval}.`;
  const few = both < FEW ? [`That is few: below ${FEW} statements, luck weighs more than the rule.`] : [];
  return [`Both coded ${statements(both)}, ${same} of them alike.`, beyond, ...few];
}

/**
 * What is said of a comparison, a sentence or two a line.
 * @param {Codes} codes
 * @param {import("./neighbour.js").Neighbour} neighbour
 * @param {string[]} remarks  on the file
 */
export function sentences(codes, { theirs = [], again, theirs_again }, remarks) {
  const found = agreementOf(codes, theirs);
  if (!found) return ["No statement is coded by both of you yet."];
  const own = codes.every((code, i) => code === (theirs[i] ?? null)) && found.both > 1;
  const lines = [
    ...inWords(found),
    ...remarks,
    ...(own ? ["All codes are the same. Is it your own file?"] : []),
  ];
  const twice = found.differ.filter((i) => (again?.[i] ?? null) !== null);
  if (!twice.length) return lines;
  const over = twice.filter((i) => again?.[i] === theirs[i]).length;
  lines.push(`You coded ${statements(twice.length)} again, ${over} of them now as your neighbour at first.`);
  /** @param {Codes} first @param {Codes | undefined} then */
  const second = (first, then) => first.map((code, i) => then?.[i] ?? code);
  const later = theirs_again && agreementOf(second(codes, again), second(theirs, theirs_again));
  if (later)
    lines.push(
      `With the second codes of both: ${inWords(later).slice(0, 2).join(" ")}`,
      "You talked in between, so report the first kappa for the rule, and the second beside it.",
    );
  return lines;
}
