// Signing in and out, and what is there before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { address, journey, look, signIn } from "./rig.mjs";

test("health and readiness answer without signing in", async () => {
  for (const path of ["/health", "/ready"]) {
    const answer = await fetch(address(path));
    assert.equal(answer.status, 200, path);
  }
});

journey("sign in", async (page, way) => {
  await page.goto(address("/children"));
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await look(page, "sign in", way);

  await page.getByLabel("User name").fill("nobody");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.getByLabel("User name").inputValue(), "nobody");
  await look(page, "sign in refused", way);

  await signIn(page, "caseworker");
  await look(page, "home", way);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
  await page.goto(address("/children"));
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

journey("a page that is not there", async (page, way) => {
  const answer = await page.goto(address("/no-such-page"));
  assert.equal(answer.status(), 404);
  await look(page, "not found", way);
});

for (const [path, name] of [["/about", "about"], ["/accessibility", "accessibility"]]) {
  journey(name, async (page, way) => {
    await page.goto(address(path));
    await look(page, name, way);
  });
}
