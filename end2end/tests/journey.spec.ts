// The main job, lived through: from one line that declares an incident to a fix that has proved itself, with and
// without JavaScript.
import { expect, test } from "@playwright/test";
import { command, signIn } from "./people.ts";
import { Warehouse } from "./warehouse.ts";

test("an incident is declared, commanded, repaired, proved, written up and counted", async ({ browser, page }, info) => {
  test.setTimeout(180_000);
  const title = `Labels are missing from the warehouse (${info.project.name})`;
  await signIn(page, "ines");

  await test.step("declare with one field", async () => {
    await page.getByRole("link", { name: "Declare" }).click();
    await page.getByLabel("Title").fill(title);
    await page.getByRole("button", { name: "Declare" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await expect(page.locator(".page-head")).toContainText("SEV3");
  });
  const address = page.url();

  await test.step("raise it to SEV1, with a reason", async () => {
    let form = await command(page, "Severity");
    await form.getByLabel("Raise to").selectOption("1");
    await form.getByLabel("Reason").first().fill("Nominations cannot be evaluated");
    await form.getByRole("button", { name: "Raise severity" }).click();
    await expect(page.locator(".page-head")).toContainText("SEV1");
    await expect(page.locator("#severity")).toContainText("Nominations cannot be evaluated");
  });

  await test.step("hand out roles", async () => {
    for (const [role, who] of [["Incident commander", "Ines Okafor"], ["Scribe", "Yuki Tanabe"], ["Subject expert", "Tomás Reyes"]]) {
      const form = await command(page, "Roles");
      await form.getByLabel("Role").selectOption({ label: role });
      await form.getByLabel("Person").selectOption({ label: who });
      await form.getByRole("button", { name: "Assign" }).click();
      await expect(page.locator("#people")).toContainText(who);
    }
    const form = await command(page, "Status");
    await form.getByLabel("Status").selectOption("investigating");
    await form.getByRole("button", { name: "Change status" }).click();
    await expect(page.locator(".page-head")).toContainText("investigating");
  });

  await test.step("write to the timeline, and mend a slip without losing what was typed", async () => {
    const form = page.locator("#timeline form.quick");
    await form.getByLabel("What happened?").fill("Renamed tasks have **no rows at all**");
    await form.getByText("Add a time or a link").click();
    await form.getByLabel("Evidence link").fill("javascript:alert(1)");
    // The browser itself accepts this as a URL; the server does not.
    await form.getByRole("button", { name: "Add" }).click();
    await expect(page.locator(".said")).toContainText("must start with https:// or http://");
    await expect(page.locator("#timeline form.quick textarea")).toHaveValue("Renamed tasks have **no rows at all**");
    const again = page.locator("#timeline form.quick");
    if (!(await again.getByLabel("Evidence link").isVisible())) await again.getByText("Add a time or a link").click();
    await again.getByLabel("Evidence link").fill("https://example.org/dr-3098");
    await again.getByRole("button", { name: "Add" }).click();
    await expect(page.locator("#timeline .entry").last()).toContainText("no rows at all");
    await expect(page.locator("#timeline .entry").last().getByRole("link", { name: "evidence" })).toHaveAttribute("href", "https://example.org/dr-3098");
  });

  await test.step("say what was hit: halted, not wrong", async () => {
    await page.locator("#impact details.pop > summary").click();
    await page.getByLabel("Data impact").selectOption("halted");
    await page.getByLabel("Records affected").fill("258,000,000");
    await page.getByRole("button", { name: "Save impact" }).click();
    await expect(page.locator("#impact")).toContainText("Halted, not wrong");
    await expect(page.locator("#impact")).toContainText("258,000,000");
  });

  await test.step("note the ticket, and move it", async () => {
    const panel = page.locator("#tickets");
    await panel.locator("details.pop > summary", { hasText: "Add ticket" }).click();
    await panel.getByLabel("Key").last().fill("PE-3217");
    await panel.getByLabel("Title").last().fill("Restore the missing labels");
    await panel.getByLabel("Link").last().fill("https://tracker.example/browse/PE-3217");
    await panel.getByRole("button", { name: "Add ticket" }).click();
    await expect(panel).toContainText("Restore the missing labels");
    await panel.locator("summary", { hasText: "Edit" }).click();
    await panel.getByRole("button", { name: "In progress" }).click();
    await expect(panel).toContainText("In progress");
  });

  await test.step("count the backfill", async () => {
    const panel = page.locator("#backfills");
    await panel.locator("details.pop > summary", { hasText: "Add backfill" }).click();
    await panel.getByLabel("Title").last().fill("Labels");
    await panel.getByLabel("Total", { exact: true }).last().fill("258,000,000");
    await panel.getByRole("button", { name: "Add backfill" }).click();
    await expect(panel).toContainText("0 of 258,000,000");
    await panel.getByLabel(/^Total .* done$/).first().fill("129,000,000");
    await panel.getByRole("button", { name: "Report progress" }).click();
    await expect(panel).toContainText("(50 %)");
  });

  const warehouse = await Warehouse.make();
  let check = "";
  await test.step("an admin names the source; a check asks it and fails", async () => {
    const { javaScriptEnabled, baseURL } = info.project.use;
    const admin = await browser.newPage({ javaScriptEnabled, baseURL });
    await signIn(admin, "mara");
    await admin.goto("/checks/sources");
    await admin.locator("summary", { hasText: "Add source" }).click();
    await admin.getByLabel("Name").fill(`labels (${info.project.name})`);
    await admin.getByLabel("Address").fill(warehouse.url);
    await admin.getByRole("button", { name: "Add", exact: true }).click();
    await expect(admin.locator("main")).toContainText(warehouse.url);
    await admin.close();
    await page.goto("/checks/new");
    await page.getByLabel("Name").fill(`Labels name their task (${info.project.name})`);
    await page.getByLabel("Source").selectOption({ label: `labels (${info.project.name})` });
    await page.getByLabel("Two columns agree").check();
    await page.getByLabel("Query").fill("select l.id, l.task_id, t.task_id as named from label l left join task t on t.task_name = l.task_name");
    await page.getByLabel("First column").fill("task_id");
    await page.getByLabel("Second column").fill("named");
    await page.getByRole("button", { name: "Add check" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Labels name their task");
    check = page.url();
    // Its schedule may be quicker than the click.
    await page.getByRole("button", { name: "Run now" }).or(page.getByRole("link", { name: "reload" })).click();
    await expect(async () => {
      await page.goto(check);
      await expect(page.locator("main")).toContainText("3 rows disagree", { timeout: 1000 });
    }).toPass();
  });

  await test.step("promise that it stays repaired, by a green run", async () => {
    await page.goto(address);
    const panel = page.locator("#actions");
    await panel.locator("summary", { hasText: "Add action item" }).click();
    await panel.getByLabel("Title").fill("Check every morning that labels name their task");
    await panel.getByLabel("Owner").selectOption({ label: "Yuki Tanabe" });
    await panel.getByLabel("Due date").fill("2027-01-31");
    await panel.getByLabel("Verified by check").selectOption({ label: `Labels name their task (${info.project.name})` });
    await panel.getByLabel("Green runs in a row").fill("1");
    await panel.getByLabel("PE-3217 Restore the missing labels").check();
    await panel.getByRole("button", { name: "Add action item" }).click();
    await expect(panel).toContainText("Yuki Tanabe");
    await panel.getByRole("link", { name: "Check every morning" }).click();
    await expect(page.locator("main")).toContainText("1 green run of Labels name their task");
  });
  const promise = page.url();
  const run = async () => {
    await page.goto(check);
    await page.getByRole("button", { name: "Run now" }).click();
    await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
    await page.goto(promise);
  };

  await test.step("the work is done, and proves nothing by that", async () => {
    await page.locator("details.pop > summary", { hasText: "Mark as done" }).click();
    await page.getByLabel("What was done?").fill("Labels carry the name of today");
    await page.getByRole("button", { name: "Mark as done" }).click();
    await expect(page.locator("main")).toContainText("So far: 0 of 1 green run.");
    await run();
    await expect(page.locator("main")).toContainText("So far: 0 of 1 green run.");
  });

  await test.step("the fix proves itself", async () => {
    warehouse.repair();
    await run();
    await expect(page.locator(".page-head")).toContainText("Verified");
    await expect(page.locator("main")).toContainText("passed once");
    await expect(page.locator("main")).toContainText("examined 4 rows");
  });

  await test.step("everything is back: mitigated, resolved", async () => {
    await page.goto(address);
    await page.locator("#backfills").getByLabel(/^Total .* done$/).first().fill("258,000,000");
    await page.locator("#backfills").getByRole("button", { name: "Report progress" }).click();
    await expect(page.locator("#backfills")).toContainText("(100 %)");
    for (const status of ["mitigated", "resolved"]) {
      const form = await command(page, "Status");
      await form.getByLabel("Status").selectOption(status);
      await form.getByRole("button", { name: "Change status" }).click();
      await expect(page.locator(".page-head")).toContainText(status);
    }
  });

  await test.step("write three pages from what the record says", async () => {
    await page.locator("#postmortem").getByRole("button", { name: "Start postmortem" }).click();
    await page.goto(`${address}/postmortem/edit`);
    const sections = await page.locator(".edit-section:has(.editor textarea)").evaluateAll((all) => all.map((one) => one.id));
    expect(sections.length).toBeGreaterThan(5);
    for (const id of sections) {
      const section = page.locator(`#${id}`);
      const text = section.locator(".editor textarea");
      if ((await text.inputValue()).trim() === "") await text.fill("Names and IDs were joined as if they were the same.");
      await section.getByRole("button", { name: /^(Save|Confirm)/ }).click();
      await expect(page.locator(`#${id} .section-meta`)).toContainText("by Ines Okafor");
    }
    await expect(page.locator(".fullness").first()).toContainText("% full");
  });

  await test.step("draw the causal chain, and answer each link", async () => {
    const chain = page.locator("#section-causes");
    await chain.locator("summary", { hasText: "Add factor" }).click();
    await chain.getByRole("textbox", { name: "Factor", exact: true }).fill("The loader joins by name where the models write IDs.");
    await chain.getByLabel("Theme").fill("contract assumed");
    await chain.getByRole("button", { name: "Add factor" }).click();
    await expect(chain.locator(".factors")).toContainText("not addressed yet");
    await expect(page.locator("#review")).toContainText("is not addressed");
    await chain.locator(".factors summary").click();
    await chain.locator(".factors").getByLabel("Action item").selectOption({ index: 1 });
    await chain.locator(".factors").getByLabel("Evidence in the timeline").selectOption({ index: 1 });
    await chain.locator(".factors").getByRole("button", { name: "Save" }).click();
    await expect(chain.locator(".factors")).not.toContainText("not addressed yet");
    await expect(chain.locator(".chain-picture")).toHaveAttribute("aria-label", /It led to: the impact/);
    await page.goto("/factors");
    await expect(page.locator(".theme", { hasText: "contract assumed" })).toContainText(title);
  });

  await test.step("say something in the margin, and resolve it", async () => {
    await page.goto(`${address}/postmortem/edit`);
    const limits = page.locator("#section-limits");
    await limits.locator("summary", { hasText: "Comment" }).click();
    await limits.getByLabel("Comment", { exact: true }).fill("Is that all it does not prevent?");
    await limits.getByRole("button", { name: "Post comment" }).click();
    await expect(page.locator("#review")).toContainText("1 comment is open");
    await limits.getByRole("button", { name: "Resolve" }).click();
    await expect(limits).toContainText("1 resolved comment");
    await page.locator("details.pop > summary", { hasText: "Request review" }).click();
    await page.getByRole("button", { name: "Request review" }).click();
    await expect(page.locator("main")).toContainText("Ines Okafor requested review");
  });

  await test.step("somebody else approves and publishes it", async () => {
    const { javaScriptEnabled, baseURL } = info.project.use;
    const reader = await browser.newPage({ javaScriptEnabled, baseURL });
    await signIn(reader, "mara");
    await reader.goto(`${address}/postmortem`);
    for (const step of ["Approve", "Publish"]) {
      await reader.locator("details.pop > summary", { hasText: step }).click();
      if (step === "Approve") for (const point of await reader.locator(".checklist input").all()) await point.check();
      await reader.getByRole("button", { name: step, exact: true }).click();
    }
    await expect(reader.locator("main")).toContainText("Published: facts and text are frozen.");
    await expect(reader.locator(".sheet")).toHaveCount(3);
    const pdf = await reader.request.get(`${address}/postmortem.pdf`);
    expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
    await expect(reader.locator(".sheet").last()).toContainText("passed once");
    await reader.close();
  });

  await test.step("insights count it, and opens to it", async () => {
    await page.getByRole("link", { name: "Insights" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Insights");
    await expect(page.locator("main")).toContainText(title);
    await page.goto("/postmortems");
    await expect(page.locator("main")).toContainText(title);
  });
});
