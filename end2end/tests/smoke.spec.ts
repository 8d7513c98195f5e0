import { expect, test } from "@playwright/test";

test("the first page is Firebreak's", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(/Firebreak/);
});
