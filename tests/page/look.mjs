// look: every page in Chromium, narrow and wide, light and dark and on paper.
//
//   node look.mjs TOOLS PAGES [KEEP]
//
// TOOLS is the folder with node_modules, PAGES holds *.html, KEEP gets a picture of every view. Prints one line per failure and
// `N passed, N failed, 0 skipped`. The checks prove themselves first on a page that is broken on purpose.
import {createRequire} from "node:module";
import {readdirSync, readFileSync, statSync, mkdtempSync, writeFileSync, rmSync} from "node:fs";
import {join, basename} from "node:path";
import {pathToFileURL} from "node:url";
import {tmpdir} from "node:os";

const [tools, pages, keep] = process.argv.slice(2);
const load = createRequire(join(tools, "look.mjs"));
const {chromium} = load("playwright-core");
const {HtmlValidate} = load("html-validate");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const widths = [320, 360, 768, 1280];
const briefly = /^(draft-|many-tables)/; // same parts as other pages, so looked at once, narrow and light
const largest = 2_000_000;

let passed = 0;
let failed = 0;
function expect(holds, what) {
  if (holds) {
    passed++;
  } else {
    failed++;
    console.log(`failed: ${what}`);
  }
}

// The standard rules; what is only a matter of taste is off, and said why.
const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-inline-style": "error",
    "long-title": "off", // a title is as long as the agency made it
    "prefer-native-element": "off", // a scrolling region around a table is no section of the page
    "no-redundant-role": "error",
  },
});

function validate(html) {
  return validator.validateStringSync(html).results.flatMap(result => result.messages)
    .filter(message => message.severity === 2).map(message => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
}

async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
  }));
  return found.violations.map(violation => `${violation.id}: ${violation.nodes.slice(0, 2).map(node => node.html).join(" | ")}`);
}

// Wider than the window, texts of drawings below 12 pixels, or drawings without a name.
async function measure(page) {
  return page.evaluate(() => {
    const small = [];
    let unnamed = 0;
    for (const drawing of document.querySelectorAll("svg")) {
      const box = drawing.getBoundingClientRect();
      if (box.width === 0) {
        continue;
      }
      const scale = box.width / drawing.viewBox.baseVal.width;
      const size = parseFloat(getComputedStyle(drawing).fontSize) * scale;
      if (drawing.querySelector("text") && size < 11.9) {
        small.push(size);
      }
      unnamed += drawing.getAttribute("role") === "img" && drawing.querySelector("title")?.textContent ? 0 : 1;
    }
    return {over: document.documentElement.scrollWidth - document.documentElement.clientWidth, small, unnamed};
  });
}

// What a screen reader is given: the accessibility tree, in its order. Drawings have a name and words, and are there once, not in both
// widths; tables have a name, heads of columns (unless they are pairs of words), and a head in every row; headings skip no level.
async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const {nodes} = await session.send("Accessibility.getFullAXTree");
  const known = new Map(nodes.map(node => [node.nodeId, node]));
  const faults = [];
  let level = 0;
  const walk = (node, within) => {
    const role = node.ignored ? "" : node.role?.value;
    const name = node.name?.value ?? "";
    if (role === "heading") {
      const next = node.properties.find(property => property.name === "level").value.value;
      if (next > level + 1) {
        faults.push(`heading "${name}" of level ${next} after ${level}`);
      }
      level = next;
    } else if (role === "figure") {
      within = {...within, images: new Set()};
    } else if (role === "image") {
      if (!name || !node.description?.value || node.description.value === name) {
        faults.push(`a drawing without ${name ? "words" : "a name"}: ${name}`);
      }
      if (within.images?.has(name)) {
        faults.push(`a drawing that is there twice: ${name}`);
      }
      within.images?.add(name);
    } else if (role === "table") {
      within = {...within, table: {name, columns: 0, cells: 0}};
    } else if (role === "columnheader") {
      within.table.columns++;
    } else if (role === "row") {
      within = {...within, row: {head: false, column: false, cells: 0}};
    } else if (role === "rowheader") {
      within.row.head = true;
    } else if (role === "cell") {
      within.row.cells++;
    }
    if (role === "columnheader") {
      within.row.column = true;
    }
    for (const child of node.childIds ?? []) {
      if (known.has(child)) {
        walk(known.get(child), within);
      }
    }
    if (role === "row" && !within.row.head && !within.row.column) {
      faults.push(`a row without a head in "${within.table.name}"`);
    } else if (role === "row") {
      within.table.cells = Math.max(within.table.cells, within.row.cells);
    } else if (role === "table" && (!name || (within.table.columns === 0 && within.table.cells > 1))) {
      faults.push(`a table without ${name ? "heads of columns: " + name : "a name"}`);
    }
  };
  walk(nodes[0], {});
  await session.detach();
  return faults;
}

const browser = await chromium.launch({
  executablePath: process.env.HUSH_CHROMIUM, args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

async function open(path, width, scheme, media = "screen") {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme: scheme, bypassCSP: true});
  const page = await context.newPage();
  const requests = [];
  page.on("request", request => requests.push(request.url()));
  await page.emulateMedia({media, colorScheme: scheme});
  await page.goto(pathToFileURL(path).href);
  return {context, page, requests};
}

