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

/** The map with its script at work, and what went wrong in it so far. */
async function openMap(query = '', options = {}) {
  const page = await browser.newPage(options);
  const errors = [];

  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${server.url}/map${query}`);
  await page.locator('.frame').waitFor();
  return { page, errors };
}

const readout = (page) => page.locator('.readout').innerText();

/** The middle of the cell `x`, `y` of the whole map on the screen. */
async function cell(page, x, y) {
  const box = await page.locator('.frame').boundingBox();

  return [box.x + ((x + 0.5) * box.width) / 256, box.y + ((y + 0.5) * box.height) / 256];
}

test('pointing at a number names it, a click opens it', async () => {
  const { page, errors } = await openMap('?transport=tcp&as_of=2026-02-13');

  await page.mouse.move(...(await cell(page, 0, 0)));
  assert.equal(await readout(page), '0/tcp: reserved');
  await page.mouse.click(...(await cell(page, 255, 0)));
  await page.waitForURL(`${server.url}/port/65535?as_of=2026-02-13`);
  assert.deepEqual(errors, []);
  await page.close();
});

test('a number that is gone to is named and has the focus', async () => {
  const { page, errors } = await openMap();

  await page.getByLabel('Go to port').fill('80');
  await page.keyboard.press('Enter');
  assert.equal(await readout(page), '80: http, assigned');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${server.url}/port/80`);
  assert.deepEqual(errors, []);
  await page.close();
});

test('keys move over the numbers', async () => {
  const { page } = await openMap();
  const numbers = [];

  await page.locator('.frame').focus();
  for (const key of ['Home', 'End', 'PageUp', 'PageDown', 'Home', 'ArrowDown', 'Shift+ArrowUp',
    'PageDown', '+', '-', '0']) {
    await page.keyboard.press(key);
    numbers.push((await readout(page)).split(':')[0]);
  }
  // The first key goes to the beginning. Below 0 lies 3: the curve begins to the right.
  assert.deepEqual(numbers, ['0', '65535', '65534', '65535', '0', '3', '0', '1', '1', '1', '1']);
  await page.close();
});

test('the wheel zooms about the pointer, a drag moves and opens nothing', async () => {
  const { page, errors } = await openMap();
  const [x, y] = await cell(page, 200, 100);

  await page.mouse.move(x, y);
  const before = await readout(page);
  await page.mouse.wheel(0, -900);
  await page.locator('.frame.zoomed').waitFor();
  await page.mouse.move(x + 1, y);
  assert.equal(await readout(page), before);
  await page.mouse.down();
  await page.mouse.move(x - 120, y - 80, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(x, y);
  assert.notEqual(await readout(page), before);
  assert.equal(page.url(), `${server.url}/map`);
  assert.deepEqual(errors, []);
  await page.close();
});

test('without a script each block is a link', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });

  await page.goto(`${server.url}/map?transport=udp`);
  assert.equal(await page.locator('.map a[href^="/range/"]').count(), 256);
  await page.locator('.map a[href="/range/256-511"] rect').click();
  assert.equal(page.url(), `${server.url}/range/256-511`);
  await page.close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`maps, charts and changes are fit for everybody, ${colorScheme}`, async () => {
    for (const path of ['/map', '/growth', '/changes', '/changes/2026-02-13',
      '/changes?from=2025-06-01&to=2026-02-13']) {
      const page = await browser.newPage({ bypassCSP: true, colorScheme });

      await page.goto(server.url + path);
      assert.deepEqual(await seriousFindings(page), [], path);
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, path);
      await page.close();
    }
  });
}
