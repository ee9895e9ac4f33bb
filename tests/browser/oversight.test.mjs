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
  "a head of SEND freezes a baseline, against which bands are watched",
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
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.getByText("The baseline was frozen.").waitFor();
    await page.getByText(why).waitFor();
    await page.getByText(/^No alarm over the whole caseload/).waitFor();
    await page.getByRole("heading", { name: "Freeze a new baseline" }).waitFor();
    await look(page, "baseline frozen", way);
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: /CSV/ }).first().click();
    assert.equal((await started).suggestedFilename(), "baseline.csv");

    // Whoever only looks at oversight freezes none.
    await become(page, "auditor");
    await page.goto(address("/oversight/baseline"));
    await page.getByText(why).waitFor();
    assert.equal(await page.getByRole("button", { name: "Freeze" }).count(), 0);
  },
  TWO_WAYS,
);
