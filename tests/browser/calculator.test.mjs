// The calculator: the same band, amount and reasons from the server and, as levels are chosen, from WebAssembly.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

const RULES = "exampleshire/2026-04-01";

async function open(page) {
  await signIn(page, "caseworker");
  await page.goto(address("/calculator"));
  await page.getByLabel("Rule set").selectOption(RULES);
  await page.getByRole("button", { name: "Use this rule set" }).click();
  await page.waitForURL(/rules=/);
}

/** Chooses the same level in every domain. */
async function choose(page, level) {
  const radios = page.getByRole("radio", { name: `Level ${level}`, exact: true });
  const domains = await radios.count();
  assert.equal(domains, 11);
  for (let domain = 0; domain < domains; domain += 1) await radios.nth(domain).check();
}

async function result(page) {
  return page.getByRole("region", { name: "Result" }).innerText();
}

journey("work out a band", async (page, way) => {
  await open(page);
  await look(page, "calculator", way);
  await page.getByLabel("Setting").selectOption("MMS");
  await page.getByLabel("Primary need").selectOption("ASD");
  if (way.script) await page.locator("html[data-islands=ready]").waitFor({ state: "attached" });

  // Level 1 throughout: 2 x 4, 3 x 2, 2 x 4 and 4 x 4 make 38, which is band D.
  await choose(page, 1);
  if (!way.script) await page.getByRole("button", { name: "Work out the band" }).click();
  const region = page.getByRole("region", { name: "Result" });
  await region.getByText(/^£4,680\.00/).waitFor();
  const shown = await result(page);
  assert.match(shown, /\bD\b/);
  await look(page, "calculator band D", way);

  if (way.script) {
    // The server says the same in the same words.
    await page.getByRole("button", { name: "Work out the band" }).click();
    await page.waitForLoadState("networkidle");
    assert.equal(await result(page), shown);

    // Full time halved, the amount follows at once.
    await page.getByLabel("Full-time equivalent").fill("0.5");
    await region.getByText(/^£2,340\.00/).waitFor();
  }
});

journey("a gap is named where it is", async (page, way) => {
  await open(page);
  await page.getByLabel("Setting").selectOption("MMS");
  await page.getByRole("button", { name: "Work out the band" }).click();
  const summary = page.getByRole("alert");
  await summary.getByRole("heading", { name: "There is a problem" }).waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.getByLabel("Setting").inputValue(), "MMS");
  const target = await summary.getByRole("link").first().getAttribute("href");
  assert.equal(await page.locator(`[id="${target.slice(1)}"]`).count(), 1, "the summary's link leads to the field");
  await look(page, "calculator with a gap", way);
});
