// Naming things while writing: @ offers people, assets, tickets and action items, # moments of the timeline.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

test("things are named from the keyboard and with the finger", async ({ page }) => {
  await signIn(page, "ines");
  const number = await begin(page, "mentions");
  const text = page.locator("#section-learned .editor textarea");
  const offered = page.getByRole("listbox", { name: "Suggestions" });
  await page.locator("#section-learned .toolbar").waitFor();
  await text.pressSequentially("Ask @tom");
  await expect(offered.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(text).toHaveValue("Ask Tomás Reyes ");
  await expect(offered).toHaveCount(0);
  await text.pressSequentially("about #");
  await expect(offered.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(offered.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await offered.getByRole("option").first().click();
  await expect(text).toHaveValue(new RegExp(`^Ask Tomás Reyes about \\[\\d+ \\w+, \\d\\d:\\d\\d UTC\\]\\(/incidents/${number}/entries/\\d+\\) $`));
  await text.pressSequentially("and @zzzz");
  await page.keyboard.press("Escape");
  await text.pressSequentially("\n\n# A heading");
  await expect(offered).toHaveCount(0);
});
