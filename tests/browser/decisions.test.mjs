// What officers decide: another band, with a reason; a profile sent back and sent again; an amount for one child, within an
// officer's limit and above it; a tribunal's order; and who has to keep out of a case.
import assert from "node:assert/strict";
import { TWO_WAYS, address, become, journey, look } from "./rig.mjs";
import { answers, day, firstOfMonth, heading, listed, refused } from "./steps.mjs";

/** Opens the first profile that waits for a decision, of any child or of one in that setting, and returns its address. */
async function waiting(page, setting = "") {
  await page.goto(address("/decisions"));
  // What needs an amount is in hand already.
  const links = page.locator("main tbody tr").filter({ hasText: /Waiting$/ }).getByRole("link");
  for (const href of await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")))) {
    await page.goto(address(href));
    const facts = await page.locator("main dl").first().innerText();
    if (facts.includes(setting)) return href;
  }
  throw new Error("no profile waits that suits");
}

/** Who scores in the demonstration: the names that colleagues see, with those to sign in by. */
const SCORERS = { "Rowan Ellery": "caseworker", "Samira Denholm": "caseworker-two" };

/** Judges a profile before anything is seen beside it, and goes on to decide. */
async function judge(page, profile) {
  await page.goto(address(profile));
  await page.getByRole("radio", { name: "Yes", exact: true }).check();
  await page.getByRole("button", { name: "Keep and compare" }).click();
  await heading(page, "This profile beside others");
  await page.getByRole("button", { name: "Go on to decide" }).click();
  await heading(page, "Decide on a profile");
}

/** Says that there is no conflict, and whether Section F is secured. */
async function declare(page, secured) {
  await page.getByLabel("I have no personal or professional interest").check();
  await page.getByRole("radio", { name: secured ? "Yes, every line" : "No, not every line" }).check();
  if (secured) await page.getByLabel("Which pages or lines of Section F did you check?").fill("F1 to F7, pages 9 to 12");
}

/** A band that the rules did not come to. */
async function otherBand(page) {
  const agree = await page.getByText(/^Agree band/).first().innerText();
  return agree.includes("band E") ? "F" : "E";
}

/** Checks the answers, and makes of them what the button says. */
async function checked(page, way, button) {
  await heading(page, "Check your answers");
  await look(page, `check before: ${button}`, way);
  await page.getByRole("button", { name: button }).click();
}

/** Decides another band, with a reason, up to the page of answers. */
async function override(page, band, why) {
  await declare(page, true);
  await page.getByRole("radio", { name: "Decide another band" }).check();
  await page.getByLabel("Band", { exact: true }).selectOption(band);
  await page.getByLabel("Reason", { exact: true }).selectOption({ index: 1 });
  await page.getByLabel("Why this band?").fill(why);
  await day(page, "Funded from", firstOfMonth());
  await page.getByRole("button", { name: "Continue" }).click();
}

