// What is typed is on the server a pause later, without a new page; without a connection it waits in this browser.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

test("what is typed is stored at every pause", async ({ page, browser }) => {
  await signIn(page, "ines");
  const number = await begin(page, "autosave");
  const editor = page.locator("#section-causes .editor");
  const text = editor.locator("textarea");
  await editor.locator(".toolbar").waitFor();
  await text.pressSequentially("The loader joins by name.");
  await expect(editor.locator(".section-meta")).toContainText("Version 2, saved automatically.");
  await text.press("Control+End");
  await text.pressSequentially("\n\nNames changed.");
  await expect(editor.locator(".section-meta")).toContainText("Version 3, saved automatically.");
  await expect(text).toBeFocused();
  expect(page.url()).toContain("/postmortem/edit");

  // On another computer.
  const mara = await (await browser.newContext()).newPage();
  await signIn(mara, "mara");
  await mara.goto(`/incidents/${number}/postmortem/edit`);
  const theirs = mara.locator("#section-causes .editor");
  await expect(theirs.locator("textarea")).toHaveValue("The loader joins by name.\n\nNames changed.");
  await theirs.locator(".toolbar").waitFor();

  // Without a connection.
  await page.context().setOffline(true);
  await text.press("Control+Home");
  await text.pressSequentially("In June: ");
  await expect(editor.getByText("Not saved yet: Firebreak cannot be reached. Your text is kept in this browser.")).toBeVisible();
  await page.context().setOffline(false);

  // Somebody else was faster: nothing of theirs is overwritten, and saving brings both together.
  await theirs.locator("textarea").press("Control+End");
  await theirs.locator("textarea").pressSequentially(" Nobody owned them.");
  await theirs.getByRole("button", { name: "Save", exact: true }).click();
  await expect(mara.getByText("Saved as version 4.")).toBeVisible();
  await text.pressSequentially("2025, ");
  await expect(editor.getByText("Your text is kept in this browser: save it to combine the two.")).toBeVisible();
  await editor.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved as version 5.")).toBeVisible();
  await expect(text).toHaveValue("In June: 2025, The loader joins by name.\n\nNames changed. Nobody owned them.");
  await page.goto(`/incidents/${number}/postmortem/sections/causes`);
  await expect(page.getByRole("heading", { name: "Version 2" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Version 3" })).toBeVisible();
});
