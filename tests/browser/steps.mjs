// Steps that several journeys take.
import { address } from "./rig.mjs";

/** Waits for the page with that main heading. */
export async function heading(page, name) {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Waits until a form is back with what is wrong with it. */
export async function refused(page, words) {
  const summary = page.getByRole("alert").filter({ has: page.getByRole("heading", { name: "There is a problem" }) });
  await summary.getByText(words).first().waitFor();
}

/** Fills in a day: `[1, 9, 2026]`. */
export async function day(page, legend, [day, month, year]) {
  const fields = page.getByRole("group", { name: legend });
  await fields.getByLabel("Day").fill(String(day));
  await fields.getByLabel("Month").fill(String(month));
  await fields.getByLabel("Year").fill(String(year));
}

/** The first of a month: of this one, or of so many before it. */
export function firstOfMonth(before = 0) {
  const today = new Date();
  const first = new Date(today.getFullYear(), today.getMonth() - before, 1);
  return [1, first.getMonth() + 1, first.getFullYear()];
}

/** The children of a list, each with its address and its reference, in the order in which the page has them. */
export async function listed(page, query = "") {
  await page.goto(address(`/children${query}`));
  const rows = page.getByRole("rowheader");
  return rows.evaluateAll((headers) =>
    headers.map((header) => ({
      href: header.querySelector("a").getAttribute("href"),
      name: header.querySelector("a").innerText.trim(),
      reference: header.querySelector(".app-under").innerText.trim(),
    })),
  );
}

/** A page that answers with that status. */
export async function answers(page, path) {
  const answer = await page.goto(address(path));
  return answer.status();
}
