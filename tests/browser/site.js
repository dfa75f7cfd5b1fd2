// SPDX-License-Identifier: BSD-2-Clause
//
// Starts the built portreg-serve on a free port, and Debian's chromium.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const PROGRAMS = process.env.PORTREG_TEST_BIN;
const REGISTRY = process.env.PORTREG_BROWSER_REGISTRY;

/** Serves PORTREG_BROWSER_REGISTRY, and other layers, with the program in PORTREG_TEST_BIN. */
export async function startServer(layers = []) {
  const child = spawn(`${PROGRAMS}/portreg-serve`, ['serve', '--listen', '127.0.0.1:0'], {
    env: { ...process.env, PORTREG_REGISTRY: [REGISTRY, ...layers].join(':') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  const said = [];

  for await (const line of lines) {
    const found = /(http:\/\/[0-9.:]+)\//.exec(line);
    said.push(line);
    if (found) {
      return {
        url: found[1],
        async stop() {
          child.kill('SIGTERM');
          if (child.exitCode === null) {
            await once(child, 'exit');
          }
          return child.exitCode;
        },
      };
    }
  }
  throw new Error(`portreg-serve did not start:\n${said.join('\n')}`);
}

/** Compiles a services(5) list into a layer beside the registry; returns its path. */
export function compileLayer(name, list) {
  const path = join(dirname(REGISTRY), `${name}.portreg`);

  execFileSync(`${PROGRAMS}/portreg-compile`,
    ['compile', '-', '--from', 'services', '--date', '2026-01-01', '--layer', name, '-o', path],
    { input: list, stdio: ['pipe', 'ignore', 'ignore'] });
  return path;
}

export function startBrowser() {
  const executablePath = process.env.CHROMIUM || CHROMIUM.find((path) => existsSync(path));

  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What axe-core finds on the page that is serious or critical, one line each. */
export async function seriousFindings(page) {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() => globalThis.axe.run());

  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`);
}

/**
 * A page that keeps a list of what no page may do: errors in a script or on the
 * console, such as violations of the content security policy, and requests to
 * any other server.
 */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];

  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // That an address has no page is what some tests ask for.
    if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) {
      faults.push(message.text());
    }
  });
  page.on('request', (request) => {
    const address = request.url();

    if (!address.startsWith(`${server.url}/`) && !address.startsWith('data:')) {
      faults.push(`a request to ${address}`);
    }
  });
  return { page, faults, close: () => context.close() };
}

/** How many rows the newest version has: the small registry of the tests has a few dozen. */
export async function countRows(server) {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();

  return Number(/^portreg_registry_rows\{.*\} (\d+)$/m.exec(metrics)[1]);
}
