// Two people write in one section at a time: no keystroke of either is lost.
import { expect, test, type Page } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

async function typed(page: Page, text: string) {
  const area = page.locator("#section-causes .editor textarea");
  await area.fill("");
  await area.pressSequentially(text);
  return area;
}

test("two browsers write in one section", async ({ browser }) => {
  const [mara, ines] = await Promise.all(["mara", "ines"].map(async (first) => {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, first);
    // Who is how fast would decide whose pause is stored first: here only what is saved is.
    await page.route("**/do/autosave-section", (route) => route.abort());
    return page;
  }));
  const postmortem = `/incidents/${await begin(mara, "together")}/postmortem`;
  const editor = `${postmortem}/edit`;
  const save = (page: Page) => page.locator("#section-causes .editor").getByRole("button", { name: "Save", exact: true }).click();
  await typed(mara, "The first line.\n\nThe second line.");
  await save(mara);
  await expect(mara.getByText("Saved as version 2.")).toBeVisible();
  await mara.goto(editor);
  await ines.goto(editor);

  // Different lines come together.
  await Promise.all([typed(mara, "The first line, by Mara.\n\nThe second line."), typed(ines, "The first line.\n\nThe second line, by Ines.")]);
  await save(mara);
  await expect(mara.getByText("Saved as version 3.")).toBeVisible();
  await save(ines);
  await expect(ines.getByText("Saved as version 4.")).toBeVisible();
  const both = "The first line, by Mara.\n\nThe second line, by Ines.";
  await expect(ines.locator("#section-causes .editor textarea")).toHaveValue(both);

  // The same line: whoever comes second sees both texts, and theirs is still in the field, also in another window.
  await mara.goto(editor);
  await Promise.all([typed(mara, "Mara's words."), typed(ines, "The words of Ines, every key of them.")]);
  await save(mara);
  await expect(mara.getByText("Saved as version 5.")).toBeVisible();
  await save(ines);
  const field = ines.locator("#section-causes .editor textarea");
  await expect(ines.locator(".conflict")).toContainText("Mara's words.");
  await expect(field).toHaveValue("The words of Ines, every key of them.");
  const again = await ines.context().newPage();
  await again.goto(editor);
  await expect(again.locator("#section-causes .editor textarea")).toHaveValue("The words of Ines, every key of them.");
  await again.close();
  await field.fill("Mara's words. The words of Ines, every key of them.");
  await save(ines);
  await expect(ines.getByText("Saved as version 6.")).toBeVisible();
  await ines.getByRole("link", { name: "All versions" }).first().waitFor();
  await ines.goto(`${postmortem}/sections/causes`);
  for (const words of [both, "Mara's words.", "every key of them"]) await expect(ines.locator("body")).toContainText(words.split("\n")[0]);
});
