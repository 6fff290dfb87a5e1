// Opens HTML reports in headless Chromium as a reader would and fails on what
// a reader must never meet: a request, a console message, a page that runs
// script, a barrier that axe-core knows, a page wider than a phone, a print
// that lacks an event.
//
// usage: node check.mjs DIR   (every *.html in DIR; screenshots go to DIR/shots)
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import puppeteer from 'puppeteer-core';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const dir = path.resolve(process.argv[2]);
const shots = path.join(dir, 'shots');
fs.mkdirSync(shots, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
// What a page would load comes here; nothing may.
let connections = 0;
const listener = net.createServer((socket) => { connections++; socket.destroy(); });
await new Promise((ready) => listener.listen(0, '127.0.0.1', ready));
const trap = `http://127.0.0.1:${listener.address().port}`;
const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'doctype-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off' } });
let failures = 0;
let checks = 0;
const check = (ok, what) => {
  checks++;
  if (!ok) { failures++; console.error('FAIL ' + what); }
};

for (const name of fs.readdirSync(dir).filter((f) => f.endsWith('.html')).sort()) {
  const url = 'file://' + path.join(dir, name);
  const stem = path.join(shots, name.replace(/\.html$/, ''));
  const { results } = await validator.validateString(fs.readFileSync(path.join(dir, name), 'utf8'));
  const mistakes = results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  check(mistakes.length === 0, `${name}: html-validate: ${mistakes.slice(0, 5).join('; ')}`);
  for (const scheme of ['light', 'dark']) {
    const page = await browser.newPage();
    const requests = [];
    const messages = [];
    page.on('request', (r) => requests.push(r.url()));
    page.on('console', (m) => messages.push(m.text()));
    page.on('pageerror', (e) => messages.push(String(e)));
    page.on('dialog', (d) => { messages.push('dialog: ' + d.message()); d.dismiss(); });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width: 1200, height: 900 });
    await page.goto(url, { waitUntil: 'networkidle0' });
    check(requests.length === 1 && requests[0] === url, `${name} ${scheme}: requests ${requests}`);
    check(messages.length === 0, `${name} ${scheme}: console: ${messages}`);
    await page.screenshot({ path: `${stem}-${scheme}.png`, fullPage: true });
    const markup = await page.evaluate(() => document.querySelectorAll('script, img, iframe, object, form, link, [style], [onerror], [onclick]').length);
    check(markup === 0, `${name}: ${markup} elements that the report never writes`);
    const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).filter((h) => !/^(#[\w-]+|https:\/\/[\w.-]+\/\S*)$/.test(h)));
    check(links.length === 0, `${name}: links to ${links}`);
    const dead = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => !document.getElementById(id)));
    check(dead.length === 0, `${name}: references to nothing: ${dead}`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    check(violations.length === 0, `${name} ${scheme}: axe: ${violations.map((v) => v.id + ' ' + v.nodes[0].html.slice(0, 160))}`);
    if (scheme === 'light') {
      await page.setViewport({ width: 360, height: 740 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(over <= 0, `${name}: ${over} px wider than a phone`);
      await page.screenshot({ path: `${stem}-phone.png`, fullPage: true });
      await page.pdf({ path: `${stem}.pdf`, format: 'A4' });
      const ids = await page.evaluate(() => [...document.querySelectorAll('.event')].map((e) => e.id));
      const text = execFileSync('pdftotext', ['-layout', `${stem}.pdf`, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
      const missing = ids.filter((id) => !new RegExp(`\\b${id}\\b`).test(text));
      check(missing.length === 0, `${name}: print lacks ${missing}`);
      const folded = await page.evaluate(() => document.querySelectorAll('details').length);
      check(folded === 0 || /Full code|Полный код/.test(text), `${name}: print keeps details folded`);
    }
    await page.close();
  }

  // The policy must hold even where escaping would fail: markup put into the
  // page by force may neither run nor load nor paint.
  const page = await browser.newPage();
  const forced = path.join(shots, 'forced.html');
  const attack = '<script>document.title="pwned"</script><img src="' + trap + '/x" onerror="document.title=\'pwned\'">' +
    '<style>body{display:none}</style><iframe src="javascript:parent.document.title=\'pwned\'"></iframe><base href="' + trap + '/">' +
    '<svg onload="document.title=\'pwned\'"></svg><div style="position:fixed;inset:0">x</div><link rel="stylesheet" href="' + trap + '/x.css">';
  fs.writeFileSync(forced, fs.readFileSync(path.join(dir, name), 'utf8').replace('<main>', '<main>' + attack));
  await page.goto('file://' + forced, { waitUntil: 'load' });
  const state = await page.evaluate(() => ({ title: document.title, display: getComputedStyle(document.body).display }));
  check(!/pwned/.test(state.title) && state.display !== 'none', `${name}: forced markup ran: ${JSON.stringify(state)}`);
  check(connections === 0, `${name}: forced markup made ${connections} connections`);
  fs.unlinkSync(forced);
  await page.close();
}
await browser.close();
listener.close();
console.log(`${checks - failures} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
