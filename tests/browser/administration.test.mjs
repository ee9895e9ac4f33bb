// What an administrator does, and what comes from outside: a register of establishments, a plan out and in as a signed
// package, an answer to a family's request for what is held, and the forgetting of who left long ago.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { packageForUs, publicKey } from "./packages.mjs";
import { TWO_WAYS, address, become, journey, look } from "./rig.mjs";
import { heading, listed, refused } from "./steps.mjs";

/** The content of the file that a button or link gives. */
async function saved(page, control) {
  const started = page.waitForEvent("download");
  await control.click();
  const file = await started;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

/** Two lines of a register as GIAS writes it, in Windows-1252; the second has no number. */
function register(name, urn) {
  const lines = [
    "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name)",
    `${urn},${name},Community school,Open`,
    "12,No Number,Community school,Open",
  ];
  return { name: "edubase.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n"), "latin1") };
}

journey(
  "an administrator imports the register of establishments",
  async (page, way) => {
    await become(page, "administrator");
    await page.goto(address("/administration/establishments"));
    await page.getByRole("link", { name: /register/i }).or(page.getByRole("button", { name: /register/i })).first().click();
    await heading(page, "Import the register of establishments");
    const file = page.getByLabel("Register", { exact: true });
    await file.setInputFiles({ name: "edubase.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
    await page.getByRole("button", { name: "Compare with the records" }).click();
    await refused(page, "URN");
    await look(page, "register refused", way);
    const name = `École invented at ${way.width}`;
    await file.setInputFiles(register(name, `99${way.width === 375 ? "1375" : "1280"}`));
    await page.getByRole("button", { name: "Compare with the records" }).click();
    await heading(page, "Compare the register with the records");
    await page.getByText(name).waitFor();
    await page.getByText(/^Problems \(1\)/).click();
    await page.getByText("which is not six digits").waitFor();
    await look(page, "register compared", way);
    await page.getByRole("button", { name: "Import: 1 new, 0 changed" }).click();
    await page.getByText("The register was imported: 1 new, 0 changed").waitFor();
    await page.goto(address(`/administration/establishments?words=${encodeURIComponent(name)}`));
    await page.getByText("1 establishment", { exact: true }).waitFor();
    await page.getByRole("link", { name }).click();
    await look(page, "establishment imported", way);
  },
  TWO_WAYS,
);

journey(
  "an administrator sees who left long ago, and forgets who they were",
  async (page, way) => {
    await become(page, "administrator");
    await page.goto(address("/administration/retention"));
    await page.getByLabel("Years since everything ended").fill("many");
    await page.getByRole("button", { name: "Show who is due" }).click();
    await refused(page, "Enter a number of years from 1 to 100");
    await look(page, "retention refused", way);
    // Those who left longest ago are forgotten first, so that the other way of this journey finds some too.
    await page.getByLabel("Years since everything ended").fill(way.script ? "4" : "2");
    await page.getByRole("button", { name: "Show who is due" }).click();
    const caption = await page.getByText(/^[\d,]+ child(ren)? (is|are) due$/).innerText();
    const due = /^[\d,]+/.exec(caption)[0];
    await look(page, "retention dry run", way);
    const one = await page.locator("main tbody a").first().getAttribute("href");

    // Nothing was changed by looking.
    await page.goto(address(one));
    const name = await page.getByRole("heading", { level: 1 }).innerText();
    assert.doesNotMatch(name, /removed/i);
    await page.goBack();
    await page.getByRole("button", { name: "Forget who they were" }).click();
    await page.getByText(new RegExp(`^${due} child(ren)? (was|were) forgotten\\.$`)).waitFor();
    await page.goto(address(one));
    assert.ok(!(await page.content()).includes(name), "who it was is forgotten");
    await look(page, "child forgotten", way);
  },
  TWO_WAYS,
);

journey(
  "a family is given what is held, without what tells of somebody else",
  async (page, way) => {
    await become(page, "administrator");
    // Somebody wrote of most children; of one of the first page anyhow.
    let passages = page.getByRole("group", { name: "Withhold" }).getByRole("checkbox");
    for (const { href } of await listed(page, "?plan=open&setting=MMS")) {
      await page.goto(address(href));
      await page.getByRole("link", { name: "Answer a subject access request" }).click();
      await heading(page, /^What is held of/);
      if ((await passages.count()) > 1) break;
    }
    const whole = await saved(page, page.getByRole("button", { name: "Make the file to read" }));
    assert.match(whole.name, /^held-EX.*\.html$/);
    // A button takes no second press within a second of the first, and this walk is quicker than a person: read anew.
    await page.reload();
    const first = passages.first();
    const words = (await page.locator(`#${await first.getAttribute("aria-describedby")}`).innerText()).trim();
    assert.ok(whole.text.includes(words.slice(0, 30)), `${words} is not in the whole file`);
    await first.check();
    await look(page, "subject access", way);
    const file = await saved(page, page.getByRole("button", { name: "Make the file to read" }));
    assert.ok(file.text.length < whole.text.length || /withheld/i.test(file.text));
    const machine = await saved(page, page.getByRole("button", { name: "Make the file for machines" }));
    assert.match(machine.name, /\.json$/);
    const left = (text) => text.split(words).length;
    assert.ok(left(file.text) < left(whole.text), "the passage that was ticked is not in the file");
    assert.ok(!JSON.stringify(JSON.parse(machine.text)).includes("Rowan Ellery"), "no officer is named");
  },
  TWO_WAYS,
);

journey(
  "a plan goes out as a signed package, and another comes in by a key that is known",
  async (page, way) => {
    await become(page, "caseworker");
    const [{ href, reference }] = await listed(page, "?plan=open&setting=MMS");
    await page.goto(address(href));
    await page.getByRole("link", { name: "Send the plan to another authority" }).click();
    await heading(page, "Send the plan to another authority");
    await page.getByRole("button", { name: "Make the file" }).click();
    await refused(page, /authority|number/i);
    await look(page, "send a plan refused", way);
    await page.getByLabel("Number of the authority that receives it").fill("902");
    await page.getByLabel("Its name").fill("Otherton Council (invented)");
    await page.getByLabel("Why is the plan sent?").fill("Invented: the family moved.");
    const sent = await saved(page, page.getByRole("button", { name: "Make the file" }));
    assert.match(sent.name, /^plan-for-902-.*\.json$/);
    assert.equal(JSON.parse(JSON.parse(sent.text).contents).child.reference, reference);
    assert.doesNotMatch(sent.text, /the family moved|£/);
    await page.goto(address("/transfers"));
    await page.getByText("Otherton Council (invented) (902)").first().waitFor();

    // Another authority's key is kept by an administrator, who compared it; its package needs no more doubt.
    const seed = way.script ? 3 : 4;
    const code = way.script ? "901" : "903";
    const from = { code, name: `Elsewhere ${way.width} (invented)` };
    await become(page, "administrator");
    await page.goto(address("/transfers/keys"));
    await page.getByRole("button", { name: "Add the key" }).click();
    await refused(page, /key/i);
    await look(page, "key refused", way);
    await page.getByLabel("Number of the authority").fill(code);
    await page.getByLabel("Name", { exact: true }).fill(from.name);
    await page.getByLabel("Public key").fill(publicKey(seed));
    await page.getByRole("button", { name: "Add the key" }).click();
    await page.getByText("The key was added.").waitFor();
    await look(page, "keys with one", way);

    await become(page, "caseworker");
    const change = (inside) => Object.assign(inside, { from });
    const touched = packageForUs({ seed, change }).toString().replace("Ada", "Eve");
    const given = async (text) => {
      const buffer = Buffer.from(text);
      await page.getByLabel("Package").setInputFiles({ name: "package.json", mimeType: "application/json", buffer });
      await page.getByRole("button", { name: "Look at it" }).click();
    };
    await page.goto(address("/transfers/receive"));
    await given(touched);
    await refused(page, "changed or damaged");
    await look(page, "package refused", way);
    await given(packageForUs({ seed, change }));
    await heading(page, "Check a package");
    await page.getByText("It is signed by the key that is kept here").waitFor();
    await page.getByLabel("Reference in your case system").fill(`EX-T${way.width}`);
    await look(page, "package by a known key", way);
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByText("The package was taken in.").waitFor();
    await heading(page, "Ada Invented-Łęcka");
    await look(page, "child taken in", way);
  },
  TWO_WAYS,
);
