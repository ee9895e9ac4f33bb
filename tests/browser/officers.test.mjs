// What officers besides caseworkers open: payments by period and payee, oversight, registers, the audit trail.
import { packageForUs } from "./packages.mjs";
import { address, journey, look, signIn } from "./rig.mjs";

async function open(page, path, name, way) {
  await page.goto(address(path));
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look(page, name, way);
}

journey("a finance officer reads a year's payments down to a payee", async (page, way) => {
  await signIn(page, "finance-officer");
  await page.getByRole("link", { name: /year.s payments/ }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look(page, "payments", way);
  await page.locator("main a[href*='/periods/']").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look(page, "payments of a period", way);
  await page.locator("main tbody a").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look(page, "payments of a payee", way);
});

journey("the head of SEND looks at oversight and registers", async (page, way) => {
  await signIn(page, "head-of-send");
  for (const [path, name] of [
    ["/oversight", "oversight"],
    ["/oversight/bands", "oversight bands"],
    ["/oversight/levels", "oversight levels"],
    ["/oversight/timeliness", "oversight timeliness"],
    ["/oversight/equality", "oversight equality"],
    ["/oversight/baseline", "oversight baseline"],
    ["/registers", "registers"],
  ]) {
    await open(page, path, name, way);
  }
});

journey("a moderator reads how scorers agree, and an auditor the trail", async (page, way) => {
  await signIn(page, "moderator");
  await open(page, "/oversight/scorers", "oversight scorers", way);
  await page.getByRole("link", { name: "Levels", exact: true }).click();
  await open(page, "/oversight/scorers/levels", "oversight levels by scorer", way);
  await open(page, "/double-scoring", "double scoring", way);
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, "auditor");
  await open(page, "/administration/audit", "audit trail", way);
});

/** The address of the first child in the list. */
async function firstChild(page) {
  await page.goto(address("/children"));
  return page.locator("main tbody a[href^='/children/']").first().getAttribute("href");
}

journey("a finance officer adds a cost line and ends it", async (page, way) => {
  await signIn(page, "finance-officer");
  const child = await firstChild(page);
  await open(page, `${child}/absences`, "absences", way);
  await open(page, `${child}/authorities`, "authorities on the case", way);
  await open(page, "/recoupment", "recoupment", way);
  await open(page, `${child}/costs`, "cost lines", way);
  await page.getByRole("link", { name: /Add a cost line/ }).or(page.getByRole("button", { name: /Add a cost line/ })).first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("button").last().click();
  await page.getByRole("heading", { level: 2, name: "There is a problem" }).waitFor();
  await look(page, "cost line refused", way);
});

journey("the head of SEND opens what only that role changes", async (page, way) => {
  await signIn(page, "head-of-send");
  const child = await firstChild(page);
  await open(page, `${child}/restriction`, "restriction of a record", way);
  await open(page, `${child}/tribunal-order`, "tribunal order", way);
  await open(page, `${child}/conflict`, "conflict of interest", way);
  await page.goto(address("/decisions"));
  const profile = await page.locator("main a[href^='/decisions/']").first().getAttribute("href");
  await open(page, `${profile}/compare`, "judge before comparing", way);
});

/** An invented page of a plan, small and whole. */
const PAGE_OF_A_PLAN = {
  name: "Sekcja B – Łęcka.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
};

journey("a caseworker attaches an extract, sends a plan and looks at a package", async (page, way) => {
  await signIn(page, "caseworker");
  const child = await firstChild(page);
  await page.goto(address(child));
  await page.getByRole("link", { name: "Attach or remove extracts" }).click();
  await page.getByLabel("Version of the plan").selectOption({ index: 1 });
  await page.getByLabel("File", { exact: true }).setInputFiles({ ...PAGE_OF_A_PLAN, buffer: Buffer.from("no document") });
  await page.getByRole("button", { name: "Attach" }).click();
  await page.getByRole("heading", { level: 2, name: "There is a problem" }).waitFor();
  await look(page, "extract refused", way);
  await page.getByLabel("Version of the plan").selectOption({ index: 1 });
  await page.getByLabel("File", { exact: true }).setInputFiles(PAGE_OF_A_PLAN);
  await page.getByRole("button", { name: "Attach" }).click();
  await page.getByText("The extract was attached.").waitFor();
  await look(page, "extracts of a plan", way);
  await page.getByRole("link", { name: /^Remove/ }).click();
  await page.getByLabel("It tells of somebody else").check();
  await look(page, "remove an extract", way);
  await page.getByRole("button", { name: "Remove the extract" }).click();
  await page.getByText("The extract was removed.").waitFor();

  await open(page, `${child}/transfer`, "send a plan", way);
  await open(page, "/transfers", "packages", way);
  await page.getByRole("button", { name: "Take a package in" }).click();
  await page.getByLabel("Package").setInputFiles({ name: "package.json", mimeType: "application/json", buffer: packageForUs() });
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByRole("heading", { level: 1, name: "Check a package" }).waitFor();
  await look(page, "check a package", way);
});

journey("a school's manager reads its payments", async (page, way) => {
  await signIn(page, "business-manager");
  await open(page, "/awards/payments", "payments of a school", way);
});

journey("a rules owner sees what a draft would do to the live cohort", async (page, way) => {
  await signIn(page, "rules-owner");
  await page.goto(address("/rules/drafts"));
  await page.getByLabel("Copy the text and the cases of").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Begin the draft" }).click();
  await page.getByRole("heading", { level: 1, name: /^Draft of/ }).waitFor();
  const draft = new URL(page.url()).pathname;
  await open(page, `${draft}/effect`, "effect of a draft", way);
  await open(page, `${draft}/values`, "values to a target", way);
});

journey("an administrator keeps users, answers a family and forgets nobody by chance", async (page, way) => {
  await signIn(page, "administrator");
  await open(page, "/administration/users", "users", way);
  await page.getByRole("link", { name: "SENCO" }).or(page.locator("main tbody a")).first().click();
  await page.getByRole("button", { name: "Save changes" }).waitFor();
  await look(page, "one user", way);
  await page.goto(address("/administration/users/new"));
  await page.getByRole("button", { name: "Add the user" }).click();
  await page.getByRole("heading", { level: 2, name: "There is a problem" }).waitFor();
  await look(page, "user refused", way);
  await open(page, "/transfers/keys", "keys of other authorities", way);
  const child = await firstChild(page);
  await open(page, `${child}/trail`, "who opened a record", way);
  await open(page, `${child}/subject-access`, "what is held of a child", way);
  await open(page, "/administration/retention?years=3", "retention", way);
});
