// What a finance officer does about high needs: reads the outlook, follows a cost to a child, tries levers out, saves and
// compares a scenario, has it simulated, and asks how good the forecast would have been.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

// A debug build's simulation on a busy machine takes minutes; a release build's, seconds.
const SIMULATED_WITHIN = 600_000;

async function opened(page) {
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function follow(page, link) {
  await link.click();
  await opened(page);
}

function way_of(page, name) {
  return page.locator("main").getByRole("link", { name });
}

journey("a finance officer follows the outlook down to a child", async (page, way) => {
  await signIn(page, "finance-officer");
  await follow(page, page.getByRole("link", { name: /high needs outlook/i }).first());
  await page.getByText("Carried forward").first().waitFor();
  await look(page, "high needs outlook", way);

  await follow(page, way_of(page, "See and enter figures"));
  await look(page, "high needs figures", way);
  await page.getByLabel("High needs allocation").fill("much");
  await page.getByRole("button", { name: "Enter the figures" }).click();
  await page.getByRole("alert").waitFor();
  await look(page, "high needs figures refused", way);

  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, "What the cost hangs on"));
  await look(page, "sensitivity", way);

  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, "DSG management plan"));
  await look(page, "management plan", way);

  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, /against its budget/));
  await look(page, "monitoring", way);
  await follow(page, way_of(page, "Virements"));
  await look(page, "virements", way);
  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, /^Section 251/));
  await look(page, "section 251", way);
  await follow(page, page.locator("main tbody a").nth(1));
  await look(page, "section 251 line", way);

  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, /What placements cost today/));
  await look(page, "high needs spend", way);
  await follow(page, way_of(page, "State special school"));
  await look(page, "high needs spend of a setting", way);
  await follow(page, page.locator("main tbody a").first());
  await look(page, "high needs spend of a school", way);
  await follow(page, page.locator("main tbody a").first());
});

journey("a commissioner looks at places and changes their numbers", async (page, way) => {
  await signIn(page, "commissioner");
  await follow(page, way_of(page, "See high needs places"));
  await page.getByText("Pupils over number").waitFor();
  await look(page, "places", way);
  await follow(page, page.locator("main tbody a").first());
  await look(page, "places of an establishment", way);
  await follow(page, way_of(page, /^Change the numbers/).first());
  await page.getByLabel("From whom").fill("");
  await page.getByRole("button", { name: "Keep the numbers" }).click();
  await page.getByRole("alert").waitFor();
  await look(page, "places refused", way);
  await page.getByLabel("From whom").fill(`A letter (invented, ${way.width} px, script ${way.script ? "on" : "off"})`);
  await page.getByRole("button", { name: "Keep the numbers" }).click();
  await page.getByText("The numbers are kept").waitFor();
  await page.goto(address("/places/rates"));
  await look(page, "rates of places", way);
});

journey("a finance officer builds a scenario and sets it beside nothing", async (page, way) => {
  const name = `Fees held (${way.width} px, script ${way.script ? "on" : "off"})`;
  await signIn(page, "finance-officer");
  await page.goto(address("/high-needs"));
  await follow(page, way_of(page, "What-if scenarios"));
  await look(page, "scenarios", way);
  await follow(page, page.getByRole("button", { name: "Build a scenario" }));
  await look(page, "scenario builder", way);

  await page.getByLabel("New plans grow by so many per cent more each year").fill("much");
  await page.getByRole("button", { name: "Show what it does" }).click();
  await page.getByRole("alert").waitFor();
  await look(page, "scenario refused", way);

  await page.getByLabel("New plans grow by so many per cent more each year").fill("2");
  await page.getByLabel("Prices of one setting").selectOption("ISS");
  await page.getByLabel("rise by so many per cent each April", { exact: true }).fill("-3");
  await page.getByLabel("Name of the scenario").fill(name);
  await page.getByRole("button", { name: "Show what it does" }).click();
  await page.getByRole("heading", { name: "What it is expected to do" }).waitFor();
  await look(page, "scenario tried out", way);
  await page.getByRole("button", { name: "Save the scenario" }).click();
  await page.getByText("The scenario is saved").waitFor();
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), name);

  await page.goto(address("/high-needs/scenarios"));
  await page.getByLabel(name).check();
  await page.getByLabel(/More places in state special schools/).check();
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("heading", { name: "Scenarios compared" }).waitFor();
  await look(page, "scenarios compared", way);
});

journey("a finance officer has it simulated, leaves, and finds it again", async (page, way) => {
  await signIn(page, "finance-officer");
  await page.goto(address("/high-needs/runs"));
  await page.getByRole("button", { name: "Run the simulation" }).click();
  await page.getByText("Seed").waitFor();
  await look(page, "simulation under way", way);
  const address_of_run = page.url();
  await page.goto(address("/high-needs/runs"));
  await look(page, "simulations", way);

  await page.goto(address_of_run);
  const until = Date.now() + SIMULATED_WITHIN;
  const further = page.getByRole("button", { name: "See how far it is" });
  while ((await further.count()) > 0) {
    assert.ok(Date.now() < until, "the simulation took too long");
    await further.click();
    await page.getByText("Seed").waitFor();
  }
  await way_of(page, "Download the workbook").waitFor();
  await look(page, "simulation done", way);

  await page.goto(address("/high-needs"));
  await way_of(page, /1,000 simulations/).waitFor();
  await look(page, "high needs outlook simulated", way);
  await follow(page, way_of(page, "See the back-test"));
  await page.getByText("Pinball loss").first().waitFor();
  await look(page, "back-test", way);
});

journey("a finance officer compares what a school returns", async (page, way) => {
  await signIn(page, "finance-officer");
  await page.goto(address("/payments"));
  await follow(page, way_of(page, "Reconcile with schools"));
  await look(page, "schools to reconcile", way);
  await follow(page, page.locator("main tbody a").first());
  await look(page, "school to reconcile", way);
  const picture = { name: "return.csv", mimeType: "text/csv", buffer: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") };
  await page.getByLabel("What the school returns").setInputFiles(picture);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("alert").waitFor();
  const returned = "Reference,Band\nNOBODY-1,X\nNOBODY-2,X\n,Y\n";
  const file = { name: "return.csv", mimeType: "text/csv", buffer: Buffer.from(returned) };
  await page.getByLabel("What the school returns").setInputFiles(file);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("Only the school has it").first().waitFor();
  await look(page, "school return compared", way);
  await follow(page, page.getByRole("link", { name: "Settle line of NOBODY-1" }));
  await look(page, "line to settle", way);
  await page.getByRole("radio", { name: "The record stays as it is" }).check();
  await page.getByRole("button", { name: "Settle the line" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Why the record stays").fill("Invented: nobody of that reference.");
  await page.getByRole("button", { name: "Settle the line" }).click();
  await page.getByText("The record stays as it is.").waitFor();
  assert.equal(await page.getByRole("link", { name: "Settle line of NOBODY-1" }).count(), 0);
  // What the school is right about goes to casework, where somebody says what was done.
  await follow(page, page.getByRole("link", { name: "Settle line of NOBODY-2" }));
  await page.getByRole("radio", { name: "The school is right" }).check();
  await page.getByRole("button", { name: "Settle the line" }).click();
  await page.getByText("for casework").first().waitFor();
  await look(page, "school return settled", way);
  await page.goto(address("/corrections"));
  await follow(page, page.getByRole("link", { name: "NOBODY-2" }).first());
  await page.getByLabel("What was done").fill("Invented: rang the school.");
  await page.getByRole("button", { name: "Note what was done" }).click();
  await page.getByText("What was done is noted").waitFor();
});
