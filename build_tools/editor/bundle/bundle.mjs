// Bundles the parts of Decap CMS that the editor uses, and lists the packages in the bundle with their licences.
//
//     node bundle.mjs FOLDER
//
// Writes decap-cms.js.gz, LICENSES.decap-cms.txt and decap-cms.packages.json into FOLDER. The same package-lock.json
// gives the same script. A package that states no licence, or that is not locked, ends the build.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const DECAP = "2016 Netlify <decap@p-m.si>"; // the licence of its repository; its packages bring no text
const TERMS = {
  "BSD-3-Clause": "react-transition-group/LICENSE",
  ISC: "picocolors/LICENSE",
  MIT: "react/LICENSE",
  WTFPL: "utf8-byte-length/LICENSE.WTFPL.txt",
}; // where the terms stand of a licence whose text a package leaves out
const target = process.argv[2];
const locked = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;

const { metafile, outputFiles } = await build({
  entryPoints: ["entry.js"],
  outfile: "decap-cms.js",
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // the texts stand in full in the file of licences
  define: { "process.env.NODE_ENV": '"production"' },
});

const [script] = outputFiles;
const paths = Object.keys(Object.values(metafile.outputs)[0].inputs);
const folders = new Set(paths.map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
const found = new Map([...folders].map(describe).map((one) => [one.purl, one])); // a release can stand in two folders
const packages = [...found.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1));
const titles = new Map(); // of packages that share one text
for (const { text, purl, licence } of packages) titles.set(text, `${titles.get(text) ?? ""}${purl} (${licence})\n`);
const titled = [...titles].map(([text, title]) => `${title}\n${text}\n`);
const list = packages.map(({ text, ...stated }) => stated);

writeFileSync(join(target, "decap-cms.js.gz"), gzipSync(script.contents, { level: 9 }));
writeFileSync(join(target, "LICENSES.decap-cms.txt"), titled.join(`\n${"-".repeat(80)}\n\n`));
writeFileSync(join(target, "decap-cms.packages.json"), `[\n${list.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);

function describe(folder) {
  const about = read(folder, "package.json");
  const { name, version, repository } = about;
  const stated = about.license ?? about.licenses?.[0].type ?? read(folder, "bower.json")?.license;
  const licence = stated?.replace(/^\((.*)\)$/, "$1");
  const integrity = locked[folder]?.integrity;
  if (!licence || !integrity) throw new Error(`${name} ${version} states no licence, or is not locked`);
  const files = readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  const own = files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  const author = name.startsWith("decap-cms-") ? DECAP : about.author?.name || about.author;
  const holder = author || `the authors of ${repository?.url ?? repository}`;
  const whole = own || `Copyright (c) ${holder}\n\n${terms(licence)}`;
  const text = whole.replaceAll(/\r\n?/g, "\n").replaceAll(/[ \t]+$/gm, "");
  return { purl: `pkg:npm/${name.replace("@", "%40")}@${version}`, licence, integrity, text };
}

function terms(licence) {
  const text = readFileSync(join("node_modules", TERMS[licence]), "utf8");
  return text.slice(Math.max(0, text.indexOf("Permission "))).trim();
}

function read(folder, name) {
  const file = join(folder, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