async function look(path) {
  const name = basename(path, ".html");
  const errors = validate(readFileSync(path, "utf8"));
  expect(errors.length === 0, `${name}: the validator says ${errors.slice(0, 5).join("; ")} (${errors.length})`);
  expect(statSync(path).size < largest, `${name}: ${statSync(path).size} bytes`);
  const brief = briefly.test(name);
  for (const scheme of brief ? ["light"] : ["light", "dark"]) {
    for (const width of brief ? [360] : widths) {
      const {context, page, requests} = await open(path, width, scheme);
      const view = `${name}, ${width} px, ${scheme}`;
      expect(requests.length === 1, `${view}: asks for ${requests.slice(1).join(", ")}`);
      const {over, small, unnamed} = await measure(page);
      expect(over <= 0, `${view}: ${over} px wider than the window`);
      expect(small.length === 0, `${view}: text of ${small[0]} px in a drawing`);
      expect(unnamed === 0, `${view}: ${unnamed} drawings without a name`);
      if (keep) {
        await page.screenshot({path: join(keep, `${name}-${scheme}-${width}.png`), fullPage: true});
      }
      // The rules are the same at every width but for the narrow layout; colours differ by scheme.
      if (width === 360 || (width === 1280 && scheme === "light")) {
        const violations = await accessible(page);
        expect(violations.length === 0, `${view}: axe says ${violations.join("; ")}`);
        const heard = await tree(page);
        expect(heard.length === 0, `${view}: for screen readers ${heard.slice(0, 5).join("; ")} (${heard.length})`);
      }
      // Folded tables are looked at once, unfolded, where there are not thousands of rows.
      if (width === 360 && scheme === "light") {
        await page.evaluate(() => document.querySelectorAll("details").forEach(details => { details.open = true; }));
        const opened = await measure(page);
        expect(opened.over <= 0, `${view}, all unfolded: ${opened.over} px wider than the window`);
        if (statSync(path).size < 150_000) {
          const violations = await accessible(page);
          expect(violations.length === 0, `${view}, all unfolded: axe says ${violations.join("; ")}`);
        }
      }
      await context.close();
    }
  }
  for (const format of ["Letter", "A4"]) {
    const {context, page} = await open(path, 1280, "dark", "print");
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground === "rgb(255, 255, 255)", `${name}: paper is ${ground}`);
    const pdf = await page.pdf({format, ...(keep ? {path: join(keep, `${name}-${format}.pdf`)} : {})});
    expect(pdf.subarray(0, 5).toString() === "%PDF-", `${name}: no PDF on ${format}`);
    await context.close();
  }
}

// A page with a fault of each kind that the checks must find.
async function prove() {
  const folder = mkdtempSync(join(tmpdir(), "hush-look-"));
  const sound = readFileSync(join(pages, "archive-en.html"), "utf8");
  const faults = {
    "axe: contrast": sound.replace("--soft:#55606b", "--soft:#b5b9bd"),
    "axe: a drawing without a name": sound.replaceAll(/<title id="[^"]*">[^<]*<\/title>/g, ""),
    "axe: headings out of order": sound.replaceAll("<h3>", "<h5>").replaceAll("</h3>", "</h5>"),
    "axe: no language": sound.replace(' lang="en"', ""),
    "tree: a drawing without words": sound.replaceAll(/ aria-describedby="[^"]*"/g, ""),
    "tree: a drawing twice": sound.replace("svg.narrow{display:none;", "svg.narrow{").replace("svg.wide{display:none}", ""),
    "tree: a table without a name": sound.replaceAll(/<caption[^>]*>[^<]*<\/caption>/g, "").replaceAll(/ aria-labelledby="[^"]*-c"/g, ""),
    "tree: a row without a head": sound.replaceAll('<th scope="row">', "<td>"),
    "tree: heads of columns are cells": sound.replaceAll('<th scope="col"', "<td"),
    "tree: headings out of order": sound.replaceAll("<h2", "<h3").replaceAll("</h2>", "</h3>"),
    "validator: an id twice": sound.replace('id="side"', 'id="releases"'),
    "validator: an open element": sound.replace("</table>", ""),
    "measure: wider than 320 px": sound.replace("</main>", "<p>" + "w".repeat(300) + "</p></main>").replaceAll("overflow-wrap:break-word", ""),
    "measure: small text": sound.replace("font-size:13px", "font-size:9px"),
    "measure: a drawing without a name": sound.replaceAll(/<title id="[^"]*">[^<]*<\/title>/g, ""),
  };
  for (const [fault, html] of Object.entries(faults)) {
    const path = join(folder, "broken.html");
    writeFileSync(path, html);
    const {context, page} = await open(path, 320, "light");
    const {over, small, unnamed} = await measure(page);
    const found = fault.startsWith("axe") ? (await accessible(page)).length > 0
      : fault.startsWith("tree") ? (await tree(page)).length > 0
      : fault.startsWith("validator") ? validate(html).length > 0
        : over > 0 || small.length > 0 || unnamed > 0;
    expect(html !== sound && found, `not found when planted: ${fault}`);
    await context.close();
  }
  rmSync(folder, {recursive: true});
}

await prove();
for (const file of readdirSync(pages).filter(file => file.endsWith(".html")).sort()) {
  await look(join(pages, file));
}
await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
