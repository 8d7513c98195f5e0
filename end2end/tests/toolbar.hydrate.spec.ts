// The toolbar of the editor: marks without knowing them, undone like typing; and the words a comment is about.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

test("buttons write Markdown that can be undone", async ({ page }) => {
  await signIn(page, "ines");
  await begin(page, "toolbar");
  const section = page.locator("#section-limits");
  const text = section.locator(".editor textarea");
  await text.fill("The check compares names");
  await text.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(4, 9));
  await section.getByRole("button", { name: "Bold (Ctrl+B)" }).click();
  await expect(text).toHaveValue("The **check** compares names");
  await page.keyboard.press("Control+z");
  await expect(text).toHaveValue("The check compares names");
  await text.fill("one\ntwo");
  await text.press("Control+a");
  await section.getByRole("button", { name: "List" }).click();
  await expect(text).toHaveValue("- one\n- two");

  // So does how it will read.
  await expect(section.locator(".preview")).toContainText("Preview");
  await expect(section.locator(".preview li")).toHaveCount(2);

  // How full the page is follows what is typed, a second later.
  const fullness = page.locator(".edit-page", { has: section }).locator(".fullness");
  await expect(fullness).toContainText("% full");
  await text.fill("The check compares names and IDs, and says nothing about the rest. ".repeat(250));
  await expect(fullness).toContainText("too long for one page");

  await section.locator(".preview .prose, .preview").first().click({ clickCount: 3 });
  await section.locator(".margin summary", { hasText: "Comment" }).click();
  await expect(section.getByLabel("Quoted text")).not.toHaveValue("");
});
