// As most programs are written: the token is read once.
import { readFile } from "node:fs/promises";
import { Octokit } from "@octokit/core";
import { twice } from "./twice.mjs";

const octokit = new Octokit({ baseUrl: process.env.API_URL, auth: await readFile(process.env.TOKEN_FILE, "utf8") });
await twice(() => octokit.request("GET /installation/repositories"));
