// Images: pasted into a text, or chosen from a folder; they stand in the text, in the preview and on the page.
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";
import { begin } from "./postmortems.ts";

test("an image is pasted into a section", async ({ page }) => {
  await signIn(page, "ines");
  const number = await begin(page, "images");
  const section = page.locator("#section-limits");
  const text = section.locator(".editor textarea");
  await text.fill("The days without rows: ");
  await text.press("End");
  await text.evaluate(async (area: HTMLTextAreaElement) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [480, 160];
    const paint = canvas.getContext("2d")!;
    for (let day = 0; day < 24; day++) {
      paint.fillStyle = day < 16 ? "#c2410c" : "#15803d";
      paint.fillRect(day * 20, 150 - (day % 7) * 18 - 20, 16, (day % 7) * 18 + 20);
    }
    const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!), "image/png"));
    const carried = new DataTransfer();
    carried.items.add(new File([blob], "rows by day.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
  });
  await expect(text).toHaveValue(new RegExp(`^The days without rows: !\\[rows by day\\]\\(/incidents/${number}/images/[0-9a-f]{32}\\.png\\)$`));
  await section.locator(".editor").getByRole("button", { name: "Save", exact: true }).click();
  const shown = page.locator("#section-limits .preview img");
  await expect(shown).toHaveAttribute("alt", "rows by day");
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(480);

  await page.locator("summary").filter({ hasText: "Images" }).click();
  await expect(page.locator(".images img")).toHaveCount(1);

  await page.getByLabel("Image", { exact: true }).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no image") });
  await page.getByLabel("Description").fill("Notes");
  await page.getByRole("button", { name: "Upload image" }).click();
  await expect(page.locator(".field .error", { hasText: "This image cannot be read" })).toBeVisible();
});
