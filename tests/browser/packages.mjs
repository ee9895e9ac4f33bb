// Packages of plans as an invented authority would send them.
import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

/** The authority of the demonstration. */
const OURS = "999";

/** An invented signing key: a number over and over. With the number of ones it is that of the kept package. */
function keyOf(seed) {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([prefix, Buffer.alloc(32, seed)]), format: "der", type: "pkcs8" });
}

/** The public part of that key, as one authority tells it to another. */
export function publicKey(seed) {
  return createPublicKey(keyOf(seed)).export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
}

/** The kept package, made for the demonstration's authority and signed anew; `change` alters what is in it. */
export function packageForUs({ seed = 1, change = () => {} } = {}) {
  const kept = JSON.parse(readFileSync(new URL("../../fixtures/transfer/package.json", import.meta.url), "utf8"));
  const inside = JSON.parse(kept.contents);
  inside.to.code = OURS;
  inside.package = randomUUID();
  change(inside);
  const contents = JSON.stringify(inside);
  const signed = Buffer.from(`${kept.format}\n${kept.format_version}\n${contents}`);
  const digest = createHash("sha256").update(contents).digest("hex");
  const signature = sign(null, signed, keyOf(seed)).toString("hex");
  return Buffer.from(JSON.stringify({ ...kept, contents, digest, public_key: publicKey(seed), signature }));
}
