// SPDX-License-Identifier: BSD-2-Clause
//
// What holds on every kind of page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, seriousFindings, startBrowser, startServer } from './site.js';

const IANA = '/assignments/service-names-port-numbers/service-names-port-numbers.xhtml';
const PATHS = [
  '/', '/?q=http', '/?q=port%3A1-100&sort=-name', '/?q=no-such-thing-anywhere', '/?q=name%3A%2F(%2F',
  '/tcp/443', '/udp/5683', '/tcp/443?as_of=2016-01-01', '/port/443', '/port/5', '/port/65000',
  '/service/https', '/contact/IESG', '/range/6000-6063', '/rfc/7252', '/changes',
  '/changes/2026-02-13', '/changes?from=2025-06-01&to=2026-02-13', '/growth', '/map', '/api',
  '/downloads', IANA, `${IANA}?search=http`, '/service/no-such-service', '/port/99999',
  '/tcp/443?as_of=1999-01-01', '/nothing-here',
];
const LARGE = [IANA]; // axe-core takes minutes for a table of all rows

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

/** Relative luminance of the page's background, 0 black to 1 white. */
const luminance = (page) =>
  page.evaluate(() => {
    const canvas = document.body.appendChild(document.createElement('div'));
    canvas.style.backgroundColor = 'Canvas';
    const colors = [document.body, document.documentElement, canvas]
      .map((element) => getComputedStyle(element).backgroundColor);
    canvas.remove();
    const [red, green, blue] = colors.find((color) => color !== 'rgba(0, 0, 0, 0)')
      .match(/[\d.]+/g).map(Number);
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  });

/** What goes beyond the window's right edge, and is in nothing that scrolls. */
const tooWide = (page) =>
  page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const scrolls = (element) =>
      element &&
      (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const wide = [...document.querySelectorAll('main *')]
      .filter((element) => element.getBoundingClientRect().right > limit + 1)
      .filter((element) => !scrolls(element.parentElement) && !scrolls(element))
      .map((element) => element.outerHTML.slice(0, 120));
    const { scrollWidth } = document.documentElement;

    return scrollWidth > window.innerWidth ? [`${scrollWidth} pixels`, ...wide] : [];
  });

for (const path of PATHS) {
  test(`${path}: no errors, nothing from elsewhere, one heading, fits into 320 pixels`, async () => {
    const { page, faults, close } = await openPage(browser, server);
    const response = await page.goto(server.url + path, { waitUntil: 'networkidle' });

    assert.ok(response.status() < 500);
    assert.match(response.headers()['content-security-policy'], /default-src 'none'/);
    assert.equal(await page.locator('h1').count(), 1);
    assert.ok(await page.getAttribute('html', 'lang'));
    assert.notEqual(await page.title(), '');
    await page.setViewportSize({ width: 320, height: 640 });
    assert.deepEqual(await tooWide(page), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test(`${path}: light and dark, and fit for everybody`, async (t) => {
    if (LARGE.includes(path)) {
      t.skip('as /?search= has it');
      return;
    }
    const { page, close } = await openPage(browser, server, { bypassCSP: true });

    await page.goto(server.url + path);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.equal((await luminance(page)) < 0.5, colorScheme === 'dark');
      assert.deepEqual(await seriousFindings(page), [], colorScheme);
    }
    await close();
  });
}

test('all columns can be had on a small screen', async () => {
  const { page, close } = await openPage(browser, server, { viewport: { width: 320, height: 640 } });

  await page.goto(`${server.url}/?q=http`);
  const row = page.locator('table.rows tbody tr').first();
  const cells = row.locator('td:not(.more)');
  const hidden = async () => {
    let count = 0;
    for (const cell of await cells.all()) {
      if ((await cell.innerText()) !== '' || (await cell.textContent()) !== '') {
        count += (await cell.isVisible()) ? 0 : 1;
      }
    }
    return count;
  };

  assert.ok((await hidden()) > 0);
  await row.getByRole('checkbox', { name: 'All columns' }).check();
  assert.equal(await hidden(), 0);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  await close();
});

test('the theme that was chosen stays', async () => {
  const { page, faults, close } = await openPage(browser, server, { colorScheme: 'light' });

  await page.goto(server.url);
  assert.ok((await luminance(page)) > 0.5);
  await page.getByRole('button', { name: 'Dark' }).click();
  assert.ok((await luminance(page)) < 0.5);
  await page.goto(`${server.url}/port/443`);
  assert.ok((await luminance(page)) < 0.5);
  await page.getByRole('button', { name: 'Light' }).click();
  assert.ok((await luminance(page)) > 0.5);
  assert.deepEqual(faults, []);
  await close();
});

test('at a date, what a record links to stays at that date', async () => {
  const { page, faults, close } = await openPage(browser, server);

  await page.goto(`${server.url}/tcp/443`);
  const now = await page.locator('article.record').first().innerText();
  await page.locator('main input[name=as_of]').fill('2016-01-01');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/\/tcp\/443\?as_of=2016-01-01$/);
  assert.notEqual(await page.locator('article.record').first().innerText(), now);
  const links = await page.locator('article.record a[href^="/"], nav.pages a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.ok(links.length > 3);
  assert.deepEqual(links.filter((link) => !link.includes('as_of=2016-01-01')), []);
  await page.getByRole('link', { name: 'https' }).first().click();
  await page.waitForURL(/\/service\/https\?as_of=2016-01-01$/);
  // A search from here is one at that date.
  await page.locator('#q').fill('http');
  await page.locator('#q').press('Enter');
  await page.waitForURL((url) => url.searchParams.get('as_of') === '2016-01-01');
  assert.deepEqual(faults, []);
  await close();
});

test('every link on the pages leads somewhere', async () => {
  const { page, close } = await openPage(browser, server);
  const seen = new Set();
  const broken = [];

  for (const path of ['/', '/?q=http', '/tcp/443', '/port/443', '/service/https', '/changes',
    '/growth', '/api', '/downloads', '/rfc/7252', '/range/6000-6063']) {
    await page.goto(server.url + path);
    const links = await page.locator('a[href^="/"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    for (const link of links.slice(0, 60)) {
      if (!seen.has(link)) {
        seen.add(link);
        const { status } = await fetch(server.url + link, { method: 'HEAD' });
        if (status >= 400) {
          broken.push(`${path} links to ${link}: ${status}`);
        }
      }
    }
  }
  assert.deepEqual(broken, []);
  await close();
});
