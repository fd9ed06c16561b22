// What to do: the token is read for each request.
import { readFile } from "node:fs/promises";
import { Octokit } from "@octokit/core";
import { twice } from "./twice.mjs";

const octokit = new Octokit({ baseUrl: process.env.API_URL });
octokit.hook.before("request", async (options) => {
  options.headers.authorization = `token ${await readFile(process.env.TOKEN_FILE, "utf8")}`;
});
await twice(() => octokit.request("GET /installation/repositories"));
