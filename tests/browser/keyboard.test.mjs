// The caseworker's day without a mouse: sign in, find a child, score every area, check and send, by Tab, Enter, Space and arrows.
import assert from "node:assert/strict";
import { WITH_SCRIPT, address, journey, look, passwordOf, signIn } from "./rig.mjs";

/** More stops than any page has between its top and its last button. */
const STOPS_MAX = 400;

/**
 * Where the focus is: what kind of element, what it is called, and whether it can be seen that it is there. A radio or a box
 * shows it round the mark that stands for it.
 */
function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const marked = at.matches("input[type=radio], input[type=checkbox]");
    const label = at.labels?.[0];
    const shown = marked ? getComputedStyle(label, "::before") : getComputedStyle(at);
    const outlined = shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) > 0;
    const box = (marked ? label : at).getBoundingClientRect();
    return {
      tag: at.tagName.toLowerCase(),
      type: at.getAttribute("type"),
      name: (label?.innerText ?? at.innerText ?? "").trim(),
      value: at.value ?? "",
      field: at.getAttribute("name") ?? "",
      visible: outlined || shown.boxShadow !== "none",
      inView: box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth,
    };
  });
}

/** Presses Tab until the focus is on what is wanted. Wherever it stops on the way it must be seen. */
async function tabTo(page, what, wanted) {
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (!at) continue;
    assert.ok(at.visible, `${what}: the focus on ${at.tag} “${at.name}” cannot be seen`);
    assert.ok(at.inView, `${what}: the focus on ${at.tag} “${at.name}” is out of view`);
    if (wanted(at)) return at;
  }
  throw new Error(`Tab does not come to ${what}`);
}

const button = (name) => (at) => (at.tag === "button" || at.tag === "a") && at.name === name;
const link = (name) => (at) => at.tag === "a" && at.name === name;
const called = (name) => (at) => at.name.startsWith(name);

/** Presses Enter where the focus is, and waits for the page that comes. */
async function enter(page) {
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
  await page.waitForLoadState();
}

/** The name and address of a child whose scoring can be begun: found beforehand, with a mouse. */
async function somebody(page) {
  await signIn(page, "caseworker");
  await page.goto(address("/children?plan=open&setting=MMS"));
  const rows = page.getByRole("rowheader");
  const found = await rows.evaluateAll((headers) =>
    headers.map((header) => ({
      href: header.querySelector("a").getAttribute("href"),
      reference: header.querySelector(".app-under").innerText.trim(),
      name: header.querySelector("a").innerText.trim(),
    })),
  );
  for (const child of found) {
    await page.goto(address(child.href));
    if ((await page.getByRole("button", { name: "Start scoring" }).count()) > 0) {
      await page.getByRole("button", { name: "Sign out" }).click();
      return child;
    }
  }
  throw new Error("no child's scoring can be begun");
}

/** Chooses level 1 in every domain of the area by arrow keys, fills in where the evidence is, and saves. */
async function scoreArea(page, tasks, area) {
  await tabTo(page, area, link(area));
  await enter(page);
  const domains = await page.getByRole("radio", { name: /^Level 1/ }).count();
  for (let domain = 0; domain < domains; domain += 1) {
    const at = await tabTo(page, `domain ${domain + 1} of ${area}`, (at) => at.type === "radio" && /^level-/.test(at.field));
    await page.keyboard.press("Space");
    for (let steps = 0; steps < 9; steps += 1) {
      const now = await focused(page);
      assert.equal(now.field, at.field, "the arrow stays within the question");
      assert.ok(now.visible, `the focus on “${now.name}” cannot be seen`);
      if (now.name.startsWith("Level 1")) break;
      await page.keyboard.press("ArrowDown");
    }
    assert.match((await focused(page)).name, /^Level 1/);
    if (domain === 0) {
      await tabTo(page, "where the evidence is", called("Where it is"));
      await page.keyboard.type("Section B");
      await tabTo(page, "its page", called("Page or paragraph"));
      await page.keyboard.type("4");
      await tabTo(page, "its words", called("Words relied on"));
      await page.keyboard.type("Invented: needs instructions repeated.");
    }
  }
  await tabTo(page, "saving", button("Save and continue"));
  await enter(page);
  if (page.url() !== tasks) {
    await tabTo(page, "the list of tasks", (at) => at.tag === "a" && /list/i.test(at.name));
    await enter(page);
  }
}

journey(
  "a caseworker's work by keyboard alone",
  async (page, way) => {
    const child = await somebody(page);
    await page.goto(address("/sign-in"));
    await tabTo(page, "the user name", called("User name"));
    await page.keyboard.type("caseworker");
    await tabTo(page, "the password", called("Password"));
    await page.keyboard.type("wrong");
    await enter(page);
    // What is wrong has the focus, so that it is read first; its link leads to the field.
    await page.locator(".govuk-error-summary:focus").waitFor();
    await tabTo(page, "the first problem", (at) => at.tag === "a");
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).tag, "input");
    await page.goto(address("/sign-in"));
    await tabTo(page, "the user name", called("User name"));
    await page.keyboard.type("caseworker");
    await tabTo(page, "the password", called("Password"));
    await page.keyboard.type(passwordOf("caseworker"));
    await enter(page);

    const first = await tabTo(page, "the first stop", (at) => at.tag === "a");
    assert.equal(first.name, "Skip to main content");
    await tabTo(page, "the children", link("Children"));
    await enter(page);
    await tabTo(page, "the search", called("Reference, UPN or name"));
    await page.keyboard.type(child.reference);
    await enter(page);
    await tabTo(page, "the child", link(child.name));
    await enter(page);
    await tabTo(page, "scoring", button("Start scoring"));
    await page.keyboard.press("Space");
    await page.getByRole("heading", { level: 1, name: "Score needs" }).waitFor();

    const plans = page.getByRole("group", { name: "Which plan did you read?" }).getByRole("radio");
    if ((await plans.count()) > 0 && !(await plans.first().isChecked())) {
      await tabTo(page, "the plan", (at) => at.type === "radio");
      await page.keyboard.press("Space");
    }
    await tabTo(page, "the setting", called("Setting"));
    await page.keyboard.type("Mainstream state");
    await tabTo(page, "the need", called("Primary need"));
    await page.keyboard.type("Autistic");
    await tabTo(page, "beginning", button("Start scoring"));
    await enter(page);
    await page.getByText("Check and send").first().waitFor();

    const tasks = page.url();
    const titles = await page.locator(".govuk-task-list__link").allInnerTexts();
    for (const area of titles.filter((title) => !["Setting and need", "Check and send"].includes(title))) {
      await scoreArea(page, tasks, area);
    }
    await tabTo(page, "checking", link("Check and send"));
    await enter(page);
    await look(page, "keyboard check", way);
    for (let answer = 0; answer < (await page.getByRole("textbox").count()); answer += 1) {
      await tabTo(page, "an answer", (at) => at.tag === "textarea" && at.value === "");
      await page.keyboard.type("Invented: looked at again, and right.");
    }
    await tabTo(page, "sending", button("Send for a decision"));
    await enter(page);
    await page.getByText("The profile was sent.").waitFor();
  },
  WITH_SCRIPT.slice(0, 1),
);
