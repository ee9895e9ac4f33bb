// The statement to a family: found from a child's record, printed on at most two A4 pages, in large print on request.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { address, journey, look, printed, signIn } from "./rig.mjs";

/** Opens the statement about the first award in the list that has one; some are held back. */
async function open(page) {
  await page.goto(address("/children?plan=open&setting=MMS"));
  const links = page.getByRole("rowheader").getByRole("link");
  const children = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  for (const child of children) {
    await page.goto(address(child));
    const link = page.getByRole("link", { name: "Statement to the family about the award in force" });
    if ((await link.count()) === 0) continue;
    await link.click();
    await page.waitForLoadState();
    if ((await page.locator(".app-statement").count()) > 0) return child;
  }
  throw new Error("no child's statement can be printed");
}

journey("print the statement to a family", async (page, way) => {
  await signIn(page, "caseworker");
  const child = await open(page);
  await look(page, "statement", way);
  const letter = await page.locator(".app-statement").innerText();
  for (const words of [
    "does not limit Section F",
    "Sections B, F and I",
    "Ombudsman",
    "SENDIASS",
    "How to reach us",
    "01632 960",
    "The levels of need",
    "How the band and the amount follow",
  ]) {
    assert.ok(letter.includes(words), `${words} is not in ${letter}`);
  }
  assert.ok(!/assistant|computer|afford/i.test(letter), letter);

  await page.getByRole("link", { name: "Show in large print" }).click();
  await page.locator(".app-statement--large").waitFor();
  await look(page, "statement in large print", way);
  const size = await page.locator(".app-statement li").first().evaluate((item) => getComputedStyle(item).fontSize);
  assert.equal(size, "24px");
  await page.getByRole("link", { name: "Show in ordinary print" }).click();
  await page.locator(".app-statement:not(.app-statement--large)").waitFor();
  // Paper has the same two pages whatever the screen.
  if (way.width === 1280) {
    const { pages, bytes } = await printed(page);
    mkdirSync("target/screenshots", { recursive: true });
    writeFileSync("target/screenshots/statement.pdf", bytes);
    assert.ok(pages <= 2, `${pages} pages`);
  }

  // Held back as soon as an officer says so, and let go again.
  await page.goto(address(`${child}/recipients`));
  await page.getByRole("button", { name: "Save" }).waitFor();
  await page.getByRole("radio", { name: /a social worker has to be asked/ }).check();
  await look(page, "statement recipients", way);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Statement to the family about the award in force" }).click();
  await page.getByRole("heading", { level: 1, name: "Statement held back" }).waitFor();
  await look(page, "statement held back", way);
  await page.getByRole("button", { name: "Note who may receive it" }).click();
  await page.getByRole("radio", { name: /they may go out/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It was noted who may receive statements.").waitFor();
});

journey("the longest statement still fits two pages", async (page, way) => {
  if (way.width !== 1280) return;
  await signIn(page, "caseworker");
  await open(page);
  // As long as tests/statement.rs lets one become: the levels' list is filled up to that many characters.
  const fill = () => page.evaluate((most) => {
    const letter = document.querySelector(".app-statement");
    const item = document.querySelector(".app-statement section:nth-of-type(3) li");
    const sections = () => [...letter.querySelectorAll("section")].reduce((sum, part) => sum + part.textContent.length, 0);
    while (sections() < most) item.parentNode.append(item.cloneNode(true));
  }, 5_700);
  await fill();
  const { pages } = await printed(page);
  assert.ok(pages <= 2, `${pages} pages`);
  // The page says how many it may take in large print.
  await page.getByRole("link", { name: "Show in large print" }).click();
  await page.locator(".app-statement--large").waitFor();
  await fill();
  const large = await printed(page);
  assert.ok(large.pages <= 7, `${large.pages} pages in large print`);
}, [{ script: true, width: 1280 }]);
