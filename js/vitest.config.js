import { tmpdir } from "node:os";
import { join } from "node:path";

// Its cache lies outside the checkout, which may be read-only.
export default {
  cacheDir: join(tmpdir(), "trilateral-vitest"),
  // One page for many files: to make a new one for each takes four times as long. Each test leaves its page as it was.
  test: { environment: "happy-dom", include: ["test/*.test.js"], isolate: false },
};
