// Who may see what, and who did: a restricted record and those who asked for it; the baseline against which bands are watched.
import assert from "node:assert/strict";
import { TWO_WAYS, address, become, journey, look } from "./rig.mjs";
import { answers, heading, listed, refused } from "./steps.mjs";

/** Looks for a child's reference in the list, and says how many are found. */
async function found(page, reference) {
  await page.goto(address("/children"));
  await page.getByLabel("Reference, UPN or name").fill(reference);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText(`found for “${reference}”`).waitFor();
  return Number(/^(\d+)/.exec(await page.getByRole("status").first().innerText())[1]);
}

journey(
  "a head of SEND restricts a record, a colleague gets nothing, and an auditor sees who asked",
  async (page, way) => {
    await become(page, "caseworker");
    const { href, name, reference } = (await listed(page)).at(way.script ? 0 : 1);
    assert.equal(await answers(page, href), 200);

    await become(page, "head-of-send");
    await page.goto(address(href));
    await page.getByRole("link", { name: "Restrict this record" }).click();
    await heading(page, `Restrict ${reference}`);
    await page.getByRole("button", { name: "Restrict the record" }).click();
    await page.getByText("The record was restricted.").waitFor();
    await page.getByText("Restricted record").waitFor();
    await look(page, "child restricted", way);

    await become(page, "caseworker");
    assert.equal(await answers(page, href), 404);
    assert.ok(!(await page.content()).includes(name), "the name is on no page");
    await look(page, "restricted for a colleague", way);
    assert.equal(await found(page, reference), 0);

    await become(page, "auditor");
    await page.goto(address("/administration/audit"));
    await page.getByLabel("Child’s reference (optional)").fill("EX-nobody");
    await page.getByRole("button", { name: "Search" }).click();
    await refused(page, "No child that you may see has this reference");
    await look(page, "audit search refused", way);
    await page.getByLabel("Child’s reference (optional)").fill(reference);
    await page.getByLabel("Who", { exact: true }).selectOption({ label: "Rowan Ellery" });
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText(/^\d+ entr/).waitFor();
    assert.ok(!page.url().includes(reference), "a reference is in no address");
    const entries = await page.locator("main tbody tr").allInnerTexts();
    assert.ok(entries.every((entry) => entry.includes("Rowan Ellery")), entries.join("\n"));
    assert.match(entries[0], /Asked for the record and was refused/);
    assert.ok(entries.some((entry) => entry.includes("Opened the record")), entries.join("\n"));
    await look(page, "audit search", way);
    await page.locator(`main a[href='${href}/trail']`).first().click();
    await heading(page, `Who opened ${reference}`);
    await page.getByText("Asked for the record and was refused").first().waitFor();
    await look(page, "trail of a restricted record", way);

    await become(page, "head-of-send");
    await page.goto(address(href));
    await page.getByRole("link", { name: "Lift the restriction" }).click();
    await page.getByRole("button", { name: "Lift the restriction" }).click();
    await page.getByText("The restriction was lifted.").waitFor();
    await become(page, "caseworker");
    assert.equal(await answers(page, href), 200);
  },
  TWO_WAYS,
);

journey(
  "a named officer works on a restricted record, a colleague is told of none, and the naming ends",
  async (page, way) => {
    await become(page, "head-of-send");
    const { href, name, reference } = (await listed(page)).at(way.script ? 2 : 3);
    await page.goto(address(`${href}/restriction`));
    await page.getByRole("button", { name: "Restrict the record" }).click();
    await page.getByText("The record was restricted.").waitFor();
    await page.getByRole("link", { name: "Name officers who work on it" }).click();
    await heading(page, "Officers of a restricted record");
    await page.getByText("Nobody is named.").waitFor();
    await page.getByRole("button", { name: "Name the officer" }).click();
    await refused(page, "Say why the officer is named");
    await look(page, "officers refused", way);
    await page.getByLabel("Officer", { exact: true }).selectOption({ label: "Rowan Ellery, Caseworker" });
    await page.getByLabel("Why this officer").fill("Scores the needs for the review");
    await page.getByRole("button", { name: "Name the officer" }).click();
    await page.getByText("The officer is named for this record.").waitFor();
    await page.getByRole("table", { name: "Named now" }).getByText("Scores the needs for the review").waitFor();
    await look(page, "officers of a restricted record", way);

    await become(page, "caseworker");
    assert.equal(await answers(page, href), 200);
    assert.ok((await page.content()).includes(name), "the record is the child's");
    assert.equal(await found(page, reference), 1);
    await become(page, "caseworker-two");
    assert.equal(await answers(page, href), 404);
    assert.equal(await found(page, reference), 0);

    await become(page, "head-of-send");
    await page.goto(address(`${href}/officers`));
    await page.getByRole("link", { name: "End for Rowan Ellery" }).click();
    await heading(page, "End that an officer is named");
    await page.getByRole("button", { name: "End it" }).click();
    await refused(page, /Say why/);
    await look(page, "naming to end", way);
    await page.getByLabel("Why", { exact: true }).fill("Moved to another team");
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("table", { name: "Named before" }).getByText("Moved to another team").waitFor();
    await become(page, "caseworker");
    assert.equal(await answers(page, href), 404);

    await become(page, "head-of-send");
    await page.goto(address(`${href}/restriction`));
    await page.getByRole("button", { name: "Lift the restriction" }).click();
    await page.getByText("The restriction was lifted.").waitFor();
  },
  TWO_WAYS,
);

