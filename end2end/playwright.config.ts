// Every journey is lived twice: once with JavaScript and once without, because a page has to work before the script
// arrives. What needs the script is named `*.hydrate.spec.ts` and runs only with it.
//
// `cargo xtask test --only browser` builds Firebreak, starts it on an empty port with the demo loaded, and sets:
//   FIREBREAK_BASE_URL  where it listens
//   FIREBREAK_SIGNINS   a JSON file with the e-mail addresses and passwords of the demo's people
//   FIREBREAK_CHROMIUM  the browser, when it is not Debian's /usr/bin/chromium
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.FIREBREAK_BASE_URL ?? "http://127.0.0.1:3000",
    browserName: "chromium",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.FIREBREAK_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with-javascript" },
    {
      name: "without-javascript",
      testIgnore: "**/*.hydrate.spec.ts",
      use: { javaScriptEnabled: false },
    },
  ],
});
