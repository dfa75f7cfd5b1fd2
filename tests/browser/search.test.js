// SPDX-License-Identifier: BSD-2-Clause
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { countRows, openPage, startBrowser, startServer } from './site.js';

const PAGE_ROWS = 100;

let server;
let browser;
let rowCount;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  rowCount = await countRows(server);
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** Runs `act` on a page at the path; nothing may go wrong on it meanwhile. */
async function at(path, act, options) {
  const { page, faults, close } = await openPage(browser, server, options);

  await page.goto(server.url + path);
  await act(page);
  assert.deepEqual(faults, []);
  await close();
}

const rows = (page) => page.locator('table.rows tbody tr');
const names = (page) => page.locator('table.rows tbody th').allInnerTexts();
const ports = async (page) =>
  (await page.locator('table.rows tbody td:nth-child(2)').allInnerTexts())
    .filter((text) => text.trim())
    .map((text) => Number.parseInt(text, 10));

/** The address is given as a function of its parameters, whatever their order. */
const waitForSearch = (page, wanted) =>
  page.waitForURL((url) =>
    Object.entries(wanted).every(([name, value]) => url.searchParams.get(name) === value));

const focusedText = (page) => page.evaluate(() => document.activeElement.textContent);

test('results come as one types, and the address follows', async () => {
  await at('/', async (page) => {
    await page.locator('#q').pressSequentially('https');
    await rows(page).filter({ hasText: 'https' }).first().waitFor();
    await waitForSearch(page, { q: 'https' });
    assert.match(await page.locator('#count').innerText(), /^\d[\d,]* rows?/);
    assert.match(await page.title(), /^https/);
    const typed = await names(page);

    const loaded = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await loaded;
    await waitForSearch(page, { q: 'https' });
    assert.deepEqual(await names(page), typed);
  });
});

test('a search that another has overtaken is given up', async () => {
  await at('/', async (page) => {
    const isFirst = /[?&]q=h(&|$)/;

    await page.route(isFirst, () => {}); // it is never answered
    const asked = page.waitForRequest(isFirst);
    const givenUp = page.waitForEvent('requestfailed');
    await page.locator('#q').fill('h');
    await asked;
    await page.locator('#q').fill('https');
    assert.match((await givenUp).url(), isFirst);
    await waitForSearch(page, { q: 'https' });
    assert.equal(await page.locator('h1').innerText(), 'https');
  });
});

test('a search without rows says so', async () => {
  await at('/?q=no-such-thing-anywhere', async (page) => {
    assert.equal(await page.locator('#count').innerText(), '0 rows');
    assert.equal(await rows(page).count(), 0);
  });
});

test('markup in a search is text', async () => {
  await at('/', async (page) => {
    const text = '<img src=x onerror=alert(1)>"\'&';

    await page.locator('#q').fill(text);
    await waitForSearch(page, { q: text });
    assert.equal(await page.locator('h1').innerText(), text);
    await page.reload();
    assert.equal(await page.locator('h1').innerText(), text);
    assert.equal(await page.locator('#q').inputValue(), text);
    assert.equal(await page.locator('img').count(), 0);
  });
});

test('a column sorts in both directions', async () => {
  await at('/?q=proto%3Atcp', async (page) => {
    const heading = page.locator('table.rows thead th', { hasText: /^Port/ });

    await heading.getByRole('link').click();
    await waitForSearch(page, { q: 'proto:tcp', sort: 'number' });
    const up = await ports(page);
    assert.ok(up.length > 1);
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');

    await heading.getByRole('link').click();
    await waitForSearch(page, { sort: '-number' });
    const down = await ports(page);
    assert.deepEqual(down, [...down].sort((a, b) => b - a));
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
  });
});