/** Scores needs at the highest level throughout, as fast as the pages come, for the first so many children who have none in hand. */
async function scoreAtTheTop(page, children) {
  let sent = 0;
  for (const { href } of await listed(page, "?plan=open&setting=SPEC")) {
    if (sent === children) return;
    await page.goto(address(`${href}/scoring`));
    const start = page.getByRole("button", { name: "Start scoring" });
    if ((await start.count()) === 0) continue;
    await start.click();
    await page.locator(".govuk-task-list__link").first().waitFor();
    const titles = await page.locator(".govuk-task-list__link").allInnerTexts();
    const areas = titles.filter((title) => !["Setting and need", "Check and send"].includes(title));
    await page.getByRole("link", { name: areas[0], exact: true }).click();
    for (const area of areas) {
      await heading(page, area);
      for (const level of await page.getByRole("radio", { name: /^Level 4/ }).all()) await level.check();
      await page.getByRole("button", { name: "Save and continue" }).click();
    }
    await page.getByRole("link", { name: "Check and send" }).click();
    await heading(page, "Check and send");
    for (const answer of await page.getByRole("textbox").all()) await answer.fill("Invented: no reason to change.");
    await page.getByRole("button", { name: "Send for a decision" }).click();
    await page.getByText("The profile was sent.").waitFor();
    sent += 1;
  }
  assert.equal(sent, children, "so many children could be scored");
}

journey(
  "a head of SEND freezes a baseline, and is told when bands come out otherwise",
  async (page, way) => {
    await become(page, "head-of-send");
    await page.goto(address("/oversight"));
    await page.locator("main").getByRole("link", { name: /baseline/i }).first().click();
    await heading(page, "Baseline and alarm");
    await page.getByRole("button", { name: "Freeze" }).click();
    await refused(page, /why/i);
    await look(page, "baseline refused", way);
    const why = `Invented: the pilot was scored twice and agreed (${way.width} px).`;
    await page.getByLabel("Why now").fill(why);
    // An alarm of an earlier walk ends with it, which has to be confirmed.
    const ends = page.getByLabel("I have looked at what moved, and end the alarm");
    if ((await ends.count()) > 0) await ends.check();
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.getByText("The baseline was frozen.").waitFor();
    await page.getByText(why).waitFor();
    await page.getByText(/^No alarm over the whole caseload/).waitFor();
    await page.getByRole("heading", { name: "Freeze a new baseline" }).waitFor();
    await look(page, "baseline frozen", way);
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: /CSV/ }).first().click();
    assert.equal((await started).suggestedFilename(), "baseline.csv");

    // A run of the highest levels is no chance, and whoever oversees reads so on the first page.
    await become(page, "caseworker");
    await scoreAtTheTop(page, 3);
    await become(page, "head-of-send");
    await page.goto(address("/"));
    await page.getByText("Bands no longer come out as they did when the baseline was frozen").waitFor();
    await look(page, "home with an alarm", way);
    await page.getByRole("link", { name: "See what has changed" }).click();
    await page.getByText("Alarm: over the whole caseload").waitFor();
    await page.getByText("On average they are").first().waitFor();
    await look(page, "baseline with an alarm", way);
    await page.getByRole("link", { name: "The profiles determined since, the last first" }).click();
    await heading(page, "Profiles determined since the baseline");
    await look(page, "profiles since the baseline", way);

    // Whoever only looks at oversight freezes none.
    await become(page, "auditor");
    await page.goto(address("/oversight/baseline"));
    await page.getByText(why).waitFor();
    assert.equal(await page.getByRole("button", { name: "Freeze" }).count(), 0);
  },
  TWO_WAYS,
);

journey(
  "a head of SEND goes from an overdue figure to whose it is",
  async (page, way) => {
    await become(page, "head-of-send");
    await page.goto(address("/oversight/timeliness"));
    const figure = page.getByRole("link", { name: /^(Not done, overdue|Late): / }).first();
    const counted = Number(/: ([\d,]+)/.exec(await figure.innerText())[1].replace(",", ""));
    await look(page, "timeliness with its lists", way);
    await figure.click();
    await page.getByText("A record that you may not open is counted").waitFor();
    await look(page, "children not in time", way);
    const listed = await page.locator("main tbody tr").count();
    assert.ok(listed === counted || listed === 50, `${listed} of ${counted}`);
    const child = await page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
    assert.match(child, /^\/children\//);
  },
  TWO_WAYS,
);
