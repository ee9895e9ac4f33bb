// The life of rules: a copy is changed, mended, proposed with its record, and sent back by a second person.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

async function heading(page, name) {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

async function day(page, group, [day, month, year]) {
  const fields = page.getByRole("group", { name: group });
  await fields.getByLabel("Day").fill(day);
  await fields.getByLabel("Month").fill(month);
  await fields.getByLabel("Year").fill(year);
}

/** Saves the scheme's text as `change` makes it. */
async function edit(page, change) {
  await page.getByRole("rowheader").getByRole("link", { name: "scheme.toml", exact: true }).last().click();
  await heading(page, "scheme.toml");
  const text = page.getByLabel("Text");
  await text.fill(change(await text.inputValue()));
  await page.getByRole("button", { name: "Save and check" }).click();
  await page.getByRole("heading", { level: 2, name: "Check" }).waitFor();
}

async function record(page) {
  await page.getByLabel("What was it called?").fill("Banding (invented)");
  await day(page, "First day", ["1", "10", "2025"]);
  await day(page, "Last day", ["12", "11", "2025"]);
  await page.getByLabel("Where are its papers?").fill("https://www.example.org/invented");
  await day(page, /Schools Forum/, ["3", "12", "2025"]);
  await page.getByLabel("Reference of the equality impact assessment").fill("EIA 7");
  await page.getByLabel("Reference of the council’s decision").fill("CAB 12");
  await page.getByLabel("How was the minimum funding guarantee checked?").fill("Invented: compared.");
  await page.getByLabel("How many plans were read against these rules?").fill("30");
  await page.getByLabel("Yes, in every plan of the sample").check();
  await page.getByLabel("How were the plans chosen and read?").fill("Invented: every tenth.");
}

journey("write rules, propose them and send them back", async (page, way) => {
  await signIn(page, "rules-owner");
  await page.goto(address("/rules"));
  await look(page, "rules list", way);
  await page.getByRole("link", { name: "Drafts of rules" }).click();
  await heading(page, "Drafts of rules");
  const copied = page.getByLabel("Copy the text and the cases of");
  await copied.selectOption({ label: "exampleshire/2026-04-01: Exampleshire needs matrix 2026-27 (in force)" });
  await look(page, "rules drafts", way);
  await page.getByRole("button", { name: "Begin the draft" }).click();
  await heading(page, /^Draft of/);
  await look(page, "rules draft", way);

  // A number without quotation marks is shown with its line, and mended.
  await edit(page, (text) => text.replace('version = "1"', "version = 1"));
  await page.getByText("There is 1 problem.").waitFor();
  await look(page, "rules draft with a problem", way);
  assert.equal(await page.getByRole("button", { name: "Propose these rules" }).count(), 0);
  await edit(page, (text) => text.replace("version = 1", `version = "${way.width} ${way.script}"`));
  await page.getByText("The rules are sound.").waitFor();
  await page.getByRole("rowheader").getByRole("link", { name: "scheme.toml", exact: true }).click();
  await look(page, "rules file", way);
  await page.goBack();

  await page.getByRole("button", { name: "Propose these rules" }).click();
  await heading(page, "Propose these rules");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Enter what the consultation was called").first().waitFor();
  await look(page, "rules record with problems", way);
  await record(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Check your answers");
  await look(page, "rules record check", way);
  await page.getByRole("button", { name: "Propose the rules" }).click();
  await heading(page, /^Proposal of/);
  await page.getByText("You wrote or proposed these rules").waitFor();
  const proposal = page.url();
  await page.getByRole("button", { name: "Sign out" }).click();

  await signIn(page, "head-of-send");
  await page.goto(proposal);
  await page.getByText("Approved rules share days with these").waitFor();
  await page.getByLabel("Send them back").check();
  await page.getByLabel("What should the owner look at?").fill("Invented: the days are taken.");
  await look(page, "rules proposal", way);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { level: 2, name: "Life of these rules" }).waitFor();
  await look(page, "rules sent back", way);
  await page.goto(address("/rules/exampleshire/2026-04-01"));
  await page.getByRole("link", { name: "Withdraw these rules" }).click();
  await heading(page, "Withdraw rules");
  await page.getByRole("button", { name: "Withdraw the rules" }).click();
  await page.getByText("Say why the rules are withdrawn").first().waitFor();
  await look(page, "rules withdrawal", way);
});
