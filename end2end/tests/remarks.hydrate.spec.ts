// The blameless lint while writing: it asks a second after the last key, and is quiet when the words are other ones.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

test("words are questioned while they are written", async ({ page }) => {
  await signIn(page, "ines");
  await begin(page, "remarks");
  const section = page.locator("#section-causes");
  const text = section.getByRole("textbox", { name: "Contributing factors" });
  await text.fill("The on-call engineer failed to notice the alert.");
  const remark = section.locator(".remark").filter({ hasText: "engineer failed to notice the alert" });
  await expect(remark).toContainText("What made it hard to notice the alert?");
  // Marked where they stand; a click on them selects them.
  await expect(section.locator(".preview mark")).toHaveText("on-call engineer failed to notice the alert");
  await remark.locator("mark").click();
  const selected = () => text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
  expect(await selected()).toBe("on-call engineer failed to notice the alert");

  // Stored, it can be answered; reworded, it is gone before it is stored.
  await text.press("Control+s");
  await expect(remark.getByText("Keep, with a reason")).toBeVisible();
  await text.fill("The alert went to a muted channel. It was human error.");
  await expect(section.locator(".remarks-live")).toContainText("human error");
  await expect(remark).toBeHidden();
});
