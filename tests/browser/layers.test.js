// SPDX-License-Identifier: BSD-2-Clause
//
// Tables of two layers, which have a column more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compileLayer, openPage, startBrowser, startServer } from './site.js';

const NAME_MAX = 15; // RFC 6335 section 5.1
const LIST = 'fifteen-letters 443/tcp # One of our own\nintranet-pages 443/udp # Another one\n';

let server;
let browser;

before(async () => {
  server = await startServer([compileLayer('own', LIST)]);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** Names of services that stand on more than one line. */
const brokenNames = (page) =>
  page.evaluate((most) =>
    [...document.querySelectorAll('.rows tbody th a')]
      .filter((link) => link.textContent.length <= most && link.getClientRects().length > 1)
      .map((link) => link.textContent), NAME_MAX);

const beyond = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

for (const path of ['/port/443', '/?q=http', '/?q=a']) {
  for (const width of [1600, 1280, 1279, 1024, 768]) {
    test(`${path} has whole names at ${width} pixels`, async () => {
      const viewport = { width, height: 800 };
      const { page, faults, close } = await openPage(browser, server, { viewport });

      await page.goto(server.url + path);
      assert.notEqual(await page.locator('.rows tbody tr').count(), 0);
      assert.deepEqual(await brokenNames(page), []);
      assert.equal(await beyond(page), 0);
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

test('a narrow window has no row beyond its edge', async () => {
  const viewport = { width: 320, height: 700 };
  const { page, close } = await openPage(browser, server, { viewport });

  await page.goto(`${server.url}/port/443`);
  assert.equal(await beyond(page), 0);
  await close();
});
