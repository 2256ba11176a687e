// Prints what @asyncapi/parser finds wrong with the document whose path is given, one line each.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const text = await readFile(process.argv[2], "utf8");
const { document, diagnostics } = await new Parser().parse(text);
for (const { severity, message, path } of diagnostics) {
  if (severity <= 1) console.log(`${path.join(".")}: ${message}`);
}
if (!document) console.log("not an AsyncAPI document");