journey(
  "a profile is sent back to its scorer, who sends it again",
  async (page, way) => {
    await become(page, "moderator");
    const profile = await waiting(page);
    const facts = await page.locator("main dl").first().innerText();
    const scorer = Object.keys(SCORERS).find((name) => facts.includes(name));
    await judge(page, profile);
    await page.getByLabel("I have no personal or professional interest").check();
    await page.getByRole("radio", { name: "Send it back to the scorer" }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    await refused(page, "Say what the scorer should look at");
    const why = `Invented: page 4 says more of hearing (${way.width} px).`;
    await page.getByLabel("What should the scorer look at?").fill(why);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("The profile was sent back to its scorer.").waitFor();
    assert.equal(await page.locator(`main a[href='${profile}']`).count(), 0, "it waits for nobody's decision");

    await become(page, SCORERS[scorer]);
    await page.goto(address("/scoring?state=sent-back"));
    await page.locator("main tr").filter({ hasText: why }).getByRole("link").click();
    await page.getByText(`Sent back to you: ${why}`).waitFor();
    await look(page, "scoring sent back", way);
    await page.getByRole("link", { name: "Check and send" }).click();
    await heading(page, "Check and send");
    for (const answer of await page.getByRole("textbox").all()) await answer.fill("Invented: looked at again, and right.");
    await page.getByRole("button", { name: "Send for a decision" }).click();
    await page.getByText("The profile was sent.").waitFor();

    // It is a new version: whoever judged the first judges again.
    await become(page, "moderator");
    await page.goto(address(profile));
    await page.getByRole("button", { name: "Keep and compare" }).waitFor();
  },
  TWO_WAYS,
);

journey(
  "an officer decides another band with a reason, before a colleague who has the same profile open",
  async (page, way, screen) => {
    const colleague = await screen();
    await become(colleague, "head-of-send");
    await become(page, "moderator");
    const profile = await waiting(page, "Mainstream state school");
    await judge(colleague, profile);
    await judge(page, profile);

    // Neither the indicative band nor a band without a reason is another decision.
    const indicative = /band (\w+)/.exec(await page.getByText(/^Agree band/).first().innerText())[1];
    await declare(page, true);
    await page.getByRole("radio", { name: "Decide another band" }).check();
    await page.getByLabel("Band", { exact: true }).selectOption(indicative);
    await day(page, "Funded from", firstOfMonth());
    await page.getByRole("button", { name: "Continue" }).click();
    await refused(page, /reason/i);
    await look(page, "override refused", way);

    const band = await otherBand(page);
    const why = `Invented: two adults are needed at every change of lesson (${way.width} px).`;
    await override(page, band, why);
    await checked(page, way, "Make the decision");
    await heading(page, "Decision made");
    assert.match(await page.locator(".govuk-panel").innerText(), new RegExp(`Band ${band}: £[\\d,.]+ a year from 1 `));
    await look(page, "override made", way);

    // The colleague, who had the same page open, is told what was decided meanwhile, beside what was sent.
    await override(colleague, band, "Invented: as I see it.");
    await heading(colleague, "Somebody else was first");
    await colleague.getByRole("heading", { name: "What is kept" }).waitFor();
    await colleague.getByText("Invented: as I see it.").waitFor();
    await colleague.getByText(why).waitFor();
    await look(colleague, "decided by somebody else", way);

    await page.goto(address("/registers"));
    await page.getByText(why).waitFor();
    await look(page, "register with an override", way);
    await page.goto(address(profile));
    await page.getByRole("link", { name: "What would change this band" }).click();
    await heading(page, "What would change this band");
    await look(page, "what would change a band", way);
  },
  TWO_WAYS,
);

/** Finds that no band secures Section F of the first profile that waits, and comes to the page for an amount. */
async function unsecured(page, note) {
  const profile = await waiting(page);
  await judge(page, profile);
  await declare(page, false);
  await page.getByLabel("Line 1 of Section F").fill("Invented: speech therapy, weekly");
  await page.getByRole("group", { name: "Is line 1 secured?" }).getByRole("radio", { name: "Not secured" }).check();
  await page.getByRole("button", { name: "Add another line" }).click();
  await page.getByLabel("Line 2 of Section F").fill("Invented: a quiet room");
  await page.getByRole("group", { name: "Is line 2 secured?" }).getByRole("radio", { name: "Secured", exact: true }).check();
  assert.equal(await page.getByLabel("Line 1 of Section F").inputValue(), "Invented: speech therapy, weekly");
  await page.getByRole("radio", { name: "It needs an individually agreed amount" }).check();
  await page.getByLabel("What would be left unsecured?").fill(note);
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Agree an individual amount");
  return profile;
}

/** Says what an amount is and secures, and sends it. */
async function agree(page, amount) {
  await page.getByLabel("I have no personal or professional interest").check();
  await page.getByLabel("With this amount every line of Section F is secured").check();
  await page.getByLabel("Amount a year").fill(amount);
  await page.getByLabel("What does it secure?").fill("Invented: therapy twice a week.");
  await day(page, "Funded from", firstOfMonth());
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Check your answers");
  await page.getByText("Invented: therapy twice a week.").waitFor();
}

journey(
  "an amount for one child is agreed within an officer's limit, and above it by a second officer",
  async (page, way) => {
    await become(page, "administrator");
    await page.goto(address("/administration/users"));
    await page.getByRole("link", { name: "Gareth Lindqvist" }).click();
    await page.getByLabel("Highest individual award of a year (optional)").fill("30000");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("The user was changed.").waitFor();

    await become(page, "moderator");
    await unsecured(page, "Invented: two adults at all times.");
    await page.getByText("You can agree up to £30,000.00 a year.").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await refused(page, "Enter an amount of a year in pounds");
    await look(page, "amount refused", way);
    await page.getByText("Invented: speech therapy, weekly: not secured").waitFor();
    await agree(page, "24,500");
    await look(page, "amount to check", way);
    await page.getByRole("button", { name: "Change these answers" }).click();
    assert.equal(await page.getByLabel("Amount a year").inputValue(), "24,500", "what was typed is there again");
    await agree(page, "24,500");
    await page.getByRole("button", { name: "Agree the amount" }).click();
    await heading(page, "Decision made");
    await page.getByText(/£24,500\.00 a year from 1 /).waitFor();
    await look(page, "amount agreed", way);

    const profile = await unsecured(page, "Invented: a nurse by night.");
    await agree(page, "45000");
    await page.getByRole("button", { name: "Propose the amount" }).click();
    await page.getByText("You proposed £45,000.00 a year, which is above your limit.").waitFor();
    await page.getByText("£45,000.00 a year proposed").waitFor();
    await look(page, "amount above the limit", way);

    await become(page, "head-of-send");
    await judge(page, profile);
    await look(page, "decision with a proposed amount", way);
    await page.getByRole("link", { name: "Agree an individual amount" }).click();
    await heading(page, "Agree an individual amount");
    assert.equal(await page.getByLabel("Amount a year").inputValue(), "45000.00", "the amount is not typed again");
    await look(page, "amount of a colleague", way);
    await agree(page, "45000");
    await page.getByRole("button", { name: "Agree the amount" }).click();
    await heading(page, "Decision made");
    await page.goto(address("/registers"));
    await page.getByText("£45,000.00").first().waitFor();
    await page.getByText("£24,500.00").first().waitFor();
    await look(page, "register with amounts", way);
  },
  TWO_WAYS,
);

journey(
  "a tribunal's order is entered, backdated, and wins",
  async (page, way) => {
    await become(page, "moderator");
    const children = await listed(page, "?plan=open&setting=MMS");
    const from = firstOfMonth(2);
    let entered = false;
    for (const { href } of children) {
      await page.goto(address(href));
      const had = await page.getByText("Ordered by the tribunal").count();
      if (had > 0 || !(await page.locator("main").innerText()).includes("Award begins")) continue;
      await page.getByRole("button", { name: "Enter a tribunal’s order" }).click();
      await heading(page, "Enter a tribunal’s order");
      await page.getByRole("button", { name: "Continue" }).click();
      await refused(page, "Enter the day of the order");
      await look(page, "tribunal order refused", way, { axe: !entered });
      await page.getByLabel("I have no personal or professional interest").check();
      await day(page, "Day of the order", firstOfMonth());
      await day(page, "To be complied with by", firstOfMonth(-1));
      await page.getByLabel("What does it change in Section F?").fill("Invented: speech therapy weekly, & nights.");
      await page.getByRole("radio", { name: "An amount for this child" }).check();
      await page.getByLabel("Amount a year").fill("52,000");
      await day(page, "Funded from", from);
      await page.getByRole("button", { name: "Continue" }).click();
      // Who came to the school later had no placement on that day: another child it is.
      const answers = page.getByRole("heading", { name: "Check your answers" });
      await answers.or(page.getByText("The child had no placement on that day").first()).first().waitFor();
      entered = (await answers.count()) > 0;
      if (entered) break;
    }
    assert.ok(entered, "an order can be entered");
    await page.getByRole("button", { name: "Change these answers" }).click();
    await heading(page, "Enter a tribunal’s order");
    assert.equal(await page.getByLabel("Amount a year").inputValue(), "52,000", "what was typed is kept");
    await page.getByRole("button", { name: "Continue" }).click();
    await checked(page, way, "Enter the order");
    await page.getByText("The tribunal’s order is entered, and the award follows it.").waitFor();
    const record = page.url();
    await page.getByText("Plan ordered by the tribunal").first().waitFor();
    await page.getByText("Ordered by the tribunal").first().waitFor();
    await page.getByText("Invented: speech therapy weekly, & nights.").first().waitFor();
    await page.getByText("£52,000.00").first().waitFor();
    await look(page, "child with a tribunal order", way);

    // The caseworker sees it too, and what is paid begins on the first day of the order.
    await become(page, "finance-officer");
    await page.goto(record);
    await page.getByText("£52,000.00").first().waitFor();
  },
  TWO_WAYS,
);

journey(
  "an officer leaves a case to a colleague, and the head of SEND lifts what was a mistake",
  async (page, way) => {
    await become(page, "moderator");
    const profile = await waiting(page);
    await page.getByRole("link", { name: "I have a conflict of interest in this child’s case" }).click();
    await heading(page, "Declare a conflict of interest");
    const child = new URL(page.url()).pathname.replace("/conflict", "");
    await page.getByRole("button", { name: "Leave it to a colleague" }).click();
    await refused(page, "Tick the box to leave this case to a colleague");
    await look(page, "conflict refused", way);
    await page.getByLabel("I have a personal or professional interest").check();
    await page.getByRole("button", { name: "Leave it to a colleague" }).click();
    await page.getByText("You declared a conflict of interest.").waitFor();
    assert.equal(await page.locator(`main a[href='${profile}']`).count(), 0, "it waits for a colleague");
    for (const path of [profile, `${profile}/compare`, `${child}/tribunal-order`]) {
      assert.equal(await answers(page, path), 403, path);
    }
    await page.goto(address(`${child}/conflict`));
    await page.getByText("A colleague decides on this child’s case.").waitFor();
    await look(page, "conflict declared", way);

    await become(page, "head-of-send");
    await page.goto(address(child));
    await page.getByRole("link", { name: "Conflicts of interest" }).click();
    await look(page, "conflict of a colleague", way);
    await page.getByRole("button", { name: "Lift it of Gareth Lindqvist" }).click();
    await page.getByText("The conflict of interest was lifted.").waitFor();
    await become(page, "moderator");
    assert.equal(await answers(page, profile), 200, "the officer decides again");
  },
  TWO_WAYS,
);

journey(
  "an award whose reason is gone is ended, and what is taken back is seen first",
  async (page, way) => {
    await become(page, "caseworker");
    await page.goto(address("/awards-to-look-at"));
    await heading(page, "Awards to look at");
    await look(page, "awards to look at", way);
    const end = page.getByRole("link", { name: /^End this award/ }).first();
    for (const { href } of await listed(page, "?plan=open&setting=SPEC")) {
      await page.goto(address(href));
      if ((await end.count()) > 0) break;
    }
    const record = page.url();
    await end.click();
    await heading(page, "End this award");
    await page.getByRole("button", { name: "Continue" }).click();
    await refused(page, "Enter the last day that is paid");
    await look(page, "end an award refused", way);
    await day(page, "Last day that is paid", firstOfMonth(1));
    await page.getByLabel("The child left the school or college").check();
    await page.getByLabel("What do you know of it, and from whom?").fill("The school’s office, by telephone.");
    await page.getByRole("button", { name: "Continue" }).click();
    await checked(page, way, "End the award");
    await page.getByText("The award ends as you said.").waitFor();
    assert.equal(page.url(), record);
  },
  TWO_WAYS,
);
