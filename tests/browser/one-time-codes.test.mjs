// One-time codes: set up with an app, asked for at the next sign-in.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { journey, look, signIn } from "./rig.mjs";

/** What an authenticator app shows so many steps of 30 seconds from now (RFC 6238). */
function code(key, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** The journey is walked four times on one database: each walk has a user of its own. */
const users = ["caseworker", "moderator", "auditor", "commissioner"];

journey("one-time codes", async (page, way) => {
  const user = users.pop();
  await signIn(page, user);
  await page.getByRole("link", { name: "Your sign-in" }).click();
  await page.getByRole("button", { name: "Set up one-time codes" }).waitFor();
  await look(page, "your sign-in", way);

  // By keyboard alone from here to the recovery codes.
  await page.getByRole("button", { name: "Set up one-time codes" }).focus();
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Code that the app shows");
  await field.waitFor();
  await look(page, "one-time codes begun", way);
  const key = (await page.locator(".app-key").innerText()).replaceAll(" ", "");
  await field.focus();
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await look(page, "one-time codes refused", way);
  await field.focus();
  await page.keyboard.type(code(key, -1));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Keep your recovery codes" }).waitFor();
  assert.equal(await page.locator("main code").count(), 10);
  await look(page, "recovery codes", way);

  await page.context().clearCookies();
  await signIn(page, user, page.getByRole("heading", { level: 1, name: "Enter your one-time code" }));
  await look(page, "one-time code", way);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await look(page, "one-time code refused", way);
  await page.getByLabel("Code", { exact: true }).fill(code(key));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
});
