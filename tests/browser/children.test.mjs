// The list of children, a child's record, and how little of both a school sees.
import assert from "node:assert/strict";
import { address, journey, look, signIn } from "./rig.mjs";

/** How many children the list says it has found. */
async function count(page) {
  const said = await page.getByRole("status").first().innerText();
  return Number(/^(\d+)/.exec(said)?.[1]);
}

/** The addresses of the children on this page of the list. */
async function listed(page) {
  const links = page.getByRole("rowheader").getByRole("link");
  return links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
}

/** Opens the filters, which are folded away where the screen is narrow. */
async function unfold(page) {
  if (!(await page.getByLabel("Setting").isVisible())) await page.locator(".app-search__panel > summary").click();
}

async function search(page, words) {
  await page.getByLabel("Reference, UPN or name").fill(words);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText(`found for “${words}”`).waitFor();
}

journey("find a child", async (page, way) => {
  await signIn(page, "caseworker");
  await page.goto(address("/children"));
  await look(page, "children", way);
  const all = await count(page);
  assert.ok(all >= 300, `${all} children`);

  // A row begins with the child's name and, below it, the reference.
  const header = page.getByRole("rowheader").first();
  const name = await header.getByRole("link").innerText();
  const reference = (await header.innerText()).replace(name, "").trim();
  assert.match(reference, /^EX\d+$/);
  await search(page, reference);
  assert.equal(await count(page), 1);
  assert.ok(!page.url().includes(reference), "a search's words are in no address");
  await look(page, "children found", way);

  await page.getByRole("rowheader").getByRole("link").click();
  await page.getByRole("heading", { level: 2, name: "History" }).waitFor();
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), name);
  assert.ok(!(await page.title()).includes(name), "the browser's history holds no name");
  await look(page, "child", way);
});

journey("find nobody", async (page, way) => {
  await signIn(page, "caseworker");
  await page.goto(address("/children"));
  await search(page, "Zzyzx Nobody");
  assert.equal(await count(page), 0);
  await page.getByRole("heading", { name: "No children found" }).waitFor();
  await look(page, "children not found", way);
});

journey("filter the list and turn its pages", async (page, way) => {
  await signIn(page, "caseworker");
  await page.goto(address("/children"));
  const all = await count(page);
  const first = await listed(page);
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("link", { name: "Previous page" }).waitFor();
  const second = await listed(page);
  assert.deepEqual(second.filter((child) => first.includes(child)), [], "no child is on two pages");
  await look(page, "children page two", way);

  await unfold(page);
  await page.getByLabel("Setting").selectOption("SPEC");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await page.getByRole("list", { name: "Filters in force" }).waitFor();
  const filtered = await count(page);
  assert.ok(filtered > 0 && filtered < all, `${filtered} of ${all}`);
  await look(page, "children filtered", way);
});

journey("a school sees its own children and nobody else's", async (page, way) => {
  await signIn(page, "caseworker");
  await page.goto(address("/children"));
  const all = await count(page);
  const anybody = await listed(page);
  await page.getByRole("button", { name: "Sign out" }).click();

  await signIn(page, "senco");
  await page.goto(address("/children"));
  const own = await count(page);
  assert.ok(own > 0 && own < all / 2, `${own} of ${all}`);
  await look(page, "school children", way);
  const seen = await listed(page);

  let refused = 0;
  for (const child of anybody) {
    const answer = await page.goto(address(child));
    if (seen.includes(child)) continue;
    // A school with more than one page of children may own some of the others.
    if (answer.status() === 404) refused += 1;
  }
  assert.ok(refused >= anybody.length - own, `${refused} of ${anybody.length} were refused`);
  await look(page, "another school's child", way);

  await page.goto(address("/awards"));
  await page.getByRole("heading", { level: 1, name: "Your children’s awards" }).waitFor();
  await look(page, "school awards", way);
  assert.equal(await page.getByRole("link", { name: "Decisions" }).count(), 0);
  assert.equal((await page.goto(address("/decisions"))).status(), 403);
});
