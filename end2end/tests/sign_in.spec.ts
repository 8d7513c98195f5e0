import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";

test("a stranger is asked to sign in, and gets to where they wanted to go", async ({ page }) => {
  await page.goto("/incidents?severity=major");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail address").fill("nobody@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator(".error")).toHaveText("The e-mail address or the password is wrong.");
  await expect(page.getByLabel("E-mail address")).toHaveValue("nobody@demo.example");
});

test("signing out ends the session", async ({ page }) => {
  await signIn(page, "yuki");
  await page.locator("details.me > summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/incidents");
  await expect(page).toHaveURL(/\/sign-in/);
});
