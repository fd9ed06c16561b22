// One process that lives longer than a token: git, called through simple-git, before and after.
import { simpleGit } from "simple-git";
import { twice } from "./twice.mjs";

const git = simpleGit();
await twice(() => git.listRemote([process.env.REPOSITORY_URL]));
