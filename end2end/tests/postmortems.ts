// Which incident of the demo each journey writes up: one of its own, because a postmortem is begun once.
import type { Page } from "@playwright/test";

export const INCIDENT = { autosave: 93, together: 94, mentions: 98, images: 100, toolbar: 101, remarks: 102 };

/** Begins the postmortem of the journey's incident, and gives the incident's number. */
export async function begin(page: Page, journey: keyof typeof INCIDENT): Promise<number> {
  await page.goto(`/incidents/${INCIDENT[journey]}`);
  await page.getByRole("button", { name: "Start postmortem" }).click();
  return INCIDENT[journey];
}
