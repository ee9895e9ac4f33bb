// What officers besides caseworkers open: payments by period and payee, oversight, registers, the audit trail.
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
  await open(page, "/double-scoring", "double scoring", way);
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, "auditor");
  await open(page, "/administration/audit", "audit trail", way);
});
