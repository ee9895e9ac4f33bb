// What a school does: sees its awards, what they are worth and why, downloads them, and says what is wrong.
import assert from "node:assert/strict";
import { TWO_WAYS, address, become, journey, look, signIn } from "./rig.mjs";
import { day, firstOfMonth, refused } from "./steps.mjs";

journey("a trust sees its values and downloads them", async (page, way) => {
  await signIn(page, "business-manager");
  await page.goto(address("/awards"));
  await page.getByRole("heading", { level: 1, name: "Your children’s awards" }).waitFor();
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

journey(
  "a SENCO asks for support, and a caseworker takes it over without typing it again",
  async (page, way) => {
    await become(page, "senco");
    await page.goto(address("/awards"));
    const links = page.getByRole("rowheader").getByRole("link");
    const children = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    // Nothing else of the child may be in hand, and each way of this journey is about another child.
    let areas;
    for (const child of children.slice(way.script ? 0 : 2)) {
      await page.goto(address(child));
      if ((await page.getByText("Profile: agreed").count()) === 0) continue;
      await page.getByRole("link", { name: "Ask for extra support" }).click();
      await page.getByRole("heading", { level: 1, name: "Ask for extra support" }).waitFor();
      areas = page.locator(".govuk-task-list a");
      break;
    }
    const request = page.url();
    await page.getByRole("button", { name: "Send the request" }).click();
    await refused(page, /why|part/i);
    await look(page, "support request refused", way);
    const area = await areas.first().innerText();
    await areas.first().click();
    await page.getByRole("radio", { name: /^Level 2/ }).first().check();
    await page.getByLabel("Where it is").first().selectOption({ index: 1 });
    await page.getByLabel("Page or paragraph").first().fill("2");
    await page.getByLabel("Words relied on").first().fill("Invented: needs each step shown.");
    await page.getByRole("button", { name: "Save and go back" }).click();
    assert.equal(page.url(), request);
    await page.getByRole("link", { name: "Why you ask, and what was tried" }).click();
    await look(page, "support request why", way);
    await page.getByLabel("Say why you ask, and what was tried so far").fill(`Invented: a group of four was tried (${way.width} px).`);
    await page.getByRole("button", { name: "Save and go back" }).click();
    assert.equal(page.url(), request);
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.getByText("The request was sent.").waitFor();

    await become(page, "caseworker");
    await page.goto(address("/"));
    await page.getByRole("link", { name: "Requests for extra support", exact: true }).click();
    await page.locator("main tbody").first().getByRole("link").last().click();
    await page.getByText(`a group of four was tried (${way.width} px)`).waitFor();
    await look(page, "support request to answer", way);
    await page.getByRole("radio", { name: "Take it over" }).check();
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("heading", { level: 1, name: "Score needs" }).waitFor();
    await look(page, "support request taken over", way);
    await page.getByRole("link", { name: area, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: area }).waitFor();
    assert.ok(await page.getByRole("radio", { name: /^Level 2/ }).first().isChecked(), "the level is the school's");
    assert.equal(await page.getByLabel("Words relied on").first().inputValue(), "Invented: needs each step shown.");

    await become(page, "senco");
    await page.goto(address("/support-requests"));
    await page.getByText(/^Taken over/).first().waitFor();
    await look(page, "support request of a school taken over", way);
  },
  TWO_WAYS,
);

journey(
  "a business manager says that a child left; the council accepts, and the school sees it",
  async (page, way) => {
    await become(page, "business-manager");
    await page.goto(address("/awards"));
    const place = way.script ? 4 : 5;
    await page.goto(address(await page.getByRole("link", { name: /^Correct/ }).nth(place).getAttribute("href")));
    await page.getByRole("radio", { name: "The child or young person left" }).check();
    await page.getByRole("button", { name: "Tell the council" }).click();
    await refused(page, /last day/i);
    await look(page, "correction without a day", way);
    await day(page, "Last day at the school", firstOfMonth());
    const note = `Invented: moved away (${way.width} px).`;
    await page.getByLabel("What else the council should know").fill(note);
    await page.getByRole("button", { name: "Tell the council" }).click();
    await page.getByText("The council was told.").waitFor();

    await become(page, "finance-officer");
    await page.goto(address("/"));
    await page.getByRole("link", { name: "Corrections to answer" }).click();
    await page.locator("main tr").filter({ hasText: note }).getByRole("link").click();
    await page.getByText("The award and the placement end on that day.").waitFor();
    await page.getByRole("radio", { name: "Accept" }).check();
    await look(page, "correction to accept", way);
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText("The correction was answered.").waitFor();

    await become(page, "business-manager");
    await page.goto(address("/awards/corrections"));
    const line = page.locator("main tr").filter({ hasText: note });
    await line.getByText("Accepted").waitFor();
    await look(page, "correction accepted", way);
  },
  TWO_WAYS,
);

journey(
  "a school reads again what it sent, and takes it back",
  async (page, way) => {
    await become(page, "business-manager");
    await page.goto(address("/awards"));
    const correct = page.getByRole("link", { name: /^Correct/ });
    const form = await correct.nth(way.script ? 5 : 6).getAttribute("href");
    await page.goto(address(form));
    await page.getByRole("radio", { name: "Something else" }).check();
    const why = `Invented: said by mistake (${way.width} px).`;
    await page.getByLabel("What else the council should know").fill(why);
    await page.getByRole("button", { name: "Tell the council" }).click();
    await page.getByText("The council was told.").waitFor();
    await page.getByRole("row").filter({ hasText: why }).getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Your correction" }).waitFor();
    await look(page, "own correction", way);
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("The correction was taken back.").waitFor();
    await page.getByText("Taken back by the school").first().waitFor();
    await look(page, "corrections with one taken back", way);
  },
  TWO_WAYS,
);

journey(
  "a SENCO asks for a child who is not on record, and the council makes the record without typing it again",
  async (page, way) => {
    await become(page, "senco");
    await page.goto(address("/support-requests"));
    await page.getByRole("link", { name: "Children who are not on record" }).click();
    await page.getByRole("button", { name: "Ask for a child" }).click();
    await page.getByRole("heading", { level: 1, name: "Ask for a child who is not on record" }).waitFor();
    await page.getByRole("button", { name: "Ask the council" }).click();
    await refused(page, "Enter the given name");
    await look(page, "child asked for refused", way);
    const school = page.getByLabel("School");
    if ((await school.count()) > 0) await school.selectOption({ index: 1 });
    const surname = `Invented-Łęcka ${way.width}`;
    await page.getByLabel("Given name").fill("Gwenllïan");
    await page.getByLabel("Family name").fill(surname);
    await day(page, "Birth date", [27, 3, 2019]);
    await page.getByLabel("Year group (optional)").selectOption({ label: "Year 2" });
    await page.getByLabel("Why you ask, and what was tried").fill("Invented: two cycles were tried.");
    await page.getByRole("button", { name: "Ask the council" }).click();
    await page.getByText("The council was asked.").waitFor();
    await look(page, "children asked for of a school", way);

    await become(page, "caseworker");
    await page.goto(address("/children-asked-for"));
    await page.getByRole("link", { name: new RegExp(surname) }).click();
    await page.getByRole("radio", { name: "Make a new record" }).check();
    await page.getByLabel("Reference of the new record").fill(`NEW${way.width}`);
    await look(page, "child asked for to answer", way);
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("heading", { level: 1, name: "Request for extra support" }).waitFor();
    await page.getByText("Invented: two cycles were tried.").waitFor();
    await look(page, "child put on record", way);

    await become(page, "senco");
    await page.goto(address("/support-requests"));
    await page.getByRole("link", { name: new RegExp(surname) }).click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("The request was taken back.").waitFor();
    await look(page, "request taken back", way);
  },
  TWO_WAYS,
);
