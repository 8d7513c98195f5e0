// Every page of the navigation: accessible, inside its width, and nothing blocked by the content security policy.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { signIn } from "./people.ts";

const PAGES = [
  "/incidents", "/incidents/new", "/incidents/66", "/incidents/102", "/incidents/66/entries/410", "/incidents/66/decisions/new",
  "/postmortems", "/incidents/66/postmortem", "/incidents/66/postmortem/edit", "/incidents/66/postmortem/sections/causes",
  "/signals", "/signals/1", "/actions", "/actions?view=all", "/actions/1", "/actions/6", "/actions/12",
  "/assets", "/assets/1", "/checks", "/checks/new", "/checks/sources", "/checks/1", "/checks/1/edit", "/checks/1/runs/1",
  "/insights?year=2025", "/insights", "/insights/durations?year=2025", "/insights/commitments?year=2025",
  "/factors", "/templates", "/templates/data", "/templates/new?from=security", "/channels", "/severities", "/people", "/teams", "/account",
];

const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 900 };

for (const [name, viewport, colorScheme] of [["light phone", phone, "light"], ["dark desktop", desktop, "dark"]] as const) {
  test(`every page is sound on a ${name}`, async ({ browser }) => {
    // Thirty pages, each looked at by axe.
    test.setTimeout(PAGES.length * 10_000);
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    await signIn(page, "mara");
    for (const path of PAGES) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      const told = violations.map((violation) => `${path}: ${violation.id} at ${violation.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
      expect(told).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}
