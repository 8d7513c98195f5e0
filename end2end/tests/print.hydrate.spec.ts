// What is printed: the postmortem on three sheets, and long records without anything folded away.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";

const sheets = (pdf: Buffer) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;

for (const format of ["A4", "Letter"]) {
  test(`the postmortem of the case is three sheets of ${format}`, async ({ page }) => {
    await signIn(page, "sam");
    await page.goto("/incidents/66/postmortem");
    expect(sheets(await page.pdf({ format }))).toBe(3);
    const made = await page.request.get(`/incidents/66/postmortem.pdf?paper=${format.toLowerCase()}`);
    expect(made.headers()["content-type"]).toBe("application/pdf");
    expect(sheets(await made.body())).toBe(3);
  });
}

test("the whole timeline is printed, also what is folded on the screen", async ({ page }) => {
  await signIn(page, "sam");
  await page.goto("/incidents/66");
  const first = page.getByText("Declared as SEV3 moderate").first();
  await expect(first).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(first).toBeVisible();
});
