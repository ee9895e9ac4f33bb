// What a served page costs: views the work list, lists, searches, records and the calculator many times over, by so many
// users at once, and says how long each kind took and how much memory the server then holds. Each user waits so long
// between two pages; with no pause the figure is how much the server can do, not what somebody at a desk would see.
//
//     node tools/page-views.mjs DATABASE_FILE [VIEWS] [USERS] [PAUSE_MS] [SERVER] [ROLE]
//
// ROLE is caseworker, unless it is finance-officer: the high needs dashboard, and what placements cost from the total down.
// The database is one that `send-banding demo` made: its sign-ins lie beside it.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [file, views = "1000", atOnce = "1", pause = "0", server = "target/release/send-banding", role = "caseworker"] = process.argv.slice(2);
if (!file) {
  console.error("usage: node tools/page-views.mjs DATABASE_FILE [VIEWS] [USERS] [PAUSE_MS] [SERVER] [ROLE]");
  process.exit(2);
}
const listen = "127.0.0.1:3999";
const origin = `http://${listen}`;
const { users } = JSON.parse(readFileSync(`${file}.sign-ins.json`, "utf8"));

const child = spawn(resolve(server), ["serve", "--listen", listen, "--database", `sqlite://${resolve(file)}`], {
  env: { ...process.env, RUST_LOG: "warn" },
  stdio: ["ignore", "ignore", "inherit"],
});
try {
  const started = performance.now();
  await answering();
  console.log(`serving after ${Math.round(performance.now() - started)} ms, ${residentMegabytes()} MB resident`);
  const cookie = await signedIn(role);
  const paths = role === "finance-officer" ? dashboards() : await pathsToView(cookie);
  const times = new Map();
  let next = 0;
  const user = async (place) => {
    // They do not all begin at one moment.
    await waited((Number(pause) * place) / Number(atOnce));
    while (next < Number(views)) {
      const [kind, path] = paths[next++ % paths.length];
      const began = performance.now();
      await view(kind, path, cookie);
      times.set(kind, [...(times.get(kind) ?? []), performance.now() - began]);
      await waited(Number(pause));
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Number(atOnce) }, (_, place) => user(place)));
  const seconds = (performance.now() - began) / 1000;
  const rate = Math.round(Number(views) / seconds);
  console.log(`${views} views by ${atOnce} at once, ${pause} ms between a user's pages: ${rate} a second`);
  for (const [kind, taken] of [...times, ["all", [...times.values()].flat()]]) {
    taken.sort((a, b) => a - b);
    const at = (share) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))].toFixed(1);
    console.log(`${kind}: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, slowest ${at(1)} ms`);
  }
  console.log(`${residentMegabytes()} MB resident`);
} finally {
  child.kill("SIGTERM");
}

function waited(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

async function answering() {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (child.exitCode !== null) throw new Error("the server ended");
    const answer = await fetch(`${origin}/ready`).catch(() => null);
    if (answer?.ok) return;
    await waited(20);
  }
  throw new Error("the server was not ready");
}

async function signedIn(user) {
  const page = await fetch(`${origin}/sign-in`);
  const first = cookies(page);
  const { password } = users.find((known) => known.user === user);
  const html = await page.text();
  const names = [...html.matchAll(/<input[^>]*name="([^"]+)"/g)].map((found) => found[1]);
  const userField = names.find((name) => /user|name/.test(name));
  const body = new URLSearchParams({ [userField]: user, password });
  const answer = await fetch(`${origin}/sign-in`, {
    method: "POST",
    body,
    headers: { origin, cookie: first },
    redirect: "manual",
  });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return cookies(answer) || first;
}

function cookies(answer) {
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

/** One view; a search is a form that leads to its list. */
async function view(kind, path, cookie) {
  const headers = { cookie };
  let answer;
  if (kind === "search") {
    const body = new URLSearchParams({ words: path, school: "", filters: "" });
    const sent = { method: "POST", body, headers: { ...headers, origin }, redirect: "manual" };
    const found = await fetch(`${origin}/children/search`, sent);
    if (found.status !== 303) throw new Error(`a search answered ${found.status}`);
    answer = await fetch(origin + found.headers.get("location"), { headers });
  } else {
    answer = await fetch(origin + path, { headers, redirect: "manual" });
  }
  await answer.text();
  if (answer.status !== 200) throw new Error(`${kind} ${path} answered ${answer.status}`);
}

/** The work list, pages of the list, searches, the calculator, and the records that the first page of the list names. */
async function pathsToView(cookie) {
  const list = await (await fetch(`${origin}/children`, { headers: { cookie } })).text();
  const records = [...list.matchAll(/href="(\/children\/[0-9a-f-]{36})"/g)].map((found) => ["record", found[1]]);
  return [
    ["work list", "/"],
    ["list", "/children"],
    ["list", "/children?page=7"],
    ["list", "/children?page=100"],
    ["search", "EX100081"],
    ["search", "Zofia"],
    ["search", "Zofja Kowalsky"],
    ["calculator", "/calculator"],
    ["rules", "/rules"],
    ...records.slice(0, 10),
  ];
}

/** The sums of the whole authority, and those of a setting and of a line by establishment. */
function dashboards() {
  return [
    ["dashboard", "/high-needs"],
    ["spend", "/high-needs/spend"],
    ["a setting", "/high-needs/spend/SPEC"],
    ["a line", "/high-needs/spend/lines/1.2.1"],
  ];
}

function residentMegabytes() {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return (Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024).toFixed(1);
}
