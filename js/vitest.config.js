import { tmpdir } from "node:os";
import { join } from "node:path";

// Its cache lies outside the checkout, which may be read-only.
export default {
  cacheDir: join(tmpdir(), "trilateral-vitest"),
  test: { environment: "happy-dom", include: ["test/*.test.js"] },
};