test('pages follow one another and keep what was asked', async (t) => {
  if (rowCount <= PAGE_ROWS) {
    t.skip('a registry of one page');
    return;
  }
  await at('/?q=tcp&sort=name', async (page) => {
    const first = await names(page);

    assert.equal(first.length, PAGE_ROWS);
    await page.getByRole('link', { name: 'Next' }).click();
    await waitForSearch(page, { q: 'tcp', sort: 'name', page: '2' });
    const second = await names(page);
    assert.notDeepEqual(second, first);
    assert.equal(await page.locator('[aria-current=page]').innerText(), '2');
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.waitForURL((url) => !url.searchParams.has('page'));
    assert.deepEqual(await names(page), first);
    await page.goBack();
    await waitForSearch(page, { page: '2' });
    assert.deepEqual(await names(page), second);
  });
});

test('a deep link shows what it showed', async () => {
  await at('/?q=http&sort=-name&as_of=2016-01-01', async (page) => {
    const shown = await names(page);

    assert.equal(await page.locator('#q').inputValue(), 'http');
    assert.equal(await page.locator('header input[name=as_of]').inputValue(), '2016-01-01');
    await page.reload();
    assert.deepEqual(await names(page), shown);
  });
});

test('a search at a date, and its rows, stay at that date', async () => {
  await at('/?q=https', async (page) => {
    await page.locator('header input[name=as_of]').fill('2016-01-01');
    await waitForSearch(page, { q: 'https', as_of: '2016-01-01' });
    await page.locator('table.rows tbody a[href*="as_of=2016-01-01"]').first().click();
    await page.waitForURL(/\/service\/.*as_of=2016-01-01/);
  });
});

test('keys reach everything: /, the arrow, j, k and Enter', async () => {
  await at('/?q=http', async (page) => {
    await page.locator('#q:not(:focus)').waitFor();
    await page.keyboard.press('/');
    await page.locator('#q:focus').waitFor();
    assert.equal(await page.locator('#q').inputValue(), 'http');
    await page.keyboard.press('ArrowDown');
    const first = await focusedText(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    assert.equal(await focusedText(page), first);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(service|port|tcp|udp|sctp|dccp)\//);
  });
});

test('the first Tab offers to skip to the content, the next ones go through the head', async () => {
  await at('/tcp/443', async (page) => {
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip:focus');
    await skip.waitFor();
    assert.ok((await skip.boundingBox()).x >= 0); // it can be seen
    await page.keyboard.press('Tab');
    await page.locator('a.brand:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('#q:focus').waitFor();
    await page.locator('a.skip').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#main$/);
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() =>
      document.querySelector('main').contains(document.activeElement)));
  });
});

test('what is to be copied is copied', async () => {
  const options = { permissions: ['clipboard-read', 'clipboard-write'] };

  await at('/tcp/443', async (page) => {
    await page.getByRole('button', { name: /^Copy/ }).first().click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
      await page.locator('[data-copy]').first().innerText());
  }, options);
});

test('without a script the same is there through forms and links', async () => {
  await at('/', async (page) => {
    await page.locator('#q').fill('http');
    await page.getByRole('button', { name: 'Search' }).click();
    await waitForSearch(page, { q: 'http' });
    assert.ok((await rows(page).count()) > 0);

    await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
    await waitForSearch(page, { q: 'http', sort: 'name' });
    if (rowCount > PAGE_ROWS) {
      await page.getByRole('link', { name: 'Next' }).click();
      await waitForSearch(page, { q: 'http', sort: 'name', page: '2' });
    }
    await page.locator('table.rows tbody th a').first().click();
    await page.waitForURL(/\/service\//);

    await page.goto(`${server.url}/tcp/443`);
    await page.locator('main input[name=as_of]').fill('2016-01-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await waitForSearch(page, { as_of: '2016-01-01' });
    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await page.locator('main a[href^="/changes/"]').first().click();
    await page.waitForURL(/\/changes\/\d{4}-\d\d-\d\d/);
  }, { javaScriptEnabled: false });
});
