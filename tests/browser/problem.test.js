// SPDX-License-Identifier: BSD-2-Clause
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seriousFindings, startBrowser, startServer } from './site.js';

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

test('an address without a page says so', async () => {
  const page = await browser.newPage({ bypassCSP: true });
  const response = await page.goto(`${server.url}/nothing-here`);

  assert.equal(response.status(), 404);
  assert.equal(await page.locator('h1').innerText(), 'Not found');
  assert.deepEqual(await seriousFindings(page), []);
  await page.close();
});
