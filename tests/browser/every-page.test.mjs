// Every page that a link leads to, for every demonstration user: found by following links, and looked at wide and narrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { address, journey, look, signIn, userNames } from "./rig.mjs";

const USERS = [
  "caseworker",
  "moderator",
  "senco",
  "business-manager",
  "commissioner",
  "finance-officer",
  "rules-owner",
  "head-of-send",
  "auditor",
  "administrator",
];

/** Links that answer with a file. */
const FILE = /\.(csv|xlsx|json|jsonl|pdf|zip|txt|xml|toml)$|\/download\b/;

/** What kind of page an address is: ids, references, codes and years left out, and whether it is asked anything. */
function kindOf({ pathname, search }) {
  const parts = pathname.split("/").map((part) => (/[\dA-Z%]/.test(part) ? "*" : part));
  return parts.join("/") + (search && "?");
}

/** The pages of this site that a page links to. */
async function linksOf(page) {
  const links = page.locator("a[href]:not([download])");
  const all = await links.evaluateAll((found) => found.map(({ href }) => href.replace(/#.*/, "")));
  return all.map((href) => new URL(href)).filter((url) => address().startsWith(url.origin) && !FILE.test(url.pathname));
}

/** The answer to an address that is a page, and nothing where it is a file. */
async function opened(page, url) {
  try {
    return await page.goto(url.href);
  } catch (error) {
    if (/Download is starting|ERR_ABORTED/.test(error.message)) return null;
    throw error;
  }
}

/** Looks at what is open at both widths, and with axe where nobody before came to this kind of page. */
async function lookBothWays(page, name, seen) {
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 900 });
    await look(page, name, { script: true, width }, { axe: !seen });
  }
}

const looked = new Set();

test("each kind of user is followed", () => {
  assert.deepEqual(new Set(userNames()), new Set([...USERS, "caseworker-two", "finance-officer-two"]));
});

for (const user of USERS) {
  journey(
    `every page that a ${user} comes to by links`,
    async (page) => {
      await signIn(page, user);
      const known = new Set();
      const waiting = [new URL(page.url())];
      const faults = [];
      while (waiting.length > 0) {
        const url = waiting.shift();
        const kind = kindOf(url);
        const answer = await opened(page, url);
        if (!answer) continue;
        try {
          assert.equal(answer.status(), 200, `${url.pathname}${url.search}`);
          await lookBothWays(page, `every ${user} ${kind}`, looked.has(kind));
          looked.add(kind);
        } catch (error) {
          faults.push(`${url.pathname}${url.search}: ${error.message}`);
        }
        for (const link of await linksOf(page)) {
          if (known.has(kindOf(link))) continue;
          known.add(kindOf(link));
          waiting.push(link);
        }
      }
      assert.deepEqual(faults, []);
    },
    [{ script: true, width: 1280 }],
  );
}
