// What a school does: sees its awards, what they are worth and why, downloads them, and says what is wrong.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

journey("a trust sees its values and downloads them", async (page, way) => {
  await signIn(page, "business-manager");
  await page.goto(address("/awards"));
  await page.getByRole("heading", { level: 1, name: "Your children's awards" }).waitFor();
  await look(page, "school awards", way);
  await page.getByRole("link", { name: "See the year’s values month by month, and download them" }).click();
  await page.getByRole("heading", { level: 1, name: /^Financial year/ }).waitFor();
  await look(page, "school values", way);
  const switches = page.getByRole("navigation", { name: "Establishment" });
  if ((await switches.count()) > 0) {
    await switches.getByRole("link").nth(1).click();
    await page.waitForLoadState();
    assert.equal(await switches.locator("[aria-current=page]").count(), 1);
  }
  await page.getByRole("link", { name: "Academic years" }).click();
  await page.getByRole("heading", { level: 1, name: /^Academic year/ }).waitFor();
  await look(page, "school values of an academic year", way);
  for (const [name, ending] of [
    [/workbook/, "xlsx"],
    [/comma-separated/, "csv"],
  ]) {
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    const file = await started;
    assert.match(file.suggestedFilename(), new RegExp(`^awards-academic-year-\\d{4}\\.${ending}$`));
  }
});

journey("a SENCO sees why, and says that a child left; the council answers", async (page, way) => {
  await signIn(page, "senco");
  await page.goto(address("/awards"));
  const child = await page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
  // Each way of this journey is about another award: of one kind only one correction waits at a time.
  const place = (way.script ? 0 : 2) + (way.width === 375 ? 1 : 0);
  const correct = page.getByRole("link", { name: /^Correct/ });
  const form = await correct.nth(place).getAttribute("href");
  await page.goto(address(child));
  await page.getByRole("link", { name: "Levels of need, and why this band" }).click();
  await page.getByRole("heading", { level: 1, name: "Levels of need" }).waitFor();
  await look(page, "school child needs", way);

  await page.goto(address(form));
  await page.getByRole("button", { name: "Tell the council" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await look(page, "correction with a gap", way);
  await page.getByRole("radio", { name: "Something else" }).check();
  await page.getByLabel("What else the council should know").fill("Invented: the setting is wrong.");
  await look(page, "correction", way);
  await page.getByRole("button", { name: "Tell the council" }).click();
  await page.getByText("The council was told.").waitFor();
  await look(page, "school corrections", way);
  await page.getByRole("button", { name: "Sign out" }).click();

  await signIn(page, "finance-officer");
  await page.goto(address("/corrections"));
  await look(page, "corrections", way);
  await page.getByRole("rowheader").getByRole("link").first().click();
  await page.getByRole("radio", { name: "Decline" }).check();
  await page.getByLabel("What the school is told").fill("Invented: the setting is right.");
  await look(page, "correction answered", way);
  await page.getByRole("button", { name: "Answer" }).click();
  await page.getByText("The correction was answered.").waitFor();
});

journey("a SENCO begins to ask for extra support, and a caseworker sees what waits", async (page, way) => {
  await signIn(page, "senco");
  await page.goto(address("/awards"));
  const child = await page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
  await page.goto(address(child));
  await page.getByRole("link", { name: "Ask for extra support" }).click();
  await page.getByRole("heading", { level: 1, name: "Ask for extra support" }).waitFor();
  await look(page, "support request", way);
  await page.locator(".govuk-task-list a").first().click();
  await page.getByRole("radio").first().waitFor();
  await look(page, "support request area", way);
  await page.goto(address("/support-requests"));
  await look(page, "support requests of a school", way);
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, "caseworker");
  await page.goto(address("/support-requests"));
  await look(page, "support requests", way);
});
