// From a plan to an award: one officer scores and sends, another decides.
import assert from "node:assert/strict";
import { TWO_WAYS, address, become, journey, look, signIn } from "./rig.mjs";

/** Opens the first child of the list whose scoring has not begun, and starts it. Returns the child's address. */
async function begin(page, way) {
  await page.goto(address("/children?plan=open&setting=MMS"));
  const links = page.getByRole("rowheader").getByRole("link");
  const children = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  for (const child of children) {
    await page.goto(address(child));
    const start = page.getByRole("button", { name: /^(Start scoring|Score again)$/ });
    if ((await start.count()) === 0) continue;
    await start.click();
    await page.getByRole("heading", { level: 1, name: "Score needs" }).waitFor();
    const plan = page.getByRole("group", { name: "Which plan did you read?" }).getByRole("radio");
    if ((await plan.count()) > 0) await plan.first().check();
    await page.getByLabel("Setting").selectOption("MMS");
    await page.getByLabel("Primary need").selectOption("ASD");
    await look(page, "scoring start", way);
    await page.getByRole("button", { name: "Start scoring" }).click();
    await page.getByRole("link", { name: "Check and send" }).or(page.getByText("Check and send")).first().waitFor();
    return child;
  }
  throw new Error("no child's scoring can be begun");
}

/** Chooses level 1 in every domain of an area and says what the first rests on. */
async function scoreArea(page, area, way) {
  await page.getByRole("link", { name: area, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: area }).waitFor();
  const radios = page.getByRole("radio", { name: /^Level 1/ });
  for (let domain = 0; domain < (await radios.count()); domain += 1) await radios.nth(domain).check();
  await page.getByLabel("Where it is").first().selectOption("B");
  await page.getByLabel("Page or paragraph").first().fill("4");
  await page.getByLabel("Words relied on").first().fill("Invented: needs instructions repeated.");
  await look(page, `scoring ${area}`, way);
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.waitForLoadState();
}

journey("score a child, send the profile and decide on it", async (page, way) => {
  await signIn(page, "caseworker");
  const child = await begin(page, way);
  const tasks = page.url();
  await look(page, "scoring tasks", way);

  // A draft is kept: sent with nothing chosen, a page of levels says so, and what was saved is there again.
  const titles = await page.locator(".govuk-task-list__link").allInnerTexts();
  const areas = titles.filter((title) => !["Setting and need", "Check and send"].includes(title));
  assert.equal(areas.length, 4, titles.join(", "));
  for (const area of areas) {
    await page.goto(tasks);
    await scoreArea(page, area, way);
  }
  await page.goto(tasks);
  await page.getByRole("link", { name: areas[0], exact: true }).click();
  await page.getByRole("heading", { level: 1, name: areas[0] }).waitFor();
  assert.ok(await page.getByRole("radio", { name: /^Level 1/ }).first().isChecked(), "a saved level is there again");

  await page.goto(tasks);
  await page.getByRole("link", { name: "Check and send" }).click();
  await page.getByRole("heading", { level: 1, name: "Check and send" }).waitFor();
  for (const answer of await page.getByRole("textbox").all()) await answer.fill("Invented: looked at again, and right.");
  await look(page, "scoring check", way);
  await page.getByRole("button", { name: "Send for a decision" }).click();
  await page.waitForLoadState();

  // The scorer cannot decide.
  const profile = /\/scoring\/([^/]+)/.exec(tasks)[1];
  await page.goto(address("/children"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await decide(page, way, profile, child);
});

async function decide(page, way, profile, child) {
  await signIn(page, "moderator");
  await page.goto(address("/decisions"));
  await look(page, "decisions", way);
  await page.goto(address(`/decisions/${profile}`));
  await look(page, "judge first", way);
  await page.getByRole("radio", { name: "Yes", exact: true }).check();
  await page.getByRole("button", { name: "Keep and compare" }).click();
  await page.getByRole("heading", { name: "This profile beside others" }).waitFor();
  await look(page, "compare", way);
  await page.getByRole("button", { name: "Go on to decide" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await look(page, "decision with gaps", way);

  await page.getByLabel("I have no personal or professional interest").check();
  await page.getByRole("radio", { name: "Yes, every line" }).check();
  await page.getByLabel("Which pages or lines of Section F did you check?").fill("F1 to F7, pages 9 to 12");
  // Level 1 throughout comes to 38, which is band D.
  await page.getByRole("radio", { name: "Agree band D" }).check();
  const first = page.getByRole("group", { name: "Funded from" });
  const today = new Date();
  await first.getByLabel("Day").fill("1");
  await first.getByLabel("Month").fill(String(today.getMonth() + 1));
  await first.getByLabel("Year").fill(String(today.getFullYear()));
  await look(page, "decision", way);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Check your answers" }).waitFor();
  await look(page, "decision to check", way);
  await page.getByRole("button", { name: "Make the decision" }).click();
  await page.getByRole("heading", { name: "Decision made" }).waitFor();
  await look(page, "decision made", way);

  await page.goto(address(child));
  await page.getByRole("heading", { name: /Award begins: band D/ }).first().waitFor();
  await look(page, "child with an award", way);
}

journey(
  "one profile is scored in two windows, and the second is shown both",
  async (page, way) => {
    await become(page, "caseworker");
    await begin(page, way);
    const tasks = page.url();
    const area = await page.locator(".govuk-task-list__link").nth(1).innerText();
    const other = await page.context().newPage();
    for (const window of [page, other]) {
      await window.goto(tasks);
      await window.getByRole("link", { name: area, exact: true }).click();
      await window.getByRole("heading", { level: 1, name: area }).waitFor();
    }
    const save = async (window, level) => {
      const radios = window.getByRole("radio", { name: new RegExp(`^Level ${level}`) });
      for (let domain = 0; domain < (await radios.count()); domain += 1) await radios.nth(domain).check();
      await window.getByRole("button", { name: "Save and come back later" }).click();
    };
    await save(page, 1);
    await page.getByRole("heading", { level: 1, name: "Score needs" }).waitFor();
    await save(other, 2);
    await other.getByRole("heading", { level: 1, name: "This was saved somewhere else" }).waitFor();
    const both = await other.getByRole("row", { name: /\(differs\)/ }).first().innerText();
    assert.match(both, /Level 1[\s\S]*Level 2/, "what is saved stands beside what was sent");
    await look(other, "scored in two windows", way);

    // Nothing was lost by looking: what was saved is there until the person chooses.
    await page.getByRole("link", { name: area, exact: true }).click();
    assert.ok(await page.getByRole("radio", { name: /^Level 1/ }).first().isChecked(), "what was saved first stands");
    await other.getByRole("button", { name: "Save what I sent" }).click();
    await other.waitForLoadState();
    await other.goto(tasks);
    await other.getByRole("link", { name: area, exact: true }).click();
    await other.getByRole("heading", { level: 1, name: area }).waitFor();
    assert.ok(await other.getByRole("radio", { name: /^Level 2/ }).first().isChecked(), "what was chosen is kept");
  },
  TWO_WAYS,
);
