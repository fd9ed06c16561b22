// Cuts GitHub's OpenAPI description down to what the emulator serves: node cut.mjs api.github.com.json > github.json
import { readFileSync } from "node:fs";

const operations = {
  "/": ["get"],
  "/app": ["get"],
  "/app/installations": ["get"],
  "/app/installations/{installation_id}": ["get"],
  "/app/installations/{installation_id}/access_tokens": ["post"],
  "/installation/repositories": ["get"],
  "/installation/token": ["delete"],
  "/meta": ["get"],
  "/orgs/{org}/installation": ["get"],
  "/rate_limit": ["get"],
  "/repos/{owner}/{repo}": ["get"],
  "/repos/{owner}/{repo}/installation": ["get"],
  "/user": ["get"],
  "/users/{username}": ["get"],
  "/users/{username}/installation": ["get"],
};

// Examples describe nothing, and are most of the file.
const dropped = ["example", "examples"];

const whole = JSON.parse(readFileSync(process.argv[2], "utf8"), (key, value) => dropped.includes(key) ? undefined : value);
const cut = { openapi: whole.openapi, info: whole.info, paths: {}, components: {} };

// Inlined there, with an allOf that no account satisfies where the schema it was made from has an anyOf.
whole.paths["/app/installations"].get.responses["200"].content["application/json"].schema.items = {
  $ref: "#/components/schemas/installation",
};

for (const [path, methods] of Object.entries(operations)) {
  cut.paths[path] = Object.fromEntries(methods.map((method) => [method, whole.paths[path][method]]));
  take(cut.paths[path]);
}

for (const kind of Object.keys(cut.components)) {
  cut.components[kind] = Object.fromEntries(Object.entries(cut.components[kind]).sort());
}

console.log(JSON.stringify(cut, null, 2));

// Follows references until all that is reachable is there.
function take(node) {
  if (typeof node !== "object" || node === null) {
    return;
  }

  if (typeof node.$ref === "string") {
    const [, , kind, name] = node.$ref.split("/");
    cut.components[kind] ??= {};

    if (!(name in cut.components[kind])) {
      cut.components[kind][name] = whole.components[kind][name];
      take(cut.components[kind][name]);
    }
  }

  Object.values(node).forEach(take);
}
