// The browser's engine gives the same bytes as the server's, for every vector that examples/vectors.rs wrote.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const folder = new URL("../target/vectors/", import.meta.url);
const { determinations } = createRequire(folder)("./vectors.js");
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const sets = readdirSync(folder)
  .filter((name) => name.endsWith(".rules.json"))
  .map((name) => name.slice(0, -".rules.json".length));

test("every shipped rule set has vectors", () => {
  assert.ok(sets.length >= 3, `only ${sets.join(", ")}`);
});

for (const set of sets) {
  test(`${set}: the same bytes natively and in WebAssembly`, () => {
    const profiles = read(`${set}.profiles.jsonl`);
    const expected = read(`${set}.expected.jsonl`);
    const lines = expected.split("\n");
    assert.equal(lines.length - 1, 10_000);
    assert.ok(lines.filter((line) => line.includes('"status":"determined"')).length > 5_000, "hardly any was determined");

    const actual = determinations(read(`${set}.rules.json`), profiles);
    if (actual === expected) return;
    const at = actual.split("\n").findIndex((line, place) => line !== lines[place]);
    assert.fail(`line ${at + 1}: ${profiles.split("\n")[at]}\nnatively: ${lines[at]}\nin WebAssembly: ${actual.split("\n")[at]}`);
  });
}
