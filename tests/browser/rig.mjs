// What the journeys share: a server with its own invented authority, Chromium, and what every page is held to.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
// Another build of the server can be tried: SERVER=target/release/send-banding node --test tests/browser/…
const SERVER = resolve(ROOT, process.env.SERVER ?? "target/debug/send-banding");
// The folder of a demonstration that was made for all the files of a run, of which each takes a copy; or each makes one.
const DEMONSTRATION = process.env.DEMONSTRATION && resolve(ROOT, process.env.DEMONSTRATION);
const SCREENSHOTS = join(ROOT, "target/screenshots");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** No page's HTML is larger, in bytes as gzip makes them: families and schools read them on telephones. */
const LARGEST_PAGE = 100_000;
const WAYS = [
  { script: true, width: 1280 },
  { script: true, width: 375 },
  { script: false, width: 1280 },
  { script: false, width: 375 },
];

let folder, server, browser, origin, users, preparing;

/**
 * What has to be there before this file's server starts: `prepare` gets the folder in which it runs and its address, and
 * answers with more arguments for it.
 */
export function beforeServing(prepare) {
  preparing = prepare;
}

/** Where the server of this file answers, such as `http://127.0.0.1:40123`. */
export function address(path = "/") {
  return origin + path;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "send-banding-"));
  const file = join(folder, "demo.db");
  const database = `sqlite://${file}`;
  if (DEMONSTRATION) {
    cpSync(DEMONSTRATION, folder, { recursive: true });
  } else {
    await promisify(execFile)(SERVER, ["demo", "--plans", "300", "--seed", "1", "--database", database], { cwd: folder });
  }
  users = JSON.parse(readFileSync(`${file}.sign-ins.json`, "utf8")).users;

  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const more = (await preparing?.({ folder, origin })) ?? [];
  server = spawn(SERVER, ["serve", "--listen", `127.0.0.1:${port}`, "--database", database, ...more], {
    cwd: folder,
    env: { ...process.env, RUST_LOG: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await answering(server);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  if (server && server.exitCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  }
  if (folder) rmSync(folder, { recursive: true });
});

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answering(child) {
  for (let tries = 0; tries < 600; tries += 1) {
    assert.equal(child.exitCode, null, "the server ended");
    const answer = await fetch(address("/ready")).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("the server was not ready within a minute");
}

/**
 * One journey, walked with script and without, on a wide screen and on a telephone's. `walk` gets a page, how it is
 * walked, and what opens the page of another screen, at which somebody else can sit. It fails on any error that the browser
 * reports and on any request to another host than those it may go to.
 */
export function journey(name, walk, ways = WAYS, mayGoTo = () => []) {
  for (const way of ways) {
    test(`${name} (script ${way.script ? "on" : "off"}, ${way.width} px)`, async () => {
      const faults = [];
      const screens = [];
      const screen = async () => {
        const context = await browser.newContext({
          javaScriptEnabled: way.script,
          viewport: { width: way.width, height: 900 },
          locale: "en-GB",
          timezoneId: "Europe/London",
        });
        screens.push(context);
        context.setDefaultTimeout(30_000);
        context.on("page", (page) => watch(page, faults, mayGoTo));
        return context.newPage();
      };
      const page = await screen();
      try {
        await walk(page, way, screen);
        assert.deepEqual(faults, []);
      } catch (error) {
        await shot(page, `failed ${name}`, way).catch(() => {});
        throw error;
      } finally {
        for (const context of screens) await context.close();
      }
    });
  }
}

/** Notes what the browser reports of a page, and whom else the page asks. */
function watch(page, faults, mayGoTo) {
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // The browser reports an answer such as 404 or 422 as an error; journeys judge answers themselves.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin: other } = new URL(request.url());
    const known = other === origin || mayGoTo().includes(other);
    if (protocol.startsWith("http") && !known) faults.push(`asked another host: ${other}`);
  });
}

/** The journeys that only a script can walk. */
export const WITH_SCRIPT = WAYS.filter(({ script }) => script);

/** Two ways for a long journey that changes much: a wide screen with script, and a telephone's without. */
export const TWO_WAYS = WAYS.filter(({ script, width }) => script === (width === 1280));

/**
 * Signs in as the demonstration user of that name, by the form, and waits for the page behind it, which is known by a
 * part of it: the button that signs out, unless another is named.
 */
export async function signIn(page, user, behind = page.getByRole("button", { name: "Sign out" })) {
  const found = users.find((candidate) => candidate.user === user);
  assert.ok(found, `the demonstration has no user ${user}`);
  await page.goto(address("/sign-in"));
  await page.getByLabel("User name").fill(found.user);
  await page.getByLabel("Password", { exact: true }).fill(found.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await behind.waitFor();
}

/** What the browser keeps of users who signed in by `become`, by name. */
const signedIn = new Map();

/**
 * Goes on as another user, whose session then goes on in every journey of the file: the form is filled in once. Nobody who
 * came by this may sign out.
 */
export async function become(page, user) {
  const context = page.context();
  await context.clearCookies();
  const kept = signedIn.get(user);
  if (kept) return context.addCookies(kept);
  await signIn(page, user);
  signedIn.set(user, await context.cookies());
}

/** The names of all demonstration users. */
export function userNames() {
  return users.map(({ user }) => user);
}

/** The password of a demonstration user, for a journey that types it by itself. */
export function passwordOf(user) {
  return users.find((candidate) => candidate.user === user).password;
}

/** The page as the browser prints it on A4: its bytes, and how many pages they are. */
export async function printed(page) {
  const bytes = await page.pdf({ preferCSSPageSize: true, format: "A4" });
  const pages = bytes.toString("latin1").match(/\/Type\s*\/Page(?!s)/g) ?? [];
  return { bytes, pages: pages.length };
}

/**
 * Holds a page to what every page is held to, and keeps its picture in `target/screenshots`. axe takes most of the time
 * and may be left out for a kind of page that it has judged already.
 */
export async function look(page, name, way, { axe: judged = true } = {}) {
  await shot(page, name, way);
  assert.equal(await page.locator("h1").count(), 1, `${name}: one main heading`);
  assert.match(await page.title(), /\S/, `${name}: a title`);
  const bytes = gzipSync(await page.content()).length;
  assert.ok(bytes <= LARGEST_PAGE, `${name}: ${bytes} bytes of HTML, compressed`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(sideways <= 0, `${name}: scrolls ${sideways} px sideways at ${way.width} px`);
  if (judged) await accessible(page, name, way);
}

async function shot(page, name, { script, width }) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const file = `${name.replace(/[^a-z0-9]+/gi, "-")}-${width}${script ? "" : "-no-script"}.png`;
  await page.screenshot({ path: join(SCREENSHOTS, file), fullPage: true });
}

async function accessible(page, name, way) {
  if (way.script) return runAxe(page, name);
  // axe needs script: the page's markup is shown again, without its scripts, where script is on.
  const html = (await page.content()).replace(/<script\b[\s\S]*?<\/script>/g, "");
  const context = await browser.newContext({ viewport: page.viewportSize() });
  try {
    const copy = await context.newPage();
    await copy.route(page.url(), (route) => route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }));
    await copy.goto(page.url());
    await runAxe(copy, name);
  } finally {
    await context.close();
  }
}

async function runAxe(page, name) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), WCAG);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}\n${failureSummary}`));
  assert.deepEqual(found, [], `${name}: accessibility`);
}
