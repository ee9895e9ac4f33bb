// An administrator gives a weekly extract, sees what it would change, imports it and corrects a row; and finds a school.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

const EXTRACT = [
  "Case reference,Surname,First name,Date of birth,Plan start date,Primary need,Hobby",
  "EX-90001,Ŵyn-Łęcka,Siân,01/02/2016,01/03/2022,SEMH,chess",
  "EX-90002,محمد,ليلى,01/05/2015,01/03/2022,HI,",
  "EX-90003,Nowak,Jan,31/02/2016,01/03/2022,ASD,",
].join("\n");

journey("import an extract of the case system", async (page, way) => {
  await signIn(page, "administrator");
  await page.goto(address("/administration/imports"));
  await look(page, "imports", way);
  await page.getByRole("button", { name: "Import an extract of the case system" }).click();
  await page.getByRole("button", { name: "Compare with the records" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await look(page, "imports without a file", way);
  const buffer = Buffer.from(EXTRACT);
  await page.getByLabel("Extract", { exact: true }).setInputFiles({ name: "week 36.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Compare with the records" }).click();
  await page.getByRole("heading", { level: 1, name: "Compare the extract with the records" }).waitFor();
  await look(page, "imports compared", way);
  await page.getByRole("link", { name: /^New/ }).or(page.getByText("New (0)")).first().waitFor();
  await page.getByRole("link", { name: /^Not in the extract/ }).click();
  await look(page, "imports compared missing", way);
  await page.getByRole("button", { name: /^Import:/ }).click();
  await page.getByText("3 rows were read").waitFor();
  await look(page, "imports run", way);
  await page.getByRole("link", { name: "Correct row 4" }).click();
  await page.getByLabel("Date of birth").fill("29/02/2016");
  await look(page, "imports row", way);
  await page.getByRole("button", { name: "Try the row again" }).click();
  await page.getByText("Row 4 was taken").waitFor();
  assert.match(await page.locator("dl").first().innerText(), /Open problems\s+0/);

  await page.goto(address("/administration/establishments"));
  await look(page, "establishments", way);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("heading", { level: 2, name: "Funding" }).waitFor();
  await look(page, "establishment", way);
  await page.goto(address("/administration/establishments/register"));
  await look(page, "establishments register", way);
});
