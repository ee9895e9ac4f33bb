// The browser's files as they travel: compressed ahead, kept for ever, and only where a page needs them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { WITH_SCRIPT, address, journey } from "./rig.mjs";

const site = new URL("../../target/site/", import.meta.url);
const names = JSON.parse(readFileSync(new URL("manifest.json", site), "utf8"));

/** An answer as it is sent: fetch would decompress it. */
function ask(path, headers = {}) {
  return new Promise((resolve, reject) => {
    get(address(path), { headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
}

test("each file travels in the smallest form that the browser accepts", async () => {
  for (const hashed of Object.values(names)) {
    const plain = readFileSync(new URL(hashed, site));
    const path = `/assets/${hashed}`;
    const brotli = await ask(path, { "accept-encoding": "gzip, br" });
    const gzip = await ask(path, { "accept-encoding": "gzip, br;q=0" });
    const identity = await ask(path);
    assert.equal(brotli.headers["content-encoding"], "br");
    assert.deepEqual(brotliDecompressSync(brotli.body), plain);
    assert.equal(gzip.headers["content-encoding"], "gzip");
    assert.deepEqual(gunzipSync(gzip.body), plain);
    assert.equal(identity.headers["content-encoding"], undefined);
    assert.deepEqual(identity.body, plain);
    assert.equal(identity.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal((await ask(path, { "if-none-match": identity.headers.etag })).status, 304);
  }
  assert.equal((await ask(`/assets/${names["send-banding.wasm"]}`)).headers["content-type"], "application/wasm");
});

test("nothing but the site's own files is served", async () => {
  for (const name of ["manifest.json", "app.css", `${names["app.css"]}.br`, "..%2f..%2fCargo.toml", ""]) {
    assert.equal((await ask(`/assets/${name}`)).status, 404, name);
  }
});

journey("a page without islands downloads no WebAssembly", async (page) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address("/sign-in"), { waitUntil: "networkidle" });
  assert.ok(asked.some((url) => url.includes("/assets/app-")), "the style sheet was asked for");
  assert.deepEqual(asked.filter((url) => /send-banding-|islands-|\.wasm/.test(url)), []);
}, WITH_SCRIPT);
