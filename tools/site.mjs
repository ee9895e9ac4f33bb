// Assembles target/site, which the server carries inside itself: every file under a name that holds the
// hash of its content, brotli and gzip made ahead beside it, and manifest.json from plain name to hashed name.
//
//   node tools/site.mjs WASM GLUE        the optimised WebAssembly and wasm-bindgen's script for it
//
// Fails if what a browser downloads for the islands is over budget.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { compile, NodePackageImporter } from "sass";

/** WebAssembly and the scripts that start it, gzipped, in bytes. Ten models with their explanation weigh 140,000. */
const ISLANDS_BUDGET = 150_000;

const root = new URL("../", import.meta.url);
const site = fileURLToPath(new URL("target/site/", root));
const [wasmFile, glueFile] = process.argv.slice(2);
if (!glueFile) {
  console.error("usage: node tools/site.mjs WASM GLUE");
  process.exit(2);
}

const manifest = {};
const sizes = [];
const kept = new Set(["manifest.json"]);

/** An unchanged file keeps its time, so that the server is not built again for nothing. */
function write(name, bytes) {
  kept.add(name);
  if (!existsSync(site + name) || !readFileSync(site + name).equals(bytes)) writeFileSync(site + name, bytes);
}

/** Adds one file under its hashed name, which is returned. */
function add(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params });
  write(hashed, bytes);
  write(`${hashed}.gz`, gzip);
  write(`${hashed}.br`, brotli);
  manifest[name] = hashed;
  sizes.push({ name, plain: bytes.length, gzip: gzip.length, brotli: brotli.length });
  return hashed;
}

/** Reads a script and gives the files that it names their hashed names. */
function script(file, names) {
  let text = readFileSync(file, "utf8");
  for (const [plain, hashed] of Object.entries(names)) {
    if (!text.includes(`"${plain}"`)) throw new Error(`${file} does not name "${plain}"`);
    text = text.replaceAll(`"${plain}"`, `"./${hashed}"`);
  }
  return text;
}

/** A script without its doc comments and indentation: nothing in it is a text of several lines, or it would stay as it is. */
function bare(text) {
  const spans = text.split("\n").some((line) => line.split("`").length % 2 === 0);
  return spans ? text : text.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, "").replace(/^[ \t]+/gm, "");
}

function fromRoot(path) {
  return fileURLToPath(new URL(path, root));
}

mkdirSync(site, { recursive: true });

const { css } = compile(fromRoot("style/app.scss"), {
  importers: [new NodePackageImporter(fromRoot("."))],
  style: "compressed",
});
if (/url\(|GDS Transport/.test(css)) throw new Error("the style sheet names a file or a font that is not shipped");
add("app.css", css);

const frontend = readFileSync(fromRoot("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
const components = add("govuk-frontend.js", frontend.replace(/\/\/# sourceMappingURL=.*/, ""));
add("page.js", script(fromRoot("style/page.js"), { "govuk-frontend": components }));

const wasm = add("send-banding.wasm", readFileSync(wasmFile));
// The glue's own guess at the WebAssembly's name is never used: islands.js passes the hashed one.
const glue = add("send-banding.js", bare(readFileSync(glueFile, "utf8")));
add("islands.js", script(fromRoot("style/islands.js"), { "send-banding": glue, "send-banding.wasm": wasm }));

write("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
for (const name of readdirSync(site)) if (!kept.has(name)) rmSync(site + name);

const row = (...cells) => console.log(cells[0].padEnd(20), ...cells.slice(1).map((cell) => String(cell).padStart(9)));
row("file (bytes)", "plain", "gzip", "brotli");
for (const { name, plain, gzip, brotli } of sizes) row(name, plain, gzip, brotli);

const islands = ["send-banding.wasm", "send-banding.js", "islands.js"];
const total = sizes.filter(({ name }) => islands.includes(name)).reduce((sum, { gzip }) => sum + gzip, 0);
console.log(`islands, gzipped: ${total} of ${ISLANDS_BUDGET} bytes`);
if (total > ISLANDS_BUDGET) {
  rmSync(`${site}manifest.json`);
  console.error("The islands are over budget. See what grew with twiggy or wasm-opt --metrics before raising it.");
  process.exit(1);
}
