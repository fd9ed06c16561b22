import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

// Does something, says so, waits until the test has put the file GO there, and does it again.
export async function twice(use) {
  await use();
  console.error("did it once");
  while (!existsSync(process.env.GO)) {
    await setTimeout(5);
  }
  try {
    await use();
    console.error("did it twice");
  } catch (error) {
    console.error(`refused: ${error.status ?? error.message}`);
    process.exit(9);
  }
}
