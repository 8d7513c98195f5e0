// The people of the demo, and how they sign in.
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";

type SignIn = { name: string; email: string; password: string; role: string };

const file = process.env.FIREBREAK_SIGNINS;
if (!file) throw new Error("FIREBREAK_SIGNINS is not set: run `cargo xtask test --only browser`");
const signIns: SignIn[] = JSON.parse(readFileSync(file, "utf8"));

/** Signs in as the person of the demo with this first name: mara, ines, tomas, yuki, sam or lena. */
export async function signIn(page: Page, first: string): Promise<void> {
  const who = signIns.find((one) => one.email.startsWith(`${first}@`));
  if (!who) throw new Error(`nobody in the demo is called ${first}`);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Incidents" })).toBeVisible();
}

/** Opens a pop-over of the command bar and gives its form. */
export async function command(page: Page, name: string) {
  const pop = page.locator(".command-bar details.pop").filter({ has: page.locator("summary").filter({ hasText: name }) });
  await pop.locator("> summary").click();
  return pop.locator(".pop-body");
}
