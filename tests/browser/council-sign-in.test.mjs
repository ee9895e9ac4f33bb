// Signing in by a council's own provider, which is another site: there, refused there, back again, and out of both.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { address, beforeServing, journey, look } from "./rig.mjs";

const PROVIDER = fileURLToPath(new URL("../open-id-provider.mjs", import.meta.url));
let provider, issuer;

beforeServing(async ({ folder, origin }) => {
  const back = `${origin}/sign-in/council/return`;
  provider = spawn(process.execPath, [PROVIDER, back, "localhost"], { stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface({ input: provider.stdout })) {
    if (line.startsWith("http://")) {
      issuer = line;
      break;
    }
  }
  assert.ok(issuer, "the OpenID provider starts");
  writeFileSync(join(folder, "secret"), "an invented secret: with / and %\n");
  const file = join(folder, "sign-in.toml");
  writeFileSync(
    file,
    `[open_id]
name = "your council account"
issuer = "${issuer}"
client_id = "banding-es"
client_secret_file = "secret"
role_claim = "groups"
[open_id.roles]
"SEND caseworkers" = ["caseworker"]
`,
  );
  return ["--public-url", origin, "--sign-in", file];
});

after(() => provider?.stdin.end());

/** Who the provider takes the browser's user for; nobody gives up there. */
const as = (page, person) => page.setExtraHTTPHeaders(person ? { "x-person": person } : {});
const council = (page) => page.getByRole("button", { name: "Sign in with your council account" });

journey(
  "sign in with a council account",
  async (page, way) => {
    await page.goto(address("/children"));
    await council(page).waitFor();
    await look(page, "sign in with a council account", way);

    // Given up there.
    await as(page, null);
    await council(page).click();
    await page.getByText("cancelled or refused there").waitFor();
    await look(page, "council account refused", way);

    // Known there, and in no group that may use the service.
    await as(page, "stranger");
    await page.goto(address("/sign-in"));
    await council(page).click();
    await page.getByText("none of the groups that you belong to").waitFor();
    await look(page, "council account without a group", way);
    assert.equal((await page.goto(address("/children"))).url(), address("/sign-in?next=%2Fchildren"));

    // The other site still takes this browser for the stranger: a new one begins.
    await page.context().clearCookies();
    await as(page, "ana");
    await page.goto(address("/children"));
    await council(page).click();
    // Back where the person was going.
    await page.getByRole("heading", { level: 1, name: "Children" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await look(page, "signed in with a council account", way);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign out there too" }).waitFor();
    await look(page, "signed out of a council account", way);
  },
  undefined,
  () => [issuer],
);
