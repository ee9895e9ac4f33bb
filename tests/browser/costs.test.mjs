// A cost line above its officer's limit: one officer proposes it, a second one declines or agrees it.
import assert from "node:assert/strict";
import { TWO_WAYS, address, become, journey, look } from "./rig.mjs";
import { day, firstOfMonth, heading, listed, refused } from "./steps.mjs";

/** Adds a line of therapy to the first placement of a child's costs. */
async function add(page, child, net) {
  await page.goto(address(`${child}/costs`));
  await page.getByRole("button", { name: "Add a cost line" }).first().click();
  await heading(page, "Add a cost line");
  await page.getByLabel("What it pays for").selectOption("therapy");
  await page.getByLabel("Amount without VAT").fill(net);
  await page.getByLabel("The amount is for").selectOption("year");
  await day(page, "First paid day", firstOfMonth());
  await page.getByLabel("Purchase order").fill("PO 4711");
  await page.getByRole("button", { name: "Add the cost line" }).click();
  await heading(page, "What the child’s placements cost");
}

/** Opens the proposal that waits for this officer's signature, by the amount. */
async function openProposal(page, annual) {
  await page.goto(address());
  await page.getByRole("heading", { name: "Waiting for your signature" }).waitFor();
  await page.getByRole("link", { name: new RegExp(`^Agree up to ${annual} a year for .*: therapy$`) }).click();
  await heading(page, "A cost line above its officer’s limit");
}

journey(
  "a cost line above its officer's limit is declined or agreed by a second person",
  async (page, way) => {
    await become(page, "administrator");
    await page.goto(address("/administration/users"));
    await page.getByRole("link", { name: "Iwan Brearley" }).click();
    await page.getByLabel("Highest cost line of a year (optional)").fill("20000");
    await look(page, "user with a limit of cost lines", way);
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("The user was changed.").waitFor();

    await become(page, "finance-officer");
    // Each way of walking takes a child of its own, to whom no line was added before.
    const children = await listed(page, "?plan=open&setting=ISS");
    const { href: child } = children[way.script ? 0 : 1];
    await add(page, child, "31000");
    await page.getByText("You proposed a cost line of up to £31,000.00 a year, which is above your limit").waitFor();
    await page.getByText("Waiting for a second person").first().waitFor();
    await look(page, "costs with a proposal", way);
    const own = page.getByRole("link", { name: /Therapy: £31,000\.00 a year/ });
    await own.first().click();
    await page.getByText("Somebody else agrees it").waitFor();
    await look(page, "own cost proposal", way);

    await become(page, "head-of-send");
    await openProposal(page, "£31,000.00");
    await look(page, "cost proposal", way);
    await page.getByRole("button", { name: "Confirm" }).click();
    await refused(page, "Select whether you agree the cost line");
    await page.getByRole("radio", { name: "Decline it" }).check();
    await page.getByRole("button", { name: "Confirm" }).click();
    await refused(page, /why/i);
    await look(page, "cost proposal refused", way);
    await page.getByRole("radio", { name: "Decline it" }).check();
    await page.getByLabel("Why not?").fill("Invented: the school’s own therapist gives it.");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("It was declined: Invented: the school’s own therapist gives it.").waitFor();
    await look(page, "cost proposal declined", way);

    await become(page, "finance-officer");
    await add(page, child, "26000");
    await page.getByText("You proposed a cost line of up to £26,000.00 a year").waitFor();
    await become(page, "finance-officer-two");
    await openProposal(page, "£26,000.00");
    await page.getByRole("radio", { name: "Agree it: the line is added" }).check();
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("It was agreed and added.").waitFor();
    await look(page, "cost proposal agreed", way);
    await page.goto(address(`${child}/costs`));
    const line = page.getByRole("row", { name: /Therapy/ }).filter({ hasText: "£26,000.00" });
    assert.equal(await line.count(), 1, "the line that was agreed stands once");
    assert.equal(await page.getByRole("row").filter({ hasText: "£31,000.00" }).count(), 0, "what was declined is no line");
  },
  TWO_WAYS,
);
